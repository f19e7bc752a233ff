/**
 * Results that are added up path by path, in path order: the digest, means that need no columns, and the funds of the first paths. Its
 * size does not grow with paths.
 */
import { Digest } from '../math/digest.ts';
import { fundGrid, fundPoints } from '../study/fund-grid.ts';
import type { MetricColumns, SetResult, Study, StudyResult } from '../study/study.ts';
import { TallySums } from '../study/tallies/sparse.ts';
import type { Tallies } from '../study/tallies/sparse.ts';
import type { RunningRow } from './path-rows.ts';

/** What has been added up of a set, as plain data that travels between threads. */
export interface RunningSet {
  readonly generations: SetResult['generations'];
  readonly historicalEndogenousShare: Float64Array | null;
  readonly fundUsd: Float64Array;
  readonly tallies: Tallies;
}

export interface RunningTotals {
  readonly digest: string;
  readonly paths: number;
  readonly sets: readonly RunningSet[];
}

/** Adds rows up. Sums run in path order, so that it shows nowhere who ran which path. */
export class RunningResult {
  readonly #digest = new Digest();
  readonly #sets: SetSums[];
  #paths = 0;

  constructor(sets: number) {
    this.#sets = Array.from({ length: sets }, () => new SetSums());
  }

  get paths(): number {
    return this.#paths;
  }

  /** The rows of the next path, one per set. */
  add(rows: readonly RunningRow[]): void {
    this.#paths++;
    rows.forEach((row, set) => {
      this.#digest.text(row.digest);
      this.#sets[set].add(row);
    });
  }

  totals(): RunningTotals {
    return { digest: this.#digest.hex(), paths: this.#paths, sets: this.#sets.map((sums) => sums.result(this.#paths)) };
  }
}

class SetSums {
  readonly #generations: { liquidations: number; notionalUsd: number }[] = [];
  readonly #funds: Float64Array[] = [];
  #shareSums: Float64Array | null = null;
  #sharePaths = new Float64Array();
  readonly #tallies = new TallySums();

  add({ fundUsd, generationCount, generationNotionalUsd, historicalEndogenousShare, tallies }: RunningRow): void {
    this.#tallies.add(tallies);
    if (fundUsd) this.#funds.push(fundUsd);
    for (let generation = 0; generation < generationCount.length; generation++) {
      const sums = (this.#generations[generation] ??= { liquidations: 0, notionalUsd: 0 });
      sums.liquidations += generationCount[generation];
      sums.notionalUsd += generationNotionalUsd[generation];
    }
    if (historicalEndogenousShare) this.#addShares(historicalEndogenousShare);
  }

  /** Paths where the value does not exist are left out. */
  #addShares(shares: Float64Array): void {
    if (this.#shareSums === null) {
      this.#shareSums = new Float64Array(shares.length);
      this.#sharePaths = new Float64Array(shares.length);
    }
    for (let instrument = 0; instrument < shares.length; instrument++) {
      if (Number.isNaN(shares[instrument])) continue;
      this.#shareSums[instrument] += shares[instrument];
      this.#sharePaths[instrument]++;
    }
  }

  result(paths: number): RunningSet {
    const fundUsd = new Float64Array(this.#funds.length * fundPoints);
    this.#funds.forEach((fund, path) => fundUsd.set(fund, path * fundPoints));
    return {
      fundUsd,
      tallies: this.#tallies.totals,
      generations: this.#generations.map((sums) => ({
        liquidations: sums.liquidations / paths,
        notionalUsd: sums.notionalUsd / paths,
      })),
      historicalEndogenousShare: this.#shareSums?.map((sum, instrument) => sum / this.#sharePaths[instrument]) ?? null,
    };
  }
}

/** Where the columns of a set come from: the metric with this number, in the order of `metricDefinitions`. */
export interface ColumnSource {
  readonly metrics: MetricColumns;
  readonly withoutLargest: MetricColumns;
}

/** The result of a study from what was added up and columns that are read when somebody asks for them. */
export function resultOf(study: Study, { digest, paths, sets }: RunningTotals, columnsOf: (set: number) => ColumnSource): StudyResult {
  const fundTimesMs = fundGrid(study);
  return {
    digest,
    paths,
    sets: sets.map((running, set) => {
      const { metrics, withoutLargest } = columnsOf(set);
      const { fundUsd, generations, historicalEndogenousShare, tallies } = running;
      return { id: study.sets[set].id, metrics, withoutLargest, fundTimesMs, fundUsd, generations, historicalEndogenousShare, tallies };
    }),
  };
}

/** Columns by name; `read` is called whenever one is asked for. */
export function columnsOnDemand(names: readonly string[], read: (metric: number) => Float64Array): MetricColumns {
  const entries = names.map((name, metric) => [name, { enumerable: true, get: () => read(metric) }] as const);
  return Object.defineProperties({}, Object.fromEntries(entries)) as MetricColumns;
}
