/** What every path leaves for the results of a study, as plain data. */
import { fundGrid, fundOnGrid, mostFundPaths } from '../study/fund-grid.ts';
import type { PathRunner } from '../study/path-runner.ts';
import { firstPathOf } from '../study/study.ts';
import type { Study } from '../study/study.ts';

/** One set on one path, but for its metrics: what results add up in path order. */
export interface RunningRow {
  /** Of the outcome: 32 hexadecimal characters. */
  readonly digest: string;
  /** Insurance funds of all venues in USD at the points of the grid; null beyond the paths of which it is kept. */
  readonly fundUsd: Float64Array | null;
  /** Liquidations and their notional in USD per cascade generation. */
  readonly generationCount: ArrayLike<number>;
  readonly generationNotionalUsd: ArrayLike<number>;
  readonly historicalEndogenousShare: Float64Array | null;
}

/** One set on one path. */
export interface PathRow extends RunningRow {
  /** Values in the order of `metricDefinitions`, and the same with the three largest accounts left out. */
  readonly metrics: Float64Array;
  readonly withoutLargest: Float64Array;
}

/** Runs one path; a row per set, in the study's order. */
export function runPath(study: Study, runner: PathRunner, path: number): PathRow[] {
  const keepsFund = path - firstPathOf(study.input) < mostFundPaths;
  const grid = fundGrid(study);
  return runner.run(path).map(({ outcome, metrics, withoutLargest, historicalEndogenousShare }) => ({
    digest: outcome.digest,
    metrics,
    withoutLargest,
    fundUsd: keepsFund ? fundOnGrid(outcome, grid) : null,
    generationCount: outcome.generationCount,
    generationNotionalUsd: outcome.generationNotionalUsd,
    historicalEndogenousShare,
  }));
}
