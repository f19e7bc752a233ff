/** Runs the paths of a gate in threads, as many as a look needs, and keeps the columns that its checks ask for. */
import { availableParallelism } from 'node:os';
import { RunningResult } from '../../engine/runner/running-result.ts';
import { columnIn, runningRows, shapeOf } from '../../engine/runner/shard-block.ts';
import { ShardIndex } from '../../engine/runner/shard-index.ts';
import { ShardSupervisor } from '../../engine/runner/shard-supervisor.ts';
import type { PoolWorker } from '../../engine/runner/worker-pool.ts';
import { metricDefinitions } from '../../engine/study/metrics.ts';
import { failureOf } from '../failure.ts';
import type { Failure } from '../failure.ts';
import { brokenRun, changedWhileStarting, interruption, RunFailed } from '../run-failures.ts';
import { mostWorkers } from '../simulate-in-workers.ts';
import type { GateInputs, GateTask } from './gate-study.ts';
import type { GateMessage, GateThreadTask, GateWork } from './gate-worker.ts';

export interface GateThreadsOptions {
  readonly task: GateTask;
  /** Metrics whose columns are kept. */
  readonly metrics: readonly string[];
  /** Undefined: as many as the paths are worth. */
  readonly workers: number | undefined;
  onProgress(done: number, total: number): void;
  onNotice(text: string): void;
}

const pathsWorthAThread = 100;
const hangMs = 60_000;
/** Larger than any number of positions on a board. */
const everything = 2 ** 31 - 1;

/** The threads of one scenario. They stay between looks, so that more paths cost nothing but themselves. */
export class GateThreads {
  readonly #options: GateThreadsOptions;
  readonly #supervisor: ShardSupervisor<GateMessage>;
  readonly #sets: number;
  readonly #index = new ShardIndex();
  readonly #running: RunningResult;
  readonly #columns = new Map<string, Float64Array>();
  readonly #early = new Map<number, Uint8Array>();
  readonly #idle = new Set<PoolWorker>();
  #inputs: GateInputs | undefined;
  #work: GateWork | undefined;
  #target = 0;
  #resolve: () => void = () => {};
  #reject: (error: unknown) => void = () => {};

  constructor(options: GateThreadsOptions) {
    this.#options = options;
    this.#sets = options.task.baseline === null ? 1 : 2;
    this.#running = new RunningResult(this.#sets);
    this.#supervisor = new ShardSupervisor<GateMessage>({
      file: new URL('./gate-worker.js', import.meta.url),
      taskFor: (task): GateThreadTask => ({ ...task, gate: options.task, work: this.#work ?? null }),
      hangMs: Number(process.env['BREAKWATER_HANG_MS'] ?? hangMs),
      missing: (range) => this.#index.missing(range),
      events: {
        onMessage: (message, from) => this.#guard(() => this.#hear(message, from)),
        onShard: (block) => this.#guard(() => this.#keep(block)),
        onIdle: (from, isLast) => this.#guard(() => this.#rest(from, isLast)),
        onLost: (notice) => options.onNotice(notice),
        onBroken: (broken) => this.#fail(brokenRun(broken, this.#request(), undefined)),
      },
    });
  }

  get seed(): number {
    return this.#inputs?.seed ?? NaN;
  }

  get digest(): string {
    return this.#running.totals().digest;
  }

  /** Of the paths that were run; null for a side that was not. The baseline is the first set. */
  column(side: 'baseline' | 'candidate', metric: string): Float64Array | null {
    return this.#columns.get(`${side === 'candidate' ? this.#sets - 1 : this.#sets === 2 ? 0 : -1} ${metric}`) ?? null;
  }

  /** Runs paths until there are so many, from 0 on. @throws RunFailed */
  async extendTo(paths: number): Promise<void> {
    const finished = new Promise<void>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#grow(paths);
    const stop = (signal: NodeJS.Signals): void => this.#fail(interruption(signal, null));
    process.on('SIGINT', stop).on('SIGTERM', stop);
    try {
      if (this.#inputs === undefined) this.#supervisor.start();
      else this.#begin();
      await finished;
    } finally {
      process.off('SIGINT', stop).off('SIGTERM', stop);
    }
  }

  async close(): Promise<void> {
    await this.#supervisor.close();
  }

  #grow(paths: number): void {
    const { metrics } = this.#options;
    for (const key of Array.from({ length: this.#sets }, (_, set) => metrics.map((metric) => `${set} ${metric}`)).flat()) {
      const longer = new Float64Array(paths);
      longer.set(this.#columns.get(key) ?? []);
      this.#columns.set(key, longer);
    }
    this.#target = paths;
  }

  /** Hands out the paths that are missing. Positions of the board that were taken before stand for nothing. */
  #begin(): void {
    const { board } = this.#supervisor;
    const taken = everything - board.left(everything);
    const done = this.#running.paths;
    const wanted = this.#options.workers ?? Math.min(availableParallelism(), Math.ceil(this.#target / pathsWorthAThread));
    const threads = Math.max(1, Math.min(wanted, this.#target - done, mostWorkers));
    this.#work = { todo: [{ first: 0, count: taken }, { first: done, count: this.#target - done }], threads };
    this.#supervisor.begin(this.#work.todo);
    const rested = [...this.#idle];
    this.#idle.clear();
    rested.forEach((worker) => this.#supervisor.send(worker, this.#work));
    for (let thread = rested.length; thread < threads; thread++) this.#supervisor.start();
  }

  #hear(message: GateMessage, from: PoolWorker): void {
    if (message.kind === 'failed') this.#fail(message.failure);
    else if (this.#inputs === undefined) {
      this.#inputs = message.inputs;
      message.notices.forEach((notice) => this.#options.onNotice(notice));
      this.#idle.add(from);
      this.#begin();
    } else if (JSON.stringify(message.inputs) !== JSON.stringify(this.#inputs)) this.#fail(changedWhileStarting());
  }

  #keep(block: Uint8Array): void {
    const { first, count } = shapeOf(block);
    if (this.#index.at(first) !== undefined) return;
    this.#index.add({ first, count, offset: 0 });
    this.#early.set(first, block);
    for (let next = this.#early.get(this.#running.paths); next; next = this.#early.get(this.#running.paths)) this.#add(next);
    this.#options.onProgress(this.#index.paths, this.#target);
  }

  /** The next block in path order. */
  #add(block: Uint8Array): void {
    const { first } = shapeOf(block);
    this.#early.delete(first);
    metricDefinitions.forEach(({ name }, metric) => {
      for (let set = 0; set < this.#sets; set++) {
        this.#columns.get(`${set} ${name}`)?.set(columnIn(block, { set, metric, withoutLargest: false }), first);
      }
    });
    runningRows(block).forEach((rows) => this.#running.add(rows));
  }

  #rest(from: PoolWorker, isLast: boolean): void {
    this.#idle.add(from);
    if (!isLast) return;
    // A thread may die between taking a shard and saying so.
    const missing = this.#index.missing({ first: 0, count: this.#target });
    if (missing.length > 0) this.#supervisor.start(missing);
    else this.#resolve();
  }

  #request(): Parameters<typeof brokenRun>[1] {
    const { scenario, candidate, seed } = this.#options.task;
    return { scenario, params: [candidate], data: [], paths: this.#target, seed, feedback: undefined };
  }

  #fail(failure: Failure): void {
    this.#supervisor.abandon();
    this.#reject(new RunFailed(failure));
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#fail(failureOf(error));
    }
  }
}
