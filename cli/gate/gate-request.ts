/** The flags of a gate as plain data. */
import { failOnWords } from '../../engine/study/gate/gate-conclusion.ts';
import type { FailOn } from '../../engine/study/gate/gate-conclusion.ts';
import { isCalendarDay } from '../../scenarios/fields.ts';
import { mostPaths } from '../../scenarios/schema.ts';
import { nearestName } from '../../scenarios/suggest.ts';
import { valueOf, valuesOf, wholeNumberOf } from '../arguments.ts';
import type { FlagValues, ParsedArguments } from '../flags.ts';
import { quoted } from '../run-request.ts';
import { workerCount } from '../run.ts';
import { usageError } from '../usage-error.ts';
import { outputsOf } from './formats.ts';
import type { GateOutput } from './formats.ts';
import { headCommit } from './git-baseline.ts';

export interface GateRequest {
  readonly file: string;
  /** Undefined: what the file says. */
  readonly candidate: string | undefined;
  readonly baseline: string | undefined;
  readonly paths: number | undefined;
  readonly pathsMax: number | undefined;
  readonly seed: number | undefined;
  readonly workers: number | undefined;
  /** Run folders to judge in place of running. */
  readonly results: readonly string[];
  readonly outputs: readonly GateOutput[];
  readonly failOn: readonly FailOn[];
  readonly neverFails: boolean;
  readonly updatesBaseline: boolean;
  readonly explains: string | undefined;
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Checks the flags. Throws UserError, exit 2. */
export function gateRequest({ values, positionals }: ParsedArguments, environment: Environment): GateRequest {
  const [file = 'gate.yaml', ...others] = positionals;
  if (others.length > 0) throw usageError({ what: `${positionals.length} gate files`, expected: 'one' });
  return {
    file,
    candidate: valueOf(values, 'candidate'),
    baseline: valueOf(values, 'baseline'),
    paths: wholeNumberOf(values, 'paths', { least: 1, most: mostPaths }),
    pathsMax: wholeNumberOf(values, 'paths-max', { least: 1, most: mostPaths }),
    seed: seedOf(valueOf(values, 'seed')),
    workers: workerCount(values),
    results: valuesOf(values, 'results'),
    outputs: outputsOf(valuesOf(values, 'format'), environment),
    failOn: failOnOf(valueOf(values, 'fail-on')),
    neverFails: values['no-fail'] !== undefined,
    updatesBaseline: updatesBaseline(values, environment),
    explains: valueOf(values, 'explain'),
    today: todayOf(valueOf(values, 'today')),
  };
}

/** A number, a commit in full, or "commit" for the one that is checked out: every commit explores other paths and can be repeated. */
export function seedOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const commit = text === 'commit' ? headCommit() : text;
  // 52 bits: the first 13 of the 40 digits.
  if (/^[0-9a-f]{40}$/.test(commit)) return Number.parseInt(commit.slice(0, 13), 16);
  const number = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(number)) return number;
  const expected = 'a whole number from 0 to 9007199254740991, the 40 digits of a commit, or commit';
  throw usageError({ what: `--seed is ${JSON.stringify(text.slice(0, 64))}`, expected });
}

function failOnOf(text: string | undefined): readonly FailOn[] {
  if (text === undefined) return ['error', 'inconclusive'];
  return text.split(',').map((word) => {
    const found = failOnWords.find((known) => known === word.trim());
    if (found) return found;
    const suggestion = nearestName(word, failOnWords) ?? 'error,inconclusive';
    const what = `--fail-on is ${JSON.stringify(text.slice(0, 64))}`;
    throw usageError({ what, expected: `some of ${failOnWords.join(', ')}`, suggestion });
  });
}

function updatesBaseline(values: FlagValues, environment: Environment): boolean {
  if (values['update-baseline'] === undefined) return false;
  if (environment['CI'] !== 'true' || values['force'] !== undefined) return true;
  const what = '--update-baseline in CI would let a change approve itself';
  throw usageError({ what, expected: 'a baseline that somebody commits', suggestion: 'run it on your machine, or add --force' });
}

function todayOf(text: string | undefined): string {
  if (text === undefined) return new Date().toISOString().slice(0, 10);
  if (isCalendarDay(text)) return text;
  throw usageError({ what: `--today is ${JSON.stringify(text.slice(0, 64))}`, expected: 'a day like 2027-01-31' });
}

/** The command line that makes this gate again, or with other paths. */
export function gateCommandLine(request: GateRequest, changed: Partial<Pick<GateRequest, 'paths' | 'pathsMax' | 'seed'>> = {}): string {
  const { file, candidate, baseline, paths, pathsMax, seed, results } = { ...request, ...changed };
  const given: readonly (readonly [flag: string, value: string | number | undefined])[] = [
    ['--candidate', candidate],
    ['--baseline', baseline],
    ['--paths', paths],
    ['--paths-max', pathsMax],
    ['--seed', seed],
    ...results.map((folder) => ['--results', folder] as const),
  ];
  const flags = given.flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)]));
  return ['npx', 'simulate', 'gate', file, ...flags].map(quoted).join(' ');
}
