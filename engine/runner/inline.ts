/** Runs the paths of a study one after the other in this thread. */
import { Digest } from '../math/digest.ts';
import { metricDefinitions } from '../study/metrics.ts';
import { PathRunner } from '../study/path-runner.ts';
import type { SetPath } from '../study/path-runner.ts';
import type { SetResult, Study, StudyResult } from '../study/study.ts';

export interface RunProgress {
  readonly onProgress?: (done: number, total: number) => void;
  /** Asked between paths; true ends the run with a RunStopped error. */
  readonly shouldStop?: () => boolean;
}

/** The run was asked to stop before its last path. Nothing of it is kept. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
}

const fundPoints = 97;

/** All paths of all sets. The result does not depend on anything but the study. */
export function runInline(study: Study, { onProgress, shouldStop }: RunProgress = {}): StudyResult {
  const { paths } = study.input;
  const runner = new PathRunner(study);
  const collectors = study.sets.map((plan) => new SetCollector(plan.id, study, paths));
  const digest = new Digest();
  for (let index = 0; index < paths; index++) {
    if (shouldStop?.()) throw new RunStopped(`stopped after ${index} of ${paths} paths`);
    runner.run(index).forEach((result, set) => {
      digest.text(result.outcome.digest);
      collectors[set].add(index, result);
    });
    onProgress?.(index + 1, paths);
  }
  return { digest: digest.hex(), paths, sets: collectors.map((collector) => collector.finish()) };
}

/** Keeps what a study needs of every path and lets go of the rest. */
class SetCollector {
  readonly #metrics: Float64Array[];
  readonly #withoutLargest: Float64Array[];
  readonly #fundTimesMs: Float64Array;
  readonly #fundUsd: Float64Array;
  readonly #generations: { liquidations: number; notionalUsd: number }[] = [];
  readonly #shares: Float64Array[] = [];
  readonly #id: string;
  readonly #paths: number;

  constructor(id: string, study: Study, paths: number) {
    this.#id = id;
    this.#paths = paths;
    this.#metrics = metricDefinitions.map(() => new Float64Array(paths));
    this.#withoutLargest = metricDefinitions.map(() => new Float64Array(paths));
    const { startMs, endMs } = study.source;
    this.#fundTimesMs = Float64Array.from({ length: fundPoints }, (_, point) => startMs + ((endMs - startMs) * point) / (fundPoints - 1));
    this.#fundUsd = new Float64Array(paths * fundPoints);
  }

  add(path: number, { metrics, withoutLargest, outcome, historicalEndogenousShare }: SetPath): void {
    metrics.forEach((value, metric) => (this.#metrics[metric][path] = value));
    withoutLargest.forEach((value, metric) => (this.#withoutLargest[metric][path] = value));
    this.#addFund(path, outcome);
    outcome.generationCount.forEach((count, generation) => {
      this.#generations[generation] ??= { liquidations: 0, notionalUsd: 0 };
      this.#generations[generation].liquidations += count;
      this.#generations[generation].notionalUsd += outcome.generationNotionalUsd[generation];
    });
    if (historicalEndogenousShare) this.#shares.push(historicalEndogenousShare);
  }

  finish(): SetResult {
    return {
      id: this.#id,
      metrics: byName(this.#metrics),
      withoutLargest: byName(this.#withoutLargest),
      fundTimesMs: this.#fundTimesMs,
      fundUsd: this.#fundUsd,
      generations: this.#generations.map(({ liquidations, notionalUsd }) => ({
        liquidations: liquidations / this.#paths,
        notionalUsd: notionalUsd / this.#paths,
      })),
      historicalEndogenousShare: this.#shares.length === 0 ? null : meanOf(this.#shares),
    };
  }

  /** The fund of all venues at the grid times: a step function of the changes. */
  #addFund(path: number, { fundChanges, fundOpeningUsd }: SetPath['outcome']): void {
    const venues = fundOpeningUsd.length;
    let level = total(fundOpeningUsd, 0, venues);
    let change = 0;
    for (let point = 0; point < fundPoints; point++) {
      while (change < fundChanges.timesMs.length && fundChanges.timesMs[change] <= this.#fundTimesMs[point]) {
        level = total(fundChanges.usd, change * venues, venues);
        change++;
      }
      this.#fundUsd[path * fundPoints + point] = level;
    }
  }
}

function total(values: ArrayLike<number>, from: number, count: number): number {
  let sum = 0;
  for (let index = from; index < from + count; index++) sum += values[index];
  return sum;
}

function byName(columns: readonly Float64Array[]): Record<string, Float64Array> {
  return Object.fromEntries(metricDefinitions.map(({ name }, metric) => [name, columns[metric]]));
}

/** Mean over paths, leaving out those where the value does not exist. */
function meanOf(rows: readonly Float64Array[]): Float64Array {
  return rows[0].map((_, column) => {
    const present = rows.map((row) => row[column]).filter((value) => value === value);
    return present.length === 0 ? NaN : present.reduce((sum, value) => sum + value, 0) / present.length;
  });
}
