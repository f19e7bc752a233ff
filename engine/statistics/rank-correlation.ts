/** Do two quantities rise together? By ranks, so that neither scale nor a heavy tail matters. */
import { assert } from '../math/assert.ts';
import { normalQuantile } from '../math/normal.ts';
import { sortedOrder } from '../math/sort.ts';
import { exp, log } from '../math/transcendental.ts';
import type { Interval } from './intervals.ts';

/** A rank correlation between -1 and 1 with its interval. */
export interface RankCorrelation extends Interval {
  readonly correlation: number;
  readonly n: number;
}

/** Fewer pairs leave the interval without meaning. */
const leastPairs = 10;

/**
 * Correlation of ranks (C. Spearman, Am. J. Psychol. 15, 1904), ties at their mean rank. Interval: Fisher's transformation with the
 * standard error sqrt((1 + r^2 / 2) / (n - 3)) of D. G. Bonett and T. A. Wright (Psychometrika 65,
 * 2000). Null for fewer than ten pairs, or where
 * one of both is the same everywhere. No value may be NaN.
 */
export function rankCorrelation(pairs: { one: Float64Array; other: Float64Array; confidence: number }): RankCorrelation | null {
  const { one, other, confidence } = pairs;
  const n = one.length;
  assert(n === other.length, `pairs have two values: ${n} against ${other.length}`);
  assert(confidence > 0 && confidence < 1, `a confidence lies in (0, 1), not ${confidence}`);
  if (n < leastPairs) return null;
  const correlation = correlationOf(ranks(one), ranks(other));
  if (correlation !== correlation) return null;
  if (Math.abs(correlation) === 1) return { correlation, low: correlation, high: correlation, n };
  const centre = 0.5 * log((1 + correlation) / (1 - correlation));
  const half = normalQuantile(0.5 + 0.5 * confidence) * Math.sqrt((1 + 0.5 * correlation * correlation) / (n - 3));
  return { correlation, low: backTransformed(centre - half), high: backTransformed(centre + half), n };
}

/** Inverse of Fisher's transformation. */
function backTransformed(z: number): number {
  const power = exp(2 * z);
  return (power - 1) / (power + 1);
}

/** Ranks from 1; values that are equal share the mean of theirs. */
function ranks(values: Float64Array): Float64Array {
  const order = sortedOrder(values);
  const ranked = new Float64Array(values.length);
  for (let first = 0; first < order.length; ) {
    let end = first + 1;
    while (end < order.length && values[order[end]] === values[order[first]]) end++;
    for (let place = first; place < end; place++) ranked[order[place]] = (first + 1 + end) / 2;
    first = end;
  }
  return ranked;
}

/** Pearson's correlation of ranks, whose mean is (n + 1) / 2; NaN where one of both does not vary. */
function correlationOf(one: Float64Array, other: Float64Array): number {
  const mean = (one.length + 1) / 2;
  let [products, ones, others] = [0, 0, 0];
  for (let index = 0; index < one.length; index++) {
    const [left, right] = [one[index] - mean, other[index] - mean];
    products += left * right;
    ones += left * left;
    others += right * right;
  }
  const size = Math.sqrt(ones * others);
  // Rounding may pass the ends.
  return size > 0 ? Math.max(-1, Math.min(1, products / size)) : NaN;
}
