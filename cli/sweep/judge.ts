/** Reads from rows the two numbers that points are judged by. */
import { metricDefinitions } from '../../engine/study/metrics.ts';
import type { PointStatistic } from '../../engine/study/sweep-runner.ts';
import { pointStatistics } from '../../engine/study/sweep-runner.ts';
import type { JudgedNumber, Reading } from '../../reports/sweep/sweep-summary.ts';
import { judgementName } from './sweep-request.ts';
import type { Judgement } from './sweep-request.ts';

/** What a judge looks at: a row as run or as read back. */
export interface JudgedRow {
  readonly values: readonly unknown[];
  /** All NaN for a refused point. */
  readonly statistics: Float64Array;
}

export interface Judge {
  readonly described: JudgedNumber;
  reading(row: JudgedRow): Reading;
  /** The number, NaN where there is none. */
  value(row: JudgedRow): number;
  /** The number turned so that less is better. */
  badness(row: JudgedRow): number;
}

/** `keys`: of the varied parameters, in the order of a row's values. A cost is good when it is low, whatever the metric says. */
export function judgeOf(judged: Judgement, role: 'safety' | 'cost', keys: readonly string[]): Judge {
  const described = describe(judged, role);
  const sign = described.better === 'higher' ? -1 : 1;
  const value = judged.kind === 'parameter' ? parameterReader(keys.indexOf(judged.key)) : statisticReader(judged.metric, judged.statistic);
  const isMean = judged.kind === 'metric' && judged.statistic === 'mean';
  const [low, high] = isMean ? [statisticReader(judged.metric, 'low'), statisticReader(judged.metric, 'high')] : [none, none];
  return {
    described,
    value,
    badness: (row) => sign * value(row),
    reading: (row) => readingOf(value(row), low(row), high(row)),
  };
}

type Reader = (row: JudgedRow) => number;

function none(): number {
  return NaN;
}

/** A refused point has the parameter but no metric: it counts as having neither. */
function parameterReader(axis: number): Reader {
  return ({ values, statistics }) => (statistics.every(Number.isNaN) || values[axis] === '' ? NaN : Number(values[axis]));
}

function statisticReader(metric: string, statistic: PointStatistic): Reader {
  const place = metricDefinitions.findIndex(({ name }) => name === metric) * pointStatistics.length + pointStatistics.indexOf(statistic);
  return ({ statistics }) => statistics[place];
}

function readingOf(value: number, low: number, high: number): Reading {
  const hasInterval = Number.isFinite(low) && Number.isFinite(high);
  return { value: Number.isFinite(value) ? value : null, interval: hasInterval ? [low, high] : null };
}

function describe(judged: Judgement, role: 'safety' | 'cost'): JudgedNumber {
  const name = judgementName(judged);
  const definition = metricDefinitions.find((metric) => judged.kind === 'metric' && metric.name === judged.metric);
  if (!definition) return { name, unit: '', definition: 'The varied parameter itself.', better: 'lower' };
  const better = role === 'safety' && definition.direction === 'higher-is-better' ? 'higher' : 'lower';
  return { name, unit: definition.unit, definition: definition.definition, better };
}
