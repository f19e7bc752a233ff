/** Difference of two proportions on the same paths. */
import { assert } from '../math/assert.ts';
import { normalQuantile } from '../math/normal.ts';
import type { Interval } from './intervals.ts';

export interface PairedProportions {
  /** Pairs in which the event happened on this side only. */
  readonly onlyBaseline: number;
  readonly onlyCandidate: number;
  /** All pairs. */
  readonly n: number;
  readonly confidence: number;
}

/**
 * Interval of P(candidate) - P(baseline): half a pair is added to each of the four cells before Wald's formula, which then covers about as
 * often as it says even for few pairs and does not collapse when no pair differs (A. Agresti and Y. Min, Statistics in Medicine 24, 2005).
 */
export function pairedProportionInterval({ onlyBaseline, onlyCandidate, n, confidence }: PairedProportions): Interval {
  assert(n > 0 && onlyBaseline >= 0 && onlyCandidate >= 0 && onlyBaseline + onlyCandidate <= n, 'pairs that differ are among all pairs');
  assert(confidence > 0 && confidence < 1, `a confidence lies in (0, 1), not ${confidence}`);
  const total = n + 2;
  const difference = (onlyCandidate - onlyBaseline) / total;
  const variance = ((onlyCandidate + onlyBaseline + 1) / total - difference * difference) / total;
  const half = normalQuantile(0.5 + 0.5 * confidence) * Math.sqrt(variance);
  return { low: Math.max(-1, difference - half), high: Math.min(1, difference + half) };
}
