/** What every path leaves for the results of a study, as plain data that travels between threads, and the results made from all rows. */
import { Digest } from '../math/digest.ts';
import { metricDefinitions } from '../study/metrics.ts';
import type { PathRunner, SetPath } from '../study/path-runner.ts';
import type { SetResult, Study, StudyResult } from '../study/study.ts';

/** One set on one path. */
export interface PathRow {
  /** Of the outcome. */
  readonly digest: string;
  /** Values in the order of `metricDefinitions`, and the same with the three largest accounts left out. */
  readonly metrics: Float64Array;
  readonly withoutLargest: Float64Array;
  /** Insurance funds of all venues in USD at the points of the grid. */
  readonly fundUsd: Float64Array;
  /** Liquidations and their notional in USD per cascade generation. */
  readonly generationCount: readonly number[];
  readonly generationNotionalUsd: readonly number[];
  readonly historicalEndogenousShare: Float64Array | null;
}

const fundPoints = 97;

/** The points of time at which funds are kept. */
function fundGrid({ source: { startMs, endMs } }: Study): Float64Array {
  return Float64Array.from({ length: fundPoints }, (_, point) => startMs + ((endMs - startMs) * point) / (fundPoints - 1));
}

/** Runs one path; a row per set, in the study's order. */
export function runPath(study: Study, runner: PathRunner, path: number): PathRow[] {
  const grid = fundGrid(study);
  return runner.run(path).map(({ outcome, metrics, withoutLargest, historicalEndogenousShare }) => ({
    digest: outcome.digest,
    metrics,
    withoutLargest,
    fundUsd: fundOnGrid(outcome, grid),
    generationCount: outcome.generationCount,
    generationNotionalUsd: outcome.generationNotionalUsd,
    historicalEndogenousShare,
  }));
}

/** Results of a study from the rows of its paths, rows[path][set]. They depend on nothing but the rows: whoever ran them. */
export function resultOf(study: Study, rows: readonly (readonly PathRow[])[]): StudyResult {
  const digest = new Digest();
  for (const sets of rows) for (const row of sets) digest.text(row.digest);
  const fundTimesMs = fundGrid(study);
  return {
    digest: digest.hex(),
    paths: rows.length,
    sets: study.sets.map(({ id }, set) => setResult(id, fundTimesMs, rows.map((sets) => sets[set]))),
  };
}

function setResult(id: string, fundTimesMs: Float64Array, rows: readonly PathRow[]): SetResult {
  const fundUsd = new Float64Array(rows.length * fundPoints);
  rows.forEach((row, path) => fundUsd.set(row.fundUsd, path * fundPoints));
  const shares = rows.map((row) => row.historicalEndogenousShare).filter((share) => share !== null);
  return {
    id,
    metrics: columns(rows.map((row) => row.metrics)),
    withoutLargest: columns(rows.map((row) => row.withoutLargest)),
    fundTimesMs,
    fundUsd,
    generations: meanGenerations(rows),
    historicalEndogenousShare: shares.length === 0 ? null : meanOf(shares),
  };
}

function columns(rows: readonly Float64Array[]): Record<string, Float64Array> {
  return Object.fromEntries(metricDefinitions.map(({ name }, metric) => [name, Float64Array.from(rows, (row) => row[metric])]));
}

function meanGenerations(rows: readonly PathRow[]): SetResult['generations'] {
  const sums: { liquidations: number; notionalUsd: number }[] = [];
  for (const { generationCount, generationNotionalUsd } of rows) {
    generationCount.forEach((count, generation) => {
      sums[generation] ??= { liquidations: 0, notionalUsd: 0 };
      sums[generation].liquidations += count;
      sums[generation].notionalUsd += generationNotionalUsd[generation];
    });
  }
  const { length } = rows;
  return sums.map(({ liquidations, notionalUsd }) => ({ liquidations: liquidations / length, notionalUsd: notionalUsd / length }));
}

/** The fund of all venues at the grid times: a step function of the changes. */
function fundOnGrid({ fundChanges, fundOpeningUsd }: SetPath['outcome'], timesMs: Float64Array): Float64Array {
  const venues = fundOpeningUsd.length;
  let level = total(fundOpeningUsd, 0, venues);
  let change = 0;
  return timesMs.map((timeMs) => {
    for (; change < fundChanges.timesMs.length && fundChanges.timesMs[change] <= timeMs; change++) {
      level = total(fundChanges.usd, change * venues, venues);
    }
    return level;
  });
}

function total(values: ArrayLike<number>, from: number, count: number): number {
  let sum = 0;
  for (let index = from; index < from + count; index++) sum += values[index];
  return sum;
}

/** Mean over paths, leaving out those where the value does not exist. */
function meanOf(rows: readonly Float64Array[]): Float64Array {
  return rows[0].map((_, column) => {
    const present = rows.map((row) => row[column]).filter((value) => value === value);
    return present.length === 0 ? NaN : present.reduce((sum, value) => sum + value, 0) / present.length;
  });
}
