/** Quantiles of samples. */
import { assert } from '../math/assert.ts';
import { regularizedIncompleteBeta } from '../math/beta.ts';
import type { Interval } from './intervals.ts';

/** Slack for products like 100 x 0.07 = 7.000000000000001, where a decimal probability is meant. */
const DECIMAL_SLACK = 1e-14;

/** Rank k (from 1) of the smallest of n sorted values that has at least the share `probability` of the sample at or below it. */
export function quantileRank({ n, probability }: { n: number; probability: number }): number {
  assert(n >= 1, 'a quantile needs at least one value');
  assert(probability >= 0 && probability <= 1, `a probability lies in [0, 1], not ${probability}`);
  const rank = Math.ceil(n * probability * (1 - DECIMAL_SLACK));
  return Math.min(n, Math.max(1, rank));
}

/**
 * Inverse of the empirical distribution, inf {x : P(L <= x) >= probability}: always one of the values, never interpolated
 * (definition 1 of R. J. Hyndman and Y. Fan, Am. Stat. 50, 1996). `sorted` ascends.
 */
export function sampleQuantile(sorted: ArrayLike<number>, probability: number): number {
  return sorted[quantileRank({ n: sorted.length, probability }) - 1];
}

/**
 * Distribution-free interval of a quantile between two values of the sample: the number of values at or below the quantile is
 * binomial, and each end leaves at most half of 1 - confidence outside (H. A. David and H. N. Nagaraja, Order Statistics, 7.1).
 * An end that the sample is too small to bound is infinite.
 */
export function orderStatisticInterval(options: {
  sorted: ArrayLike<number>;
  probability: number;
  confidence: number;
}): Interval {
  const { sorted, probability, confidence } = options;
  assert(confidence > 0 && confidence < 1, `a confidence lies in (0, 1), not ${confidence}`);
  assert(probability > 0 && probability < 1, `the probability of a quantile interval lies in (0, 1), not ${probability}`);
  const n = sorted.length;
  const tail = 0.5 - 0.5 * confidence;
  // Largest rank l with P(B <= l - 1) <= tail; smallest rank u with P(B >= u) <= tail.
  const lowRank = countWhile(n, (rank) => binomialAtMost({ k: rank - 1, n, probability }) <= tail);
  const highRank = n + 1 - countWhile(n, (rank) => binomialAtMost({ k: rank - 1, n, probability: 1 - probability }) <= tail);
  return {
    low: lowRank === 0 ? -Infinity : sorted[lowRank - 1],
    high: highRank > n ? Infinity : sorted[highRank - 1],
  };
}

/** Largest rank in 0 .. n up to which the condition holds, for a condition that once false stays false. */
function countWhile(n: number, holds: (rank: number) => boolean): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** P(B <= k) for a binomial B of n trials. */
function binomialAtMost({ k, n, probability }: { k: number; n: number; probability: number }): number {
  if (k >= n) return 1;
  return regularizedIncompleteBeta({ x: 1 - probability, a: n - k, b: k + 1 });
}
