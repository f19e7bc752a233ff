/** How heavy is the tail? Decides whether an expected shortfall has a standard error at all. */
import { assert } from '../math/assert.ts';
import { sortedOrder } from '../math/sort.ts';
import { log } from '../math/transcendental.ts';

export interface TailIndex {
  /** P(L > x) falls like x^-alpha: moments up to alpha exist. Infinity when the largest values are all equal. */
  readonly alpha: number;
  /** Asymptotic: alpha / sqrt(tailCount). */
  readonly standardError: number;
  readonly tailCount: number;
}

/**
 * Tail index of the largest values (B. M. Hill, Ann. Stat. 3, 1975): with x(1) >= x(2) >= ..., alpha = k / sum of log(x(i) / x(k +
 * 1)) over the k = `tailCount` largest. Larger is worse; x(k + 1) must be positive.
 */
export function hillEstimator({ values, tailCount }: { values: Float64Array; tailCount: number }): TailIndex {
  const n = values.length;
  assert(Number.isInteger(tailCount) && tailCount >= 1 && tailCount < n, `the tail holds 1 .. ${n - 1} of ${n} values, not ${tailCount}`);
  const order = sortedOrder(values);
  const threshold = values[order[n - 1 - tailCount]];
  assert(threshold > 0, `the tail starts at ${threshold}: Hill's estimator needs positive values`);
  let sum = 0;
  for (let place = n - tailCount; place < n; place++) sum += log(values[order[place]] / threshold);
  const alpha = tailCount / sum;
  return { alpha, standardError: alpha / Math.sqrt(tailCount), tailCount };
}

/** Fewer values say nothing about a tail. */
const SMALLEST_TAIL = 10;

/**
 * A sentence for the reader when the positive values have a tail index of at most 2, so that their variance is infinite and
 * standard errors mean nothing; null otherwise, or when there are too few positive values to tell. The tail is the largest
 * sqrt(number of positive values), at least 10.
 */
export function heavyTailWarning(values: Float64Array): string | null {
  const positive = values.filter((value) => value > 0);
  const tailCount = Math.max(SMALLEST_TAIL, Math.floor(Math.sqrt(positive.length)));
  if (positive.length < 2 * tailCount) return null;
  const { alpha } = hillEstimator({ values: positive, tailCount });
  if (alpha > 2) return null;
  const consequence = alpha > 1 ? 'the variance is infinite: trust no standard error' : 'even the mean is infinite: trust quantiles only';
  return `tail index ${alpha.toFixed(2)} (Hill, largest ${tailCount} of ${positive.length}): ${consequence}`;
}
