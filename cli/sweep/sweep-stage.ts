/** A stage of a sweep: its points as batches, which of them are out, and which have come back before their turn. */
import type { PointRow } from '../../engine/study/sweep-runner.ts';
import type { PointValues } from './sweep-rules.ts';

/** Points to run, by index from `first` to `count` - 1. */
export interface SweepStage {
  readonly first: number;
  readonly count: number;
  readonly seed: number;
  readonly at: (index: number) => PointValues;
  /** Hears of every point once, in order of the index. What it throws ends the stage. */
  readonly onRow: (index: number, row: PointRow) => void;
}

/** Points that share prices and books of a path: more gain little and wait longer for their row. */
const mostTogether = 16;
/** Batches per thread, so that threads end at about the same time. */
const batchesPerThread = 4;
/** Batches that may be ahead of the slowest one, per thread: what finished early waits in memory. */
const batchesAhead = 4;

/** Consecutive points that a thread runs together: a batch, or one point of a batch that a thread died on. */
export interface PointJob {
  /** Index of the first point. */
  readonly first: number;
  readonly count: number;
}

/** Hands out jobs, takes rows in any order and passes them on in that of the points. */
export class RunningStage {
  /** Batches altogether. */
  readonly batches: number;
  readonly finished: Promise<void>;
  reject: (error: unknown) => void = () => {};
  readonly #stage: SweepStage;
  readonly #size: number;
  readonly #ahead: number;
  /** Points that a thread died on, one by one: first of all, because others wait for them. */
  readonly #again: PointJob[] = [];
  readonly #early = new Map<number, PointRow>();
  #next: number;
  #passedOn: number;
  #resolve: () => void = () => {};

  constructor(stage: SweepStage, threads: number) {
    const points = stage.count - stage.first;
    this.#stage = stage;
    this.#next = stage.first;
    this.#passedOn = stage.first;
    this.#size = Math.max(1, Math.min(mostTogether, Math.ceil(points / (threads * batchesPerThread))));
    this.#ahead = threads * batchesAhead * this.#size;
    this.batches = Math.ceil(points / this.#size);
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.reject = reject;
    });
  }

  get seed(): number {
    return this.#stage.seed;
  }

  /** The next points to run; undefined when all are out, or others have to come back before. */
  next(): PointJob | undefined {
    const again = this.#again.shift();
    if (again) return again;
    const until = Math.min(this.#stage.count, this.#next + this.#size);
    if (this.#next >= this.#stage.count || until > this.#passedOn + this.#ahead) return undefined;
    const job = { first: this.#next, count: until - this.#next };
    this.#next = until;
    return job;
  }

  /** The values of the points of a job. */
  valuesOf({ first, count }: PointJob): PointValues[] {
    return Array.from({ length: count }, (_, offset) => this.#stage.at(first + offset));
  }

  /** Takes a job back whose thread has died: its points are handed out again, each by itself. */
  redo({ first, count }: PointJob): void {
    for (let point = first; point < first + count; point++) this.#again.push({ first: point, count: 1 });
  }

  /** The rows of a job, in its order. */
  deliver({ first }: PointJob, rows: readonly PointRow[]): void {
    rows.forEach((row, offset) => this.#early.set(first + offset, row));
    try {
      this.#passOn();
    } catch (error) {
      this.reject(error);
    }
  }

  #passOn(): void {
    for (let row = this.#early.get(this.#passedOn); row; row = this.#early.get(this.#passedOn)) {
      this.#early.delete(this.#passedOn);
      this.#stage.onRow(this.#passedOn++, row);
    }
    if (this.#passedOn === this.#stage.count) this.#resolve();
  }
}
