/**
 * The bootstrap: how much a statistic would vary if the paths were drawn again. Rows (paths) are resampled, so the same call serves
 * one sample and several that belong together row by row. Resamples are drawn from the stream passed in: same stream, same interval.
 */
import { assert } from '../math/assert.ts';
import { normalCdf, normalQuantile } from '../math/normal.ts';
import type { RandomStream } from '../math/random.ts';
import { sortedOrder } from '../math/sort.ts';
import type { Interval } from './intervals.ts';
import { sampleQuantile } from './quantiles.ts';

export interface BootstrapOptions {
  /** Number of rows of the sample. */
  readonly n: number;
  /** The statistic of these rows (numbers in 0 .. n - 1, repeats allowed). Must not keep the array. */
  readonly statistic: (rows: Int32Array) => number;
  /** For instance 0.95. */
  readonly confidence: number;
  /** Resamples drawn, at least 2; a thousand or more for an interval that is to be trusted to two digits. */
  readonly resamples: number;
  readonly stream: RandomStream;
}

/** The statistic of the sample with a bootstrap interval. */
export interface BootstrapEstimate extends Interval {
  readonly value: number;
  /** Standard deviation of the statistic over the resamples. */
  readonly standardError: number;
}

/** More groups sharpen the acceleration little and cost one evaluation each. */
const JACKKNIFE_GROUPS = 200;

/** Checks what every bootstrap is given. */
export function checkBootstrap(options: { n: number; confidence: number; resamples: number }): void {
  const { n, confidence, resamples } = options;
  assert(Number.isInteger(n) && n >= 1, `a bootstrap needs at least one row, not ${n}`);
  assert(confidence > 0 && confidence < 1, `a confidence lies in (0, 1), not ${confidence}`);
  assert(Number.isInteger(resamples) && resamples >= 2, `a bootstrap needs at least two resamples, not ${resamples}`);
}

/**
 * Percentile interval (B. Efron, Ann. Stat. 7, 1979): quantiles of the statistic over resamples with replacement. Simple and within the
 * range of the statistic; it does not correct for bias or skew (`bcaBootstrap` does).
 */
export function percentileBootstrap(options: BootstrapOptions): BootstrapEstimate {
  const draws = resampledStatistics(options);
  const tail = 0.5 - 0.5 * options.confidence;
  return estimateBetween({ value: statisticOfSample(options), draws, lowTail: tail, highTail: 1 - tail });
}

/**
 * Bias-corrected and accelerated interval (B. Efron, J. Am. Stat. Assoc. 82, 1987). The bias comes from the share of resamples below the
 * estimate, ties counting half; the acceleration from a jackknife that leaves out one of at most 200 groups of rows at a time. Falls back
 * to the percentile interval where the resamples lie all on one side of the estimate.
 */
export function bcaBootstrap(options: BootstrapOptions): BootstrapEstimate {
  const draws = resampledStatistics(options);
  const value = statisticOfSample(options);
  const bias = normalQuantile(shareBelow(draws, value));
  const acceleration = jackknifeAcceleration(options);
  const corrected = (tail: number): number => {
    const shifted = bias + normalQuantile(tail);
    const level = normalCdf(bias + shifted / (1 - acceleration * shifted));
    return Number.isFinite(bias) && level === level ? level : tail;
  };
  const tail = 0.5 - 0.5 * options.confidence;
  return estimateBetween({ value, draws, lowTail: corrected(tail), highTail: corrected(1 - tail) });
}

/** The value with the ends of the interval read off the draws, which are sorted here. */
export function estimateBetween(options: { value: number; draws: Float64Array; lowTail: number; highTail: number }): BootstrapEstimate {
  const { value, draws, lowTail, highTail } = options;
  const sorted = Float64Array.from(sortedOrder(draws), (i) => draws[i]);
  return {
    value,
    low: sampleQuantile(sorted, lowTail),
    high: sampleQuantile(sorted, highTail),
    standardError: standardDeviation(draws),
  };
}

function resampledStatistics({ n, statistic, confidence, resamples, stream }: BootstrapOptions): Float64Array {
  checkBootstrap({ n, confidence, resamples });
  const rows = new Int32Array(n);
  const draws = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    for (let row = 0; row < n; row++) rows[row] = stream.integerBelow(n);
    draws[i] = statistic(rows);
  }
  return draws;
}

function statisticOfSample({ n, statistic }: BootstrapOptions): number {
  return statistic(Int32Array.from({ length: n }, (_, i) => i));
}

function shareBelow(draws: Float64Array, value: number): number {
  let below = 0;
  for (const draw of draws) below += draw < value ? 1 : draw === value ? 0.5 : 0;
  return below / draws.length;
}

/** Sum of cubes over 6 (sum of squares)^1.5 of the jackknife's deviations; 0 when leaving rows out changes nothing. */
function jackknifeAcceleration({ n, statistic }: BootstrapOptions): number {
  const groups = Math.min(n, JACKKNIFE_GROUPS);
  if (groups < 2) return 0;
  const left = Float64Array.from({ length: groups }, (_, group) => statistic(rowsWithout({ n, group, groups })));
  const mean = left.reduce((sum, one) => sum + one, 0) / groups;
  let squares = 0;
  let cubes = 0;
  for (const one of left) {
    squares += (mean - one) * (mean - one);
    cubes += (mean - one) * (mean - one) * (mean - one);
  }
  return squares === 0 ? 0 : cubes / (6 * squares * Math.sqrt(squares));
}

/** All rows but those whose number leaves the remainder `group`. */
function rowsWithout({ n, group, groups }: { n: number; group: number; groups: number }): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => i).filter((i) => i % groups !== group);
}

function standardDeviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return Math.sqrt(squares / (values.length - 1));
}
