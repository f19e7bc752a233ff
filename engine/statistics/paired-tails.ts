/**
 * Differences of tail statistics between two sets of rules on the same paths, with intervals from one paired bootstrap: paths are drawn
 * with replacement and every metric of both sides follows them (B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993,
 * chapters 8 and 13). A resample is a count per path; a tail is read by walking down values that were sorted once, so that all statistics
 * of all metrics share one drawing of paths, and each costs the length of its tail.
 */
import { assert } from '../math/assert.ts';
import type { RandomStream } from '../math/random.ts';
import { sortedOrder } from '../math/sort.ts';
import { quantileRank, sampleQuantile } from './quantiles.ts';

/** `quantile`: the inverse of the empirical distribution; `shortfall`: the mean of the worst share 1 - level. */
export interface TailStatistic {
  readonly kind: 'quantile' | 'shortfall';
  readonly level: number;
}

/** Values of both sides, one pair per path; pairs of which one is NaN are left out. Larger is worse. */
export interface PairedColumns {
  readonly baseline: Float64Array;
  readonly candidate: Float64Array;
}

export interface TailDifference {
  /** Pairs. */
  readonly n: number;
  readonly baseline: number;
  readonly candidate: number;
  readonly difference: number;
  /** Percentile interval of the difference. */
  readonly low: number;
  readonly high: number;
}

export interface PairedTailOptions {
  /** Metrics that share the paths, all of one length. */
  readonly metrics: readonly PairedColumns[];
  readonly statistics: readonly TailStatistic[];
  readonly confidence: number;
  readonly resamples: number;
  readonly stream: RandomStream;
}

/**
 * Result [metric][statistic]; null for a metric without pairs. Resamples in which no pair of a metric was drawn do not count for it.
 * Whatever metrics are asked for, the same stream gives the same resamples of paths.
 */
export function pairedTailDifferences(options: PairedTailOptions): (readonly TailDifference[] | null)[] {
  const { metrics, statistics, confidence, resamples, stream } = options;
  assert(confidence > 0 && confidence < 1, `a confidence lies in (0, 1), not ${confidence}`);
  const sides = metrics.map(sortedSides);
  const differences = sides.map(() => statistics.map((): number[] => []));
  const paths = metrics.length === 0 ? 0 : metrics[0].baseline.length;
  const counts = new Uint32Array(paths);
  for (let resample = 0; resample < resamples; resample++) {
    drawPaths(counts, stream);
    sides.forEach((own, metric) => collect(own, counts, statistics, differences[metric]));
  }
  return sides.map((own, metric) => {
    if (own.pairs === 0) return null;
    return statistics.map((statistic, index) => tailDifference(own, statistic, differences[metric][index], confidence));
  });
}

interface Sorted {
  /** Descending, and the path of each. */
  readonly values: Float64Array;
  readonly paths: Int32Array;
}

interface Sides {
  readonly pairs: number;
  /** Every path has a pair, so that a resample has as many pairs as paths. */
  readonly complete: boolean;
  readonly present: Int32Array;
  readonly baseline: Sorted;
  readonly candidate: Sorted;
}

function sortedSides({ baseline, candidate }: PairedColumns): Sides {
  assert(baseline.length === candidate.length, 'a pair has two values');
  const exists = (path: number): boolean => baseline[path] === baseline[path] && candidate[path] === candidate[path];
  const present = Int32Array.from(baseline.keys()).filter(exists);
  return {
    pairs: present.length,
    complete: present.length === baseline.length,
    present,
    baseline: descending(baseline, present),
    candidate: descending(candidate, present),
  };
}

function descending(column: Float64Array, present: Int32Array): Sorted {
  const order = sortedOrder(Float64Array.from(present, (path) => column[path])).reverse();
  const paths = Int32Array.from(order, (index) => present[index]);
  return { values: Float64Array.from(paths, (path) => column[path]), paths };
}

function drawPaths(counts: Uint32Array, stream: RandomStream): void {
  counts.fill(0);
  for (let draw = 0; draw < counts.length; draw++) counts[stream.integerBelow(counts.length)]++;
}

function collect(sides: Sides, counts: Uint32Array, statistics: readonly TailStatistic[], into: number[][]): void {
  const drawn = sides.complete ? counts.length : drawnPairs(sides, counts);
  if (drawn === 0) return;
  statistics.forEach((statistic, index) => {
    const candidate = tailOf(sides.candidate, statistic, drawn, counts);
    into[index].push(candidate - tailOf(sides.baseline, statistic, drawn, counts));
  });
}

function drawnPairs({ present }: Sides, counts: Uint32Array): number {
  let drawn = 0;
  for (const path of present) drawn += counts[path];
  return drawn;
}

/** A statistic of the multiset in which the value of a path stands as often as `counts` says; null counts each path once. */
function tailOf(sorted: Sorted, { kind, level }: TailStatistic, n: number, counts: Uint32Array | null): number {
  return kind === 'quantile' ? quantile(sorted, level, n, counts) : shortfall(sorted, level, n, counts);
}

/** The value of ascending rank k is that of descending rank n - k + 1. */
function quantile({ values, paths }: Sorted, level: number, n: number, counts: Uint32Array | null): number {
  const wanted = n - quantileRank({ n, probability: level }) + 1;
  let passed = 0;
  for (let place = 0; place < values.length; place++) {
    passed += counts === null ? 1 : counts[paths[place]];
    if (passed >= wanted) return values[place];
  }
  return NaN;
}

/** Mean of the worst n (1 - level) values; of the value at the border only the needed part counts (Rockafellar and Uryasev, 2002). */
function shortfall({ values, paths }: Sorted, level: number, n: number, counts: Uint32Array | null): number {
  const wanted = n * (1 - level);
  let passed = 0;
  let sum = 0;
  for (let place = 0; place < values.length; place++) {
    const count = counts === null ? 1 : counts[paths[place]];
    const counted = Math.min(count, wanted - passed);
    if (counted > 0) sum += counted * values[place];
    passed += count;
    if (passed >= wanted) break;
  }
  return sum / wanted;
}

function tailDifference(sides: Sides, statistic: TailStatistic, resampled: readonly number[], confidence: number): TailDifference {
  const baseline = tailOf(sides.baseline, statistic, sides.pairs, null);
  const candidate = tailOf(sides.candidate, statistic, sides.pairs, null);
  const sorted = Float64Array.from(resampled).sort();
  const tail = 0.5 - 0.5 * confidence;
  return {
    n: sides.pairs,
    baseline,
    candidate,
    difference: candidate - baseline,
    low: sorted.length === 0 ? -Infinity : sampleQuantile(sorted, tail),
    high: sorted.length === 0 ? Infinity : sampleQuantile(sorted, 1 - tail),
  };
}
