/**
 * Two parameter sets on the same paths. Path i of the baseline and path i of the candidate share every exogenous draw, so what counts is
 * their difference path by path: most of the variance of either cancels (common random numbers; P. Glasserman, Monte Carlo Methods in
 * Financial Engineering, 2003, section 4.2).
 */
import { assert } from '../math/assert.ts';
import { regularizedIncompleteBeta } from '../math/beta.ts';
import type { RandomStream } from '../math/random.ts';
import { sortedOrder } from '../math/sort.ts';
import { studentCdf } from '../math/student.ts';
import { checkBootstrap, estimateBetween } from './bootstrap.ts';
import { meanInterval, type Interval } from './intervals.ts';
import { quantileRank } from './quantiles.ts';

/** One finite value per path under each of the two parameter sets, in the same order of paths. */
export interface PairedSample {
  readonly baseline: Float64Array;
  readonly candidate: Float64Array;
}

/** The mean of candidate - baseline, with Student's interval. */
export interface PairedDifference extends Interval {
  readonly n: number;
  readonly mean: number;
  readonly standardError: number;
  /** Two-sided, of the hypothesis that the means are equal (paired t test); 1 when no path differs. */
  readonly pValue: number;
  /**
   * (Var(baseline) + Var(candidate)) / Var(candidate - baseline): how many times more paths unpaired runs would need for the same
   * interval. Infinity when the difference is the same on every path; 1 when neither varies.
   */
  readonly varianceRatio: number;
  /** Share of paths with candidate > baseline, ties counting half: the probability of being worse where larger is worse. */
  readonly probabilityWorse: number;
}

function checkPaired({ baseline, candidate }: PairedSample): void {
  assert(baseline.length === candidate.length, `pairs need equal lengths, not ${baseline.length} and ${candidate.length}`);
  assert(baseline.length > 0, 'a comparison needs at least one path');
  assert(baseline.every(Number.isFinite) && candidate.every(Number.isFinite), 'paired values are finite numbers');
}

/** Mean difference candidate - baseline over paths, its t interval and test, and what the pairing gained. */
export function pairedDifference(options: PairedSample & { confidence: number }): PairedDifference {
  const { baseline, candidate, confidence } = options;
  checkPaired(options);
  const differences = candidate.map((value, i) => value - baseline[i]);
  const { n, mean, standardError, low, high } = meanInterval({ values: differences, confidence });
  return {
    n,
    mean,
    standardError,
    low,
    high,
    pValue: twoSidedTest({ mean, standardError, n }),
    varianceRatio: ratioOfVariances(sumOfSquares(baseline) + sumOfSquares(candidate), sumOfSquares(differences)),
    probabilityWorse: shareAbove(differences),
  };
}

function twoSidedTest({ mean, standardError, n }: { mean: number; standardError: number; n: number }): number {
  if (mean === 0 || n === 1) return 1;
  if (standardError === 0) return 0;
  return Math.min(1, 2 * studentCdf({ t: -Math.abs(mean) / standardError, degrees: n - 1 }));
}

function ratioOfVariances(unpaired: number, paired: number): number {
  if (paired > 0) return unpaired / paired;
  return unpaired > 0 ? Infinity : 1;
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return squares;
}

function shareAbove(differences: Float64Array): number {
  let worse = 0;
  for (const difference of differences) worse += difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
  return worse / differences.length;
}

/** What a paired bootstrap needs beside the sample. */
export interface PairedBootstrapOptions extends PairedSample {
  readonly confidence: number;
  readonly resamples: number;
  readonly stream: RandomStream;
}

/** Difference candidate - baseline of a statistic that is no mean, with a percentile interval over resampled paths. */
export interface PairedStatisticDifference extends Interval {
  readonly difference: number;
}

/**
 * Difference of the quantiles at `probability`, candidate - baseline. Paths are resampled in pairs (B. Efron and R. J. Tibshirani, An
 * Introduction to the Bootstrap, 1993, chapter 9). Cost: n x resamples, without sorting.
 */
export function pairedQuantileDifference(options: PairedBootstrapOptions & { probability: number }): PairedStatisticDifference {
  const { probability } = options;
  const statisticOf = (sorted: SortedSample) => (counts: Int32Array) => quantileOfCounted({ sorted, counts, probability });
  return pairedStatisticDifference(options, statisticOf);
}

/**
 * Difference of the expected shortfalls at `level` (mean of the worst share 1 - level, larger being worse; the value at the border
 * counts with the part of it that is needed), candidate - baseline. Cost as above.
 */
export function pairedShortfallDifference(options: PairedBootstrapOptions & { level: number }): PairedStatisticDifference {
  const { level } = options;
  assert(level >= 0 && level < 1, `a level lies in [0, 1), not ${level}`);
  const statisticOf = (sorted: SortedSample) => (counts: Int32Array) => shortfallOfCounted({ sorted, counts, level });
  return pairedStatisticDifference(options, statisticOf);
}

/** A sample in ascending order, and the path that each place belongs to. */
interface SortedSample {
  readonly values: Float64Array;
  readonly paths: Int32Array;
}

type CountedStatistic = (counts: Int32Array) => number;

function pairedStatisticDifference(
  options: PairedBootstrapOptions,
  statisticOf: (sorted: SortedSample) => CountedStatistic,
): PairedStatisticDifference {
  const { baseline, candidate, confidence, resamples, stream } = options;
  checkPaired(options);
  const n = baseline.length;
  checkBootstrap({ n, confidence, resamples });
  const ofBaseline = statisticOf(sortSample(baseline));
  const ofCandidate = statisticOf(sortSample(candidate));
  const differenceOf = (counts: Int32Array): number => ofCandidate(counts) - ofBaseline(counts);
  const difference = differenceOf(new Int32Array(n).fill(1));
  const counts = new Int32Array(n);
  const draws = Float64Array.from({ length: resamples }, () => {
    counts.fill(0);
    for (let i = 0; i < n; i++) counts[stream.integerBelow(n)]++;
    return differenceOf(counts);
  });
  const tail = 0.5 - 0.5 * confidence;
  const { low, high } = estimateBetween({ value: difference, draws, lowTail: tail, highTail: 1 - tail });
  return { difference, low, high };
}

function sortSample(sample: Float64Array): SortedSample {
  const paths = sortedOrder(sample);
  return { values: Float64Array.from(paths, (i) => sample[i]), paths };
}

/** Inverse of the empirical distribution of a sample in which each path occurs as often as it was drawn. */
function quantileOfCounted(options: { sorted: SortedSample; counts: Int32Array; probability: number }): number {
  const { sorted, counts, probability } = options;
  const { values, paths } = sorted;
  const n = values.length;
  // Counted from above, because the quantiles that matter lie there.
  let above = n - quantileRank({ n, probability });
  let place = n - 1;
  for (above -= counts[paths[place]]; above >= 0; above -= counts[paths[place]]) place--;
  return values[place];
}

/** Mean of the largest n (1 - level) values of such a sample (see expectedShortfall). */
function shortfallOfCounted({ sorted, counts, level }: { sorted: SortedSample; counts: Int32Array; level: number }): number {
  const { values, paths } = sorted;
  const tailCount = values.length * (1 - level);
  let missing = tailCount;
  let sum = 0;
  for (let place = values.length - 1; place >= 0 && missing > 0; place--) {
    const taken = Math.min(missing, counts[paths[place]]);
    sum += taken * values[place];
    missing -= taken;
  }
  return sum / tailCount;
}

/** Paths on which a yes-no metric came out differently. */
export interface DiscordantPairs {
  readonly onlyBaseline: number;
  readonly onlyCandidate: number;
}

/** Counts the paths on which the event (any value but 0) happened under one of the two parameter sets only. */
export function discordantPairs(sample: PairedSample): DiscordantPairs {
  checkPaired(sample);
  const { baseline, candidate } = sample;
  let onlyBaseline = 0;
  let onlyCandidate = 0;
  for (let i = 0; i < baseline.length; i++) {
    if (baseline[i] !== 0 && candidate[i] === 0) onlyBaseline++;
    if (baseline[i] === 0 && candidate[i] !== 0) onlyCandidate++;
  }
  return { onlyBaseline, onlyCandidate };
}

/**
 * Two-sided p value of the exact test of Q. McNemar (Psychometrika 12, 1947) that an event is as likely under both parameter sets: of the
 * paths on which they differ, half should differ either way. 1 when none differs.
 */
export function mcnemarExact({ onlyBaseline, onlyCandidate }: DiscordantPairs): number {
  assert(
    [onlyBaseline, onlyCandidate].every((count) => Number.isInteger(count) && count >= 0),
    `discordant pairs are counts, not ${onlyBaseline} and ${onlyCandidate}`,
  );
  const smaller = Math.min(onlyBaseline, onlyCandidate);
  const larger = Math.max(onlyBaseline, onlyCandidate);
  if (smaller === larger) return 1;
  // P(B <= smaller) for a binomial B of smaller + larger fair coins.
  return Math.min(1, 2 * regularizedIncompleteBeta({ x: 0.5, a: larger, b: smaller + 1 }));
}
