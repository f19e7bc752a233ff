/** `simulate compare`: parameter sets against a baseline on the same paths, to a run folder. */
import { basename } from 'node:path';
import { numberIn, valueOf } from './arguments.ts';
import type { FlagValues, ParsedArguments } from './flags.ts';
import { performRun } from './run.ts';
import { defaultConfidence, runRequest } from './run-request.ts';
import type { RunRequest } from './run-request.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

export async function compareCommand({ values }: ParsedArguments, terminal: Terminal): Promise<number> {
  return await performRun(compareRequest(values), values, terminal);
}

/** Checks the flags of a comparison; the baseline becomes the first set. Throws UserError, exit 2. */
export function compareRequest(values: FlagValues): RunRequest {
  const request = runRequest(values);
  const params = baselineFirst(request.params, valueOf(values, 'baseline'));
  const comparison = { confidence: confidenceOf(values), attribution: values['no-attribution'] === undefined };
  if (params.length >= 2) return { ...request, params, comparison };
  const what = params.length === 0 ? 'no parameter set is named' : `${params[0]} is compared with nothing`;
  const candidate = params[0] === 'default' ? undefined : params[0];
  const suggestion = `--params default --params ${candidate ?? 'mine.yaml'}`;
  throw usageError({ what, expected: 'a baseline and at least one candidate', suggestion });
}

/** A baseline among the sets is moved, another one is added. */
function baselineFirst(params: readonly string[], baseline: string | undefined): readonly string[] {
  if (baseline === undefined) return params;
  const found = params.find((set) => set === baseline) ?? params.find((set) => nameIn(set) === baseline);
  return [found ?? baseline, ...params.filter((set) => set !== found)];
}

/** ./rules/mine.yaml is called mine by whoever names it again. */
function nameIn(set: string): string {
  return basename(set).replace(/\.ya?ml$/, '');
}

function confidenceOf(values: FlagValues): number {
  const text = valueOf(values, 'confidence');
  if (text === undefined) return defaultConfidence;
  const confidence = numberIn(text);
  if (confidence >= 0.5 && confidence <= 0.9999) return confidence;
  throw usageError({ what: `--confidence is ${JSON.stringify(text)}`, expected: 'a number from 0.5 to 0.9999', suggestion: '0.95' });
}
