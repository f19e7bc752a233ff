/** Estimates from paths that were drawn under another law than the one asked about. */
import { assert } from '../math/assert.ts';
import { normalQuantile } from '../math/normal.ts';
import type { Interval } from './intervals.ts';

/** Fewer effective paths than this, or a single path with a larger share, and the estimate hangs on luck. */
const SMALLEST_EFFECTIVE_SIZE = 50;
const LARGEST_SHARE = 0.05;

export interface ImportanceEstimate extends Interval {
  /** Mean of weight x value: unbiased for the mean under the law asked about. */
  readonly mean: number;
  readonly standardError: number;
  readonly n: number;
  /**
   * (sum |w x|)^2 / sum (w x)^2: how many equal contributions carry the estimate. Counted over contributions, not over all weights:
   * a tilt that is best for a rare event gives paths without the event wild weights that never enter.
   */
  readonly effectiveSampleSize: number;
  /** Largest |w x| as a share of the sum; 0 when nothing contributes. */
  readonly largestShare: number;
  /** Mean of the weights, 1 in expectation. */
  readonly meanWeight: number;
  /** Why the estimate must not be used: degenerate weights, or no contribution at all. Null when it may. */
  readonly refusal: string | null;
}

/**
 * Importance sampling estimate with normal interval. `weights` are likelihood ratios (law asked about / law drawn from), not negative,
 * not normalised; `values` what is averaged, for instance 1 where the event happened. Refused below 50 effective contributions or when
 * one path makes up more than 5 %: then even the standard error is an underestimate (arXiv:2601.09927 shows how).
 */
export function importanceEstimate(options: { values: Float64Array; weights: Float64Array; confidence: number }): ImportanceEstimate {
  const { values, weights, confidence } = options;
  checkWeights(options);
  const n = values.length;
  const contributions = values.map((value, i) => (value === 0 ? 0 : value * weights[i]));
  const sum = total(contributions, (one) => one);
  const size = total(contributions, Math.abs);
  const squares = total(contributions, (one) => one * one);
  const mean = sum / n;
  const deviations = total(contributions, (one) => (one - mean) * (one - mean));
  const standardError = n === 1 ? Infinity : Math.sqrt(deviations / (n - 1) / n);
  const half = normalQuantile(0.5 + 0.5 * confidence) * standardError;
  const effectiveSampleSize = squares === 0 ? 0 : (size / squares) * size;
  const largestShare = size === 0 ? 0 : contributions.reduce((largest, one) => Math.max(largest, Math.abs(one)), 0) / size;
  return {
    mean,
    low: mean - half,
    high: mean + half,
    standardError,
    n,
    effectiveSampleSize,
    largestShare,
    meanWeight: total(weights, (one) => one) / n,
    refusal: objectTo({ effectiveSampleSize, largestShare }),
  };
}

function checkWeights(options: { values: Float64Array; weights: Float64Array; confidence: number }): void {
  const { values, weights, confidence } = options;
  assert(confidence > 0 && confidence < 1, `a confidence lies in (0, 1), not ${confidence}`);
  assert(values.length === weights.length, `each value has a weight: ${values.length} values, ${weights.length} weights`);
  assert(values.length > 0, 'an estimate needs at least one path');
  assert(values.every(Number.isFinite), 'values are finite');
  assert(weights.every((weight) => weight >= 0 && weight < Infinity), 'weights are finite and not negative');
}

function objectTo({ effectiveSampleSize, largestShare }: { effectiveSampleSize: number; largestShare: number }): string | null {
  if (effectiveSampleSize === 0) return 'no path contributed: the tilt never reaches the event';
  const remedy = 'use more paths or a weaker tilt';
  if (effectiveSampleSize < SMALLEST_EFFECTIVE_SIZE) {
    return `only ${effectiveSampleSize.toFixed(1)} effective paths (at least ${SMALLEST_EFFECTIVE_SIZE}): ${remedy}`;
  }
  if (largestShare > LARGEST_SHARE) {
    const percent = (100 * largestShare).toFixed(1);
    return `one path makes up ${percent} % of the estimate (at most ${100 * LARGEST_SHARE} %): ${remedy}`;
  }
  return null;
}

function total(values: Float64Array, term: (value: number) => number): number {
  let sum = 0;
  for (const value of values) sum += term(value);
  return sum;
}
