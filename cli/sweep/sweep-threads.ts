/** The threads of a sweep: hands out points in batches, takes rows back, and passes them on in the order of the points. */
import type { PointRow } from '../../engine/study/sweep-runner.ts';
import { WorkerPool } from '../../engine/runner/worker-pool.ts';
import type { PoolWorker } from '../../engine/runner/worker-pool.ts';
import type { Failure } from '../failure.ts';
import { RunFailed, workerFailure } from '../run-failures.ts';
import type { PointValues } from './sweep-rules.ts';
import type { PointBatch, SweepMessage, SweepTask } from './sweep-worker.ts';

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

/** Several stages are run one after the other on the same threads. */
export class SweepThreads {
  readonly #pool: WorkerPool<SweepMessage>;
  readonly #task: SweepTask;
  readonly #most: number;
  readonly #idle = new Set<PoolWorker>();
  readonly #busy = new Map<PoolWorker, number>();
  #started = 0;
  #stage: RunningStage | undefined;
  #failed: RunFailed | undefined;

  /** `most`: threads to run at one time. */
  constructor(task: SweepTask, most: number) {
    this.#task = task;
    this.#most = most;
    // The compiled file lies beside this one; the sources run nowhere but in tests, which start the compiled program.
    this.#pool = new WorkerPool(new URL('./sweep-worker.js', import.meta.url), most);
  }

  /** Runs a stage to its end. @throws RunFailed, or what `onRow` throws */
  async run(stage: SweepStage): Promise<void> {
    if (this.#failed) throw this.#failed;
    if (stage.first >= stage.count) return;
    const running = new RunningStage(stage, this.#most);
    this.#stage = running;
    for (; this.#started < Math.min(this.#most, running.batches); this.#started++) this.#start();
    this.#feed();
    await running.finished;
    this.#stage = undefined;
  }

  /** Ends what is running with a failure. */
  fail(failure: Failure): void {
    this.#failed ??= new RunFailed(failure);
    this.#stage?.reject(this.#failed);
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  #start(): void {
    const worker = this.#pool.start(this.#task, {
      onMessage: (message) => this.#take(message, worker),
      onError: (error) => this.fail(workerFailure(error)),
      onExit: (code) => this.fail(workerFailure(new Error(`a simulating thread ended with code ${code}`))),
    });
  }

  #take(message: SweepMessage, from: PoolWorker): void {
    if (message.kind === 'failed') return this.fail(message.failure);
    if (message.kind === 'rows') this.#stage?.deliver(this.#busy.get(from) ?? -1, message.rows);
    this.#busy.delete(from);
    this.#idle.add(from);
    this.#feed();
  }

  #feed(): void {
    for (const worker of this.#idle) {
      const next = this.#stage?.next();
      if (!next) return;
      this.#idle.delete(worker);
      this.#busy.set(worker, next.number);
      worker.send(next.batch);
    }
  }
}

/** Which batches of a stage are out, and which have come back before their turn. */
class RunningStage {
  readonly batches: number;
  readonly finished: Promise<void>;
  reject: (error: unknown) => void = () => {};
  readonly #stage: SweepStage;
  readonly #size: number;
  readonly #ahead: number;
  readonly #early = new Map<number, readonly PointRow[]>();
  #handedOut = 0;
  #delivered = 0;
  #resolve: () => void = () => {};

  constructor(stage: SweepStage, threads: number) {
    const points = stage.count - stage.first;
    this.#stage = stage;
    this.#size = Math.max(1, Math.min(mostTogether, Math.ceil(points / (threads * batchesPerThread))));
    this.#ahead = threads * batchesAhead;
    this.batches = Math.ceil(points / this.#size);
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.reject = reject;
    });
  }

  next(): { readonly number: number; readonly batch: PointBatch } | undefined {
    if (this.#handedOut >= Math.min(this.batches, this.#delivered + this.#ahead)) return undefined;
    const number = this.#handedOut++;
    const from = this.#stage.first + number * this.#size;
    const until = Math.min(this.#stage.count, from + this.#size);
    const points = Array.from({ length: until - from }, (_, offset) => this.#stage.at(from + offset));
    return { number, batch: { points, seed: this.#stage.seed } };
  }

  deliver(number: number, rows: readonly PointRow[]): void {
    this.#early.set(number, rows);
    try {
      this.#passOn();
    } catch (error) {
      this.reject(error);
    }
  }

  #passOn(): void {
    for (let rows = this.#early.get(this.#delivered); rows; rows = this.#early.get(this.#delivered)) {
      this.#early.delete(this.#delivered);
      const from = this.#stage.first + this.#delivered * this.#size;
      rows.forEach((row, offset) => this.#stage.onRow(from + offset, row));
      this.#delivered++;
    }
    if (this.#delivered === this.batches) this.#resolve();
  }
}
