/** `simulate compare`: parameter sets against a baseline on the same paths, to a run folder. */
import { basename } from 'node:path';
import { numberIn, valueOf } from './arguments.ts';
import type { FlagValues, ParsedArguments } from './flags.ts';
import { performRun } from './run.ts';
import { defaultConfidence, runRequest } from './run-request.ts';
import type { RunRequest } from './run-request.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';
import { firstVenueIn } from './venue-rules.ts';

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
  throw usageError({ what, expected: 'a baseline and at least one candidate', suggestion: suggestionFor(params[0] ?? 'default') });
}

/** Of a set that has nothing to be compared with. */
function suggestionFor(set: string): string {
  const venue = firstVenueIn(set);
  const prefix = venue === undefined ? '' : `${venue}=`;
  return `--params ${prefix}default --params ${set === `${prefix}default` ? `${prefix}mine.yaml` : set}`;
}

/** A baseline among the sets is moved, another one is added. */
function baselineFirst(params: readonly string[], baseline: string | undefined): readonly string[] {
  if (baseline === undefined) return params;
  const found = params.find((set) => set === baseline) ?? params.find((set) => nameIn(set) === baseline);
  return [found ?? baseline, ...params.filter((set) => set !== found)];
}

/** ./rules/mine.yaml is called mine by whoever names it again; rules of a venue are named with their venue. */
function nameIn(set: string): string {
  return firstVenueIn(set) !== undefined ? set : basename(set).replace(/\.ya?ml$/, '');
}

function confidenceOf(values: FlagValues): number {
  const text = valueOf(values, 'confidence');
  if (text === undefined) return defaultConfidence;
  const confidence = numberIn(text);
  if (confidence >= 0.5 && confidence <= 0.9999) return confidence;
  throw usageError({ what: `--confidence is ${JSON.stringify(text)}`, expected: 'a number from 0.5 to 0.9999', suggestion: '0.95' });
}
