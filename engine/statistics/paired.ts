/** Paired samples: two sets of rules on the same paths. */
import { assert } from '../math/assert.ts';
import { regularizedIncompleteBeta } from '../math/beta.ts';
import { studentCdf } from '../math/student.ts';
import { meanInterval } from './intervals.ts';

export interface PairedDifference {
  readonly n: number;
  /** Mean of candidate - baseline. */
  readonly mean: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided, of "no difference in the mean", by Student's t. */
  readonly pValue: number;
  /** Variance of a difference of unpaired values over that of paired ones: how many times fewer paths pairing needs. */
  readonly varianceRatio: number;
  /** Share of pairs in which the candidate is larger, ties half. */
  readonly probabilityWorse: number;
}

/** Mean difference of pairs with Student's interval. At least two pairs are needed. */
export function pairedDifference(options: { baseline: Float64Array; candidate: Float64Array; confidence: number }): PairedDifference {
  const { baseline, candidate, confidence } = options;
  assert(baseline.length === candidate.length && baseline.length >= 2, 'a paired difference needs at least two pairs');
  const differences = candidate.map((value, pair) => value - baseline[pair]);
  const { n, mean, standardError, low, high } = meanInterval({ values: differences, confidence });
  const unpaired = variance(baseline) + variance(candidate);
  const t = Math.abs(mean / standardError);
  return {
    n,
    mean,
    standardError,
    low,
    high,
    pValue: standardError > 0 ? 2 * studentCdf({ t: -t, degrees: n - 1 }) : mean === 0 ? 1 : 0,
    varianceRatio: unpaired / variance(differences),
    probabilityWorse: differences.reduce((share, difference) => share + (difference > 0 ? 1 : difference === 0 ? 0.5 : 0), 0) / n,
  };
}

function variance(values: Float64Array): number {
  const { standardError, n } = meanInterval({ values, confidence: 0.5 });
  return standardError * standardError * n;
}

/** Exact test of Q. McNemar (Psychometrika 12, 1947) for pairs of yes and no: are the pairs that differ split evenly? Two-sided. */
export function mcnemar({ onlyBaseline, onlyCandidate }: { onlyBaseline: number; onlyCandidate: number }): { pValue: number } {
  const n = onlyBaseline + onlyCandidate;
  const k = Math.min(onlyBaseline, onlyCandidate);
  if (n === 0 || k * 2 === n) return { pValue: 1 };
  return { pValue: Math.min(1, 2 * regularizedIncompleteBeta({ x: 0.5, a: n - k, b: k + 1 })) };
}
