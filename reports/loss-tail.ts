/** Tail of a sample of losses: how often a loss is reached, and quantiles, each with what the sample says about its error. */
import { sortedExpectedShortfall } from '../engine/statistics/expected-shortfall.ts';
import { hillEstimator } from '../engine/statistics/hill.ts';
import { clopperPearson } from '../engine/statistics/intervals.ts';
import type { Interval } from '../engine/statistics/intervals.ts';
import { orderStatisticInterval, sampleQuantile } from '../engine/statistics/quantiles.ts';

const confidence = 0.95;

/** One point of the exceedance curve. */
export interface Exceedance {
  readonly loss: number;
  /** Share of all paths with a loss of at least this much. */
  readonly share: number;
  /** Exact 95 % interval of that share (Clopper-Pearson), for this loss alone. */
  readonly interval: Interval;
}

/**
 * Shares of paths that lose at least x, at values x of the sample, ascending in x. Only positive losses have a place on a logarithmic
 * axis; the paths without loss stay in the denominator. At most about `most` points: evenly spaced in log rank, so that the far tail,
 * where each point is one path, keeps all of them.
 */
export function exceedanceCurve(values: Float64Array, most = 120): Exceedance[] {
  const sorted = values.slice().sort();
  const trials = sorted.length;
  return keptCounts(sorted, most).map((events) => {
    return { loss: sorted[trials - events], share: events / trials, interval: clopperPearson({ events, trials, confidence }) };
  });
}

/** Numbers of paths at or above the kept losses, descending: one per distinct loss, every one of the largest. */
function keptCounts(sorted: Float64Array, most: number): number[] {
  const counts: number[] = [];
  for (let index = 0; index < sorted.length; index++) {
    if (sorted[index] > 0 && (index === 0 || sorted[index] !== sorted[index - 1])) counts.push(sorted.length - index);
  }
  if (counts.length <= most) return counts;
  const ratio = Math.exp(Math.log(counts[0]) / most);
  const kept = [counts[0]];
  for (const count of counts) {
    if (count === counts[counts.length - 1] || kept[kept.length - 1] / count >= ratio) kept.push(count);
  }
  return [...new Set(kept)];
}

/** One row of the tail table. */
export interface TailRow {
  readonly name: string;
  readonly value: number;
  /** 95 %; an end that the sample is too small to bound is infinite. Null: the tail has no usable standard error. */
  readonly interval: Interval | null;
  /** Paths at or beyond the quantile, or in the tail that is averaged. */
  readonly tailPaths: number;
}

const quantiles: readonly (readonly [name: string, probability: number])[] = [
  ['p50', 0.5], ['p75', 0.75], ['p90', 0.9], ['p95', 0.95], ['p99', 0.99], ['p99.5', 0.995], ['p99.9', 0.999],
];

const shortfallLevels: readonly (readonly [name: string, level: number])[] = [['ES 97.5', 0.975], ['ES 99', 0.99]];

/** Fewer paths in the tail say nothing about the error of their mean. */
export const leastTailPaths = 5;

/**
 * Quantiles with distribution-free intervals between order statistics, and expected shortfall with the asymptotic standard error
 * (engine/statistics/expected-shortfall.ts); no interval for it where the tail index is at most 2 or the tail holds fewer than five paths.
 */
export function tailTable(values: Float64Array): TailRow[] {
  const sorted = values.slice().sort();
  const isHeavy = tailIndex(values)?.alpha ?? Infinity;
  const rows = quantiles.map(([name, probability]): TailRow => {
    const value = sampleQuantile(sorted, probability);
    const interval = orderStatisticInterval({ sorted, probability, confidence });
    return { name, value, interval, tailPaths: countFrom(sorted, value) };
  });
  const averages = shortfallLevels.map(([name, level]): TailRow => {
    const tailPaths = Math.ceil(sorted.length * (1 - level) - 1e-9);
    const { expectedShortfall, standardError } = sortedExpectedShortfall({ sorted, level });
    const half = 1.959964 * standardError;
    const tells = tailPaths >= leastTailPaths && isHeavy > 2;
    const interval = { low: Math.max(0, expectedShortfall - half), high: expectedShortfall + half };
    return { name, value: expectedShortfall, interval: tells ? interval : null, tailPaths };
  });
  return [...rows, ...averages];
}

function countFrom(sorted: Float64Array, value: number): number {
  return sorted.length - sorted.findIndex((other) => other >= value);
}

/** Hill's estimate from the largest sqrt(n) of n positive values, at least 10; null where there are fewer than twice as many. */
export function tailIndex(values: Float64Array): { alpha: number; tailCount: number } | null {
  const positive = values.filter((value) => value > 0);
  const tailCount = Math.max(10, Math.floor(Math.sqrt(positive.length)));
  if (positive.length < 2 * tailCount) return null;
  const { alpha } = hillEstimator({ values: positive, tailCount });
  return { alpha, tailCount };
}
