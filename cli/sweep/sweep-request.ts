/** What a sweep is asked for, as plain data: it travels to threads and into the folder. */
import { metricDefinitions } from '../../engine/study/metrics.ts';
import type { SweepAxis, SweepMethod } from '../../engine/study/sweep-points.ts';
import { mostSweepPoints } from '../../engine/study/sweep-points.ts';
import { nearestName } from '../../scenarios/suggest.ts';
import { choiceOf, valueOf, valuesOf, wholeNumberOf } from '../arguments.ts';
import type { FlagValues } from '../flags.ts';
import { commandLine, quoted, runRequest } from '../run-request.ts';
import type { RunRequest } from '../run-request.ts';
import { usageError } from '../usage-error.ts';
import { varyFlag } from './vary-flag.ts';

/** A number that points are judged by: a statistic of a metric, or a varied parameter itself. */
export type Judgement =
  | { readonly kind: 'metric'; readonly metric: string; readonly statistic: 'mean' | 'p95' | 'p99' }
  | { readonly kind: 'parameter'; readonly key: string };

export interface SweepRequest {
  readonly run: RunRequest;
  readonly axes: readonly SweepAxis[];
  /** The flags as typed, for the command that gives the same again. */
  readonly vary: readonly string[];
  readonly method: SweepMethod;
  /** Null for a grid. */
  readonly points: number | null;
  readonly safety: Judgement;
  readonly cost: Judgement;
}

const mostAxes = 16;
const usualPoints = 100;

/** Checks the flags of a sweep. Throws UserError, exit 2. */
export function sweepRequest(values: FlagValues): SweepRequest {
  const method = choiceOf(values, 'method', ['grid', 'random', 'sobol']) ?? 'grid';
  const vary = valuesOf(values, 'vary');
  const axes = vary.map((text) => varyFlag(text, method));
  checkAxes(axes);
  const drawn = wholeNumberOf(values, 'points', { least: 1, most: mostSweepPoints });
  if (drawn !== undefined && method === 'grid') {
    const what = '--points with a grid, whose values decide';
    throw usageError({ what, expected: '--method random or sobol', suggestion: '--method sobol' });
  }
  return {
    run: runRequest(values),
    axes,
    vary,
    method,
    points: method === 'grid' ? null : (drawn ?? usualPoints),
    safety: judgement(values, { flag: 'safety', usual: 'shortfall_usd', axes: [] }),
    cost: judgement(values, { flag: 'cost', usual: 'margin_to_open_interest_ratio', axes }),
  };
}

function checkAxes(axes: readonly SweepAxis[]): void {
  if (axes.length === 0) {
    const suggestion = '--vary margin.maintenance=0.005:0.02:8';
    throw usageError({ what: '--vary is missing', expected: 'one or more parameters with their values', suggestion });
  }
  if (axes.length > mostAxes) throw usageError({ what: `${axes.length} times --vary`, expected: `at most ${mostAxes}` });
  const keys = axes.map(({ key }) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw usageError({ what: `${twice} is varied twice`, expected: 'each parameter once' });
}

interface Wanted {
  readonly flag: string;
  readonly usual: string;
  /** Parameters that may be named in place of a metric. */
  readonly axes: readonly SweepAxis[];
}

function judgement(values: FlagValues, { flag, usual, axes }: Wanted): Judgement {
  const text = valueOf(values, flag) ?? usual;
  const axis = axes.find(({ key }) => key === text);
  if (axis) return parameterJudgement(axis, flag);
  const [metric, statistic = 'mean', ...more] = text.split('.');
  const names = metricDefinitions.map(({ name }) => name);
  if (names.includes(metric) && more.length === 0 && isStatistic(statistic)) return { kind: 'metric', metric, statistic };
  const known = [...axes.map(({ key }) => key), ...names];
  const expected = `a metric${axes.length > 0 ? ' or a varied parameter' : ''}; of a metric also .p95 or .p99`;
  const near = nearestName(names.includes(metric) ? metric : text, known);
  throw usageError({ what: `--${flag} is ${JSON.stringify(text)}`, expected, suggestion: near ?? 'simulate list metrics' });
}

function isStatistic(word: string): word is 'mean' | 'p95' | 'p99' {
  return word === 'mean' || word === 'p95' || word === 'p99';
}

function parameterJudgement({ key, spread }: SweepAxis, flag: string): Judgement {
  const isNumeric = 'range' in spread || spread.values.every((value) => typeof value === 'number');
  if (isNumeric) return { kind: 'parameter', key };
  throw usageError({ what: `--${flag} is ${key}, whose values are not numbers`, expected: 'a metric or a parameter with numbers' });
}

/** Name of a judgement as flags and columns spell it. */
export function judgementName(judged: Judgement): string {
  if (judged.kind === 'parameter') return judged.key;
  return judged.statistic === 'mean' ? judged.metric : `${judged.metric}.${judged.statistic}`;
}

/** The command line that gives the same sweep again. */
export function sweepCommand(request: SweepRequest, sample: { paths: number; seed: number }): string {
  const { run, vary, method, points, safety, cost } = request;
  const words = [
    ...vary.flatMap((text) => ['--vary', text]),
    ...(method === 'grid' ? [] : ['--method', method, '--points', String(points)]),
    ...['--safety', judgementName(safety), '--cost', judgementName(cost)],
  ];
  return `${commandLine(run, sample, 'sweep')} ${words.map(quoted).join(' ')}`;
}
