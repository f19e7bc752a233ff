/** What a run is asked for, as plain data: it travels to the thread that simulates and into the manifest. */
import type { Feedback } from '../engine/study/inputs.ts';
import { choiceOf, valueOf, valuesOf, wholeNumberOf } from './arguments.ts';
import type { FlagValues } from './flags.ts';
import { untilOf, untilText } from './until.ts';
import type { Until } from './until.ts';
import { usageError } from './usage-error.ts';

export interface RunRequest {
  /** Name or path. */
  readonly scenario: string;
  /** Names or paths, or venue=NAME,venue=NAME where there are several; empty: the default set, or what the scenario's venues name. */
  readonly params: readonly string[];
  readonly data: readonly DataRequest[];
  /** Undefined: what the scenario says. */
  readonly paths: number | undefined;
  /** Undefined: the first of the whole run. */
  readonly firstPath?: number | undefined;
  readonly seed: number | undefined;
  readonly feedback: Feedback | undefined;
  /** Paths are the most there may be where this ends the run before. */
  readonly until?: Until | undefined;
  /** Of `simulate compare`; undefined for a run that only shows sets side by side. */
  readonly comparison?: ComparisonRequest;
}

/** The first of `params` is the baseline. */
export interface ComparisonRequest {
  readonly confidence: number;
  readonly attribution: boolean;
}

export interface DataRequest {
  /** Underlying that the file replaces; null lets the file name say it. */
  readonly underlying: string | null;
  readonly file: string;
}

/** Of a comparison. */
export const defaultConfidence = 0.95;

/** Checks the flags of a run. Throws UserError, exit 2. */
export function runRequest(values: FlagValues): RunRequest {
  return {
    scenario: requiredScenario(values),
    params: valuesOf(values, 'params'),
    data: valuesOf(values, 'data').map(dataRequest),
    paths: wholeNumberOf(values, 'paths', { least: 1, most: 10_000_000 }),
    firstPath: wholeNumberOf(values, 'first-path', { least: 0, most: 10_000_000 }),
    seed: wholeNumberOf(values, 'seed', { least: 0, most: Number.MAX_SAFE_INTEGER }),
    feedback: choiceOf(values, 'feedback', ['none', 'full', 'counterfactual']),
    until: untilOf(valueOf(values, 'until')),
  };
}

function requiredScenario(values: FlagValues): string {
  const scenario = valueOf(values, 'scenario');
  if (scenario !== undefined) return scenario;
  const suggestion = 'simulate --scenario crash-2020, or simulate --help';
  throw usageError({ what: '--scenario is missing', expected: 'a name of "simulate list scenarios" or a YAML file', suggestion });
}

/** "BTC=candles.csv" names its underlying; everything else is a file. */
function dataRequest(text: string): DataRequest {
  const named = /^([A-Za-z0-9][A-Za-z0-9_-]{0,31})=(.+)$/.exec(text);
  return named ? { underlying: named[1], file: named[2] } : { underlying: null, file: text };
}

/** The command line that gives the same result again; paths and seed are written out even when the scenario says them. */
export function commandLine(request: RunRequest, { paths, seed }: { paths: number; seed: number }, command?: string): string {
  const { scenario, params, data, feedback, comparison, firstPath = 0, until } = request;
  const name = command ?? (comparison ? 'compare' : undefined);
  const words = [
    ...['npx', 'simulate', ...(name ? [name] : []), '--scenario', scenario],
    ...params.flatMap((set) => ['--params', set]),
    ...data.flatMap(({ underlying, file }) => ['--data', underlying === null ? file : `${underlying}=${file}`]),
    ...(feedback ? ['--feedback', feedback] : []),
    ...(comparison && comparison.confidence !== defaultConfidence ? ['--confidence', String(comparison.confidence)] : []),
    ...(comparison && !comparison.attribution ? ['--no-attribution'] : []),
    ...(firstPath > 0 ? ['--first-path', String(firstPath)] : []),
    ...['--paths', String(paths), '--seed', String(seed)],
    ...(until ? ['--until', untilText(until)] : []),
  ];
  return words.map(quoted).join(' ');
}

/** A word as a POSIX shell takes it back. */
export function quoted(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
