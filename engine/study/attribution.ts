/** Which changed block of rules made how much of a difference, from the values of the hybrids on every path. */
import { meanInterval } from '../statistics/intervals.ts';
import { fullMask } from './block-weights.ts';
import type { AttributionPlan } from './hybrids.ts';
import { metricDefinitions } from './metrics.ts';
import { venueOfBlock } from './rule-blocks.ts';
import type { Attribution, BlockContribution, MetricAttribution } from './comparison-types.ts';
import type { Interval } from './run-folder-types.ts';

export interface AttributionQuestion {
  readonly plan: AttributionPlan;
  /** Values of a metric of a set of the study, one per path in path order, NaN where it does not exist. */
  readonly column: (set: number, metric: string) => Float64Array;
  readonly confidence: number;
}

/** Contributions of every metric that differs on some path. They add up to the difference, on every path and so in the mean. */
export function attribute({ plan, column, confidence }: AttributionQuestion): Attribution {
  const { weights, leftOut } = plan;
  const metrics = metricDefinitions.flatMap(({ name }) => {
    const values = new Map([...plan.sets].map(([mask, set]) => [mask, column(set, name)]));
    const divided = divide({ plan, values, confidence });
    return divided === null ? [] : [[name, divided] as const];
  });
  return { method: weights.method, blocks: namesOf(plan), orders: weights.orders, leftOut, metrics: Object.fromEntries(metrics) };
}

/** Three blocks or more that go together are all that changed on a venue: they are called by it. */
function namesOf({ groups }: AttributionPlan): string[] {
  return groups.map((blocks) => (blocks.length > 2 ? venueOfBlock(blocks[0]) : blocks.join(' + ')));
}

interface Division {
  readonly plan: AttributionPlan;
  /** By mask of the hybrid. */
  readonly values: ReadonlyMap<number, Float64Array>;
  readonly confidence: number;
}

/** Null for a metric that exists nowhere, or is the same under every hybrid on every path. */
function divide({ plan, values, confidence }: Division): MetricAttribution | null {
  const columns = [...values.values()];
  const paths = Array.from(columns[0].keys()).filter((path) => columns.every((column) => column[path] === column[path]));
  if (!paths.some((path) => columns.some((column) => column[path] !== columns[0][path]))) return null;
  const meanOver = (terms: ReadonlyMap<number, number>) => weightedMean({ terms, values, paths, confidence });
  const total = meanOver(new Map([[0, -1], [fullMask(plan.groups.length), 1]])).mean;
  const contributions = namesOf(plan).map((block, index): BlockContribution => {
    const terms = plan.weights.blocks[index];
    if (terms === null) return { block, value: null, interval: null };
    const { mean, interval } = meanOver(terms);
    return { block, value: mean, interval };
  });
  const explained = contributions.reduce((sum, { value }) => sum + (value ?? 0), 0);
  return { n: paths.length, total, contributions, interaction: plan.weights.method === 'shapley' ? null : total - explained };
}

interface WeightedMean {
  readonly terms: ReadonlyMap<number, number>;
  readonly values: ReadonlyMap<number, Float64Array>;
  readonly paths: readonly number[];
  readonly confidence: number;
}

/** Mean over paths of the sum of weight x value over hybrids, with Student's interval. */
function weightedMean({ terms, values, paths, confidence }: WeightedMean): { mean: number; interval: Interval | null } {
  const sums = new Float64Array(paths.length);
  for (const [mask, weight] of terms) {
    const column = values.get(mask);
    if (weight !== 0 && column) paths.forEach((path, place) => (sums[place] += weight * column[path]));
  }
  const { mean, low, high } = meanInterval({ values: sums, confidence });
  return { mean, interval: Number.isFinite(low) ? [low, high] : null };
}
