/**
 * Comparisons with a baseline of which only figures were kept. Its paths are gone, so nothing cancels: both intervals are added, each at
 * half the risk, and the comparison is as wide as the two of them.
 */
import type { Interval } from '../../statistics/intervals.ts';
import type { Interval as StoredInterval } from '../run-folder-types.ts';
import type { MetricCheck } from './gate-check.ts';
import { estimateStatistic } from './gate-estimate.ts';
import type { EstimateOptions, GateEstimate } from './gate-estimate.ts';
import type { LookPlan } from './gate-looks.ts';
import { statisticText } from './gate-statistic.ts';

/** A statistic of a baseline as it was committed. */
export interface BaselineFigure {
  readonly metric: string;
  readonly statistic: string;
  readonly n: number;
  readonly value: number;
  /** At a confidence of 1 - (1 - that of the gate) / 2. */
  readonly interval: StoredInterval;
}

/** The risk that a side of an unpaired comparison may take. */
export function planOfSide({ first, most, confidence }: LookPlan): LookPlan {
  return { first, most, confidence: 0.5 + 0.5 * confidence };
}

/** The figure of a check to keep; null where its paths do not bound it. `plan` has one look. */
export function baselineFigure(check: MetricCheck, options: Omit<EstimateOptions, 'compare'>): BaselineFigure | null {
  const found = estimateStatistic({ ...options, compare: 'candidate', plan: planOfSide(options.plan) });
  if (found === null || !Number.isFinite(found.low) || !Number.isFinite(found.high)) return null;
  const { n, point, low, high } = found;
  return { metric: check.metric.name, statistic: statisticText(check.statistic), n, value: point, interval: [low, high] };
}

/** Candidate against figures: differences of the ends, or their ratios where the baseline is surely above zero. */
export function estimateUnpaired(options: EstimateOptions, baseline: BaselineFigure): GateEstimate | null {
  const own = estimateStatistic({ ...options, compare: 'candidate', plan: planOfSide(options.plan) });
  if (own === null) return null;
  const { low, high } = combined(options.compare, own, baseline.interval);
  const point = options.compare === 'ratio' ? own.point / baseline.value : own.point - baseline.value;
  const method = `not paired: baseline from a file, n = ${baseline.n}`;
  return { n: own.n, point, low, high, baseline: baseline.value, candidate: own.point, method };
}

function combined(compare: EstimateOptions['compare'], own: Interval, [low, high]: StoredInterval): Interval {
  if (compare !== 'ratio') return { low: own.low - high, high: own.high - low };
  if (!(low > 0)) return { low: -Infinity, high: Infinity };
  return { low: own.low >= 0 ? own.low / high : own.low / low, high: own.high >= 0 ? own.high / low : own.high / high };
}
