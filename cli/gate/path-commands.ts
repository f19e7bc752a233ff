/** The commands that run paths of a gate again: both sets side by side where both are files that can be told apart. */
import { commandLine } from '../run-request.ts';
import type { RunRequest } from '../run-request.ts';
import { gateCommandLine } from './gate-request.ts';
import type { GateRequest } from './gate-request.ts';
import type { GateBaseline, GateRules } from './gate-sides.ts';

export interface GateCommands {
  /** All paths under both sets. */
  all(paths: number, seed: number): string;
  /** One of them. */
  path(path: number, seed: number): string;
}

export interface CommandOptions {
  readonly request: GateRequest;
  /** Name or file. */
  readonly scenario: string;
  readonly candidate: GateRules;
  readonly baseline: GateBaseline;
  readonly confidence: number;
}

/** A set of another revision is no file, and two of one name cannot be compared: then the candidate is shown alone. */
export function gateCommands({ request, scenario, candidate, baseline: { rules, kept }, confidence }: CommandOptions): GateCommands {
  const isBoth = rules !== null && rules.source.kind === 'named' && rules.side.id !== candidate.side.id;
  const shown = isBoth ? [rules.source, candidate.source] : [candidate.source];
  const params = shown.flatMap((source) => (source.kind === 'named' ? [source.nameOrFile] : []));
  const run = (extra: Partial<RunRequest>): RunRequest => {
    return { scenario, params, data: [], paths: undefined, seed: undefined, feedback: undefined, ...extra };
  };
  return {
    path: (path, seed) => commandLine(run({ firstPath: path }), { paths: 1, seed }),
    all: (paths, seed) => {
      if (isBoth) return commandLine(run({ comparison: { confidence, attribution: false } }), { paths, seed });
      if (rules === null && kept === null) return commandLine(run({}), { paths, seed });
      return gateCommandLine(request, { paths, pathsMax: paths, seed });
    },
  };
}
