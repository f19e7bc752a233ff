/** What a comparison of parameter sets leaves in summary.json: docs/run-folder.md. */
import type { Interval, MetricDirection } from './run-folder-types.ts';

/** What a comparison finds. `different`: of a metric where neither direction is good. */
export type ComparisonVerdict = 'worse' | 'better' | 'mixed' | 'different' | 'no-difference-shown' | 'not-enough-paths';

/** One parameter set against the baseline set, on the same paths. */
export interface Comparison {
  readonly baseline: string;
  readonly candidate: string;
  /** Of every interval, and 1 - the level of the tests. */
  readonly confidence: number;
  /** Blocks of rules that differ, `venue:block` where there are several venues; empty for a copy. */
  readonly changedBlocks: readonly string[];
  /** Over the gating metrics. */
  readonly verdict: ComparisonVerdict;
  readonly metrics: Readonly<Record<string, MetricComparison>>;
  /** null when it was not asked for, or when no rule differs. */
  readonly attribution: Attribution | null;
}

/** One metric of both sets over the paths where it exists under both. Null where there is no such path, or too few for the number. */
export interface MetricComparison {
  readonly unit: string;
  readonly direction: MetricDirection;
  /** The metrics whose tests decide are declared before the run; all others are looked at beside them. */
  readonly family: 'gating' | 'other';
  /** Pairs: paths where the metric exists under both sets. */
  readonly n: number;
  /** Means over these paths. */
  readonly baseline: number | null;
  readonly candidate: number | null;
  /** Mean of candidate - baseline, and its interval; no interval when the metric is the same on every path. */
  readonly difference: number | null;
  readonly interval: Interval | null;
  /** Paths where the candidate is higher, lower, and exactly the same. */
  readonly pathsHigher: number;
  readonly pathsLower: number;
  readonly pathsSame: number;
  /** Share of paths on which the candidate is worse, ties half; null where neither direction is good. */
  readonly probabilityWorse: number | null;
  /** Two-sided, of no difference; and adjusted by Holm's method over the family. */
  readonly pValue: number | null;
  readonly adjustedPValue: number | null;
  readonly verdict: ComparisonVerdict;
  /** Variance of the difference without pairing over that with pairing; null when the difference is the same on every path. */
  readonly varianceRatio: number | null;
  /** Of the bad side: where higher is better, p95 is what 95 % of the paths stay at or above. */
  readonly tails: Readonly<Record<'p95' | 'p99' | 'es975', TailComparison>>;
}

/** A tail statistic of both sets; the interval by paired bootstrap, null when fewer than five paths lie in the tail. */
export interface TailComparison {
  readonly baseline: number | null;
  readonly candidate: number | null;
  readonly difference: number | null;
  readonly interval: Interval | null;
}

/** Which changed block made how much of the difference, from hybrids of both sets run on the same paths. */
export interface Attribution {
  readonly method: 'shapley' | 'one-at-a-time';
  /** Changed blocks; those that make no sense without each other are joined by a plus; of many changes, the id of each venue. */
  readonly blocks: readonly string[];
  /** Orders of introducing the blocks that were averaged, of how many there are; null for one-at-a-time. */
  readonly orders: { readonly used: number; readonly all: number } | null;
  /** Hybrids that contradict themselves: which blocks of the candidate they took, and why they cannot run. */
  readonly leftOut: readonly { readonly blocks: readonly string[]; readonly reason: string }[];
  /** Metrics that differ on some path. */
  readonly metrics: Readonly<Record<string, MetricAttribution>>;
}

/** total = sum of the contributions + interaction. */
export interface MetricAttribution {
  /** Paths where the metric exists under every hybrid. */
  readonly n: number;
  /** Mean of candidate - baseline over these paths. */
  readonly total: number;
  readonly contributions: readonly BlockContribution[];
  /** What no block made alone; null by Shapley's method, which divides it. */
  readonly interaction: number | null;
}

export interface BlockContribution {
  readonly block: string;
  /** Null when no valid hybrid isolates the block. */
  readonly value: number | null;
  readonly interval: Interval | null;
}
