/** What every path leaves for the results of a study, as plain data. */
import type { PathOutcome } from '../kernel/outcome.ts';
import { mapped } from '../math/mapped.ts';
import { fundOnGrid, mostFundPaths } from '../study/fund-grid.ts';
import type { PathRunner, Witness } from '../study/path-runner.ts';
import { firstPathOf } from '../study/study.ts';
import type { Study } from '../study/study.ts';
import { noTallies } from '../study/tallies/sparse.ts';
import type { PathTallies } from '../study/tallies/sparse.ts';
import { tallyPath, tallySheet } from '../study/tallies/tally-sheet.ts';

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
  /** What is only wanted as a sum over paths. */
  readonly tallies: PathTallies;
}

/** One set on one path. */
export interface PathRow extends RunningRow {
  /** Values in the order of `metricDefinitions`, and the same with the three largest accounts left out. */
  readonly metrics: Float64Array;
  readonly withoutLargest: Float64Array;
}

export interface RowOptions {
  /** Keeps what only a report shows: funds over time and tallies, which look at every account of a book. Default true. */
  readonly forReport?: boolean;
}

/** Runs one path; a row per set, in the study's order. */
export function runPath(study: Study, runner: PathRunner, path: number, { forReport = true }: RowOptions = {}): PathRow[] {
  const keepsFund = forReport && path - firstPathOf(study.input) < mostFundPaths;
  const sheet = tallySheet(study);
  const tallies = new Map<PathOutcome, PathTallies>();
  const tally: Witness = (ended, set) => tallies.set(ended.outcome, tallyPath(sheet, set, path, ended));
  return mapped(runner.run(path, forReport ? tally : undefined), (run) => ({
    digest: run.outcome.digest,
    metrics: run.metrics,
    withoutLargest: run.withoutLargest,
    fundUsd: keepsFund ? fundOnGrid(run.outcome, sheet.fundGridMs) : null,
    generationCount: run.outcome.generationCount,
    generationNotionalUsd: run.outcome.generationNotionalUsd,
    historicalEndogenousShare: run.historicalEndogenousShare,
    tallies: tallies.get(run.outcome) ?? noTallies,
  }));
}
