/**
 * The threads of a sweep: each gets points when it has none. One that throws, exits, runs out of memory or gives no sign is told of, and
 * its points are run again one by one, so that a point which always fails is found; the third failure of one ends the sweep and names it.
 */
import { exitCodes } from '../../engine/errors.ts';
import { deathBy } from '../../engine/runner/shard-supervisor.ts';
import type { Death } from '../../engine/runner/shard-supervisor.ts';
import { WorkerPool } from '../../engine/runner/worker-pool.ts';
import type { PoolWorker } from '../../engine/runner/worker-pool.ts';
import type { Failure } from '../failure.ts';
import { RunFailed } from '../run-failures.ts';
import { RunningStage } from './sweep-stage.ts';
import type { PointJob, SweepStage } from './sweep-stage.ts';
import type { PointBatch, SweepMessage, SweepTask } from './sweep-worker.ts';

export interface SweepThreadsOptions {
  readonly task: SweepTask;
  /** Threads to run at one time. */
  readonly most: number;
  /** A thread died: of what, and what is done about it. */
  onLost(notice: string): void;
}

const mostFailures = 3;
/** Without a sign for so long a thread counts as hung; a path that takes longer needs BREAKWATER_HANG_MS. */
const hangMs = Number(process.env['BREAKWATER_HANG_MS'] ?? 60_000);
/** A thread that has run nothing so far is loading: it gets more time. */
const loadingFactor = 10;

interface Thread {
  worker: PoolWorker;
  job: PointJob | null;
  isReady: boolean;
  hasRun: boolean;
  lastSignMs: number;
  death: Death | null;
}

/** Several stages are run one after the other on the same threads. */
export class SweepThreads {
  readonly #pool: WorkerPool<SweepMessage>;
  readonly #options: SweepThreadsOptions;
  readonly #threads = new Set<Thread>();
  /** By point of the stage that runs. */
  readonly #failures = new Map<number, number>();
  readonly #watch: NodeJS.Timeout;
  #bareLosses = 0;
  #lastLookMs = performance.now();
  #stage: RunningStage | undefined;
  #failed: RunFailed | undefined;

  constructor(options: SweepThreadsOptions) {
    this.#options = options;
    // The compiled file lies beside this one; the sources run nowhere but in tests, which start the compiled program.
    this.#pool = new WorkerPool(new URL('./sweep-worker.js', import.meta.url), options.most);
    this.#watch = setInterval(() => this.#lookAround(), Math.min(1000, hangMs / 4)).unref();
  }

  /** Runs a stage to its end. @throws RunFailed, or what `onRow` throws */
  async run(stage: SweepStage): Promise<void> {
    if (this.#failed) throw this.#failed;
    if (stage.first >= stage.count) return;
    const running = new RunningStage(stage, this.#options.most);
    this.#stage = running;
    this.#failures.clear();
    while (this.#threads.size < Math.min(this.#options.most, running.batches)) this.#start();
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
    clearInterval(this.#watch);
    await this.#pool.close();
  }

  #start(): void {
    const thread: Thread = { worker: nobody, job: null, isReady: false, hasRun: false, lastSignMs: performance.now(), death: null };
    this.#threads.add(thread);
    thread.worker = this.#pool.start(this.#options.task, {
      onMessage: (message) => this.#hear(thread, message),
      onError: (error) => (thread.death ??= deathBy(error)),
      onExit: (code) => this.#bury(thread, thread.death ?? { reason: `ended with code ${code}`, isOutOfMemory: false }),
    });
  }

  #hear(thread: Thread, message: SweepMessage): void {
    thread.lastSignMs = performance.now();
    if (message.kind === 'failed') return this.fail(message.failure);
    // Rows and signs of life come after a path at least.
    if (message.kind !== 'ready') thread.hasRun = true;
    if (message.kind === 'alive') return;
    thread.isReady = true;
    if (message.kind === 'rows' && thread.job) {
      const { job } = thread;
      thread.job = null;
      this.#stage?.deliver(job, message.rows);
    }
    this.#feed();
  }

  #feed(): void {
    for (const thread of this.#threads) {
      if (!thread.isReady || thread.job !== null || thread.death !== null) continue;
      const stage = this.#stage;
      const job = stage?.next();
      if (!stage || !job) return;
      const batch: PointBatch = { first: job.first, points: stage.valuesOf(job), seed: stage.seed };
      thread.job = job;
      thread.lastSignMs = performance.now();
      thread.worker.send(batch);
    }
  }

  #bury(thread: Thread, death: Death): void {
    this.#threads.delete(thread);
    const { job } = thread;
    const worst = this.#count(job);
    if (worst >= mostFailures) return this.fail(this.#brokenSweep(job, death));
    const again = job ? `; ${pointsText(job)} run again by another` : '';
    this.#options.onLost(`a simulating thread ${death.reason}${again}`);
    if (job) this.#stage?.redo(job);
    this.#start();
  }

  /** Counts a failure of every point, or of a thread without any; returns how often the worst has failed. */
  #count(job: PointJob | null): number {
    if (job === null) return ++this.#bareLosses;
    let worst = 0;
    for (let point = job.first; point < job.first + job.count; point++) {
      const failures = (this.#failures.get(point) ?? 0) + 1;
      this.#failures.set(point, failures);
      worst = Math.max(worst, failures);
    }
    return worst;
  }

  #brokenSweep(job: PointJob | null, { reason, isOutOfMemory }: Death): Failure {
    const exitCode = exitCodes.infrastructure;
    const memory = 'fewer --workers, --paths or accounts, or NODE_OPTIONS=--max-old-space-size=8192';
    if (job === null) {
      const suggestion = isOutOfMemory ? memory : 'this is a bug of Breakwater: report it with the command and the files';
      return { exitCode, problems: [{ what: `three simulating threads ended without a point to run: the last ${reason}`, suggestion }] };
    }
    const what = `point ${job.first}${this.#rulesText(job)} failed three times: the last thread ${reason}`;
    const suggestion = isOutOfMemory ? memory : 'the points before it are kept: leave its values out, or report it with the command';
    return { exitCode, problems: [{ what, suggestion }] };
  }

  #rulesText(job: PointJob): string {
    const values = this.#stage?.valuesOf(job)[0] ?? [];
    const moved = this.#options.task.axes.flatMap(({ key }, axis) => (values[axis] === null ? [] : [`${key}=${String(values[axis])}`]));
    return moved.length > 0 ? ` (${moved.join(', ')})` : '';
  }

  #lookAround(): void {
    const now = performance.now();
    // The whole process stood still: nobody could give a sign.
    const wasAsleep = now - this.#lastLookMs > hangMs / 2 + 1000;
    this.#lastLookMs = now;
    for (const thread of this.#threads) {
      if (wasAsleep) thread.lastSignMs = now;
      const limitMs = thread.hasRun ? hangMs : hangMs * loadingFactor;
      const isAtWork = thread.job !== null || !thread.isReady;
      if (!isAtWork || thread.death !== null || now - thread.lastSignMs <= limitMs) continue;
      thread.death = { reason: `gave no sign for ${Math.round(limitMs / 1000)} s and was ended`, isOutOfMemory: false };
      thread.worker.stop();
    }
  }
}

const nobody: PoolWorker = { send: () => {}, stop: () => {} };

/** "point 7 is", "points 7 to 12 are" */
function pointsText({ first, count }: PointJob): string {
  return count === 1 ? `point ${first} is` : `points ${first} to ${first + count - 1} are`;
}
