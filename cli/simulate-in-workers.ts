/** Runs a simulation in threads of its own, puts their rows together and listens to signals. */
import { availableParallelism } from 'node:os';
import type { PathRow } from '../engine/runner/path-rows.ts';
import { SharedCounter, WorkerPool } from '../engine/runner/worker-pool.ts';
import type { PoolWorker } from '../engine/runner/worker-pool.ts';
import { exitCodes } from '../engine/errors.ts';
import { failureOf } from './failure.ts';
import type { Failure } from './failure.ts';
import type { RunRequest } from './run-request.ts';
import type { FinishedRun } from './simulate-study.ts';
import type { WorkerMessage, WorkerTask } from './simulation-worker.ts';

export interface RunListener {
  onNotice(text: string): void;
  onProgress(done: number, total: number): void;
}

/** The run did not finish: a failure of the input or of the program, or a signal. */
export class RunFailed extends Error {
  override readonly name = 'RunFailed';
  constructor(readonly failure: Failure) {
    super('the run failed');
  }
}

export const mostWorkers = 256;
/** Every thread compiles the engine anew, which takes as long as a hundred paths of 10,000 accounts: fewer are not worth another thread. */
const pathsWorthAThread = 100;

/**
 * Runs a request in so many threads; by default one per processor, fewer for few paths. Which thread runs which path shows nowhere in the
 * results.
 * @throws RunFailed
 */
export async function simulateInWorkers(request: RunRequest, workers: number | undefined, listener: RunListener): Promise<FinishedRun> {
  const run = new WorkersRun(request, workers, listener);
  const stop = (signal: NodeJS.Signals): void => run.fail(interruption(signal));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await run.finished;
  } finally {
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
    await run.close();
  }
}

/** The threads of one run and the rows that they have sent. */
class WorkersRun {
  readonly finished: Promise<FinishedRun>;
  readonly #pool: WorkerPool<WorkerMessage>;
  readonly #listener: RunListener;
  readonly #task: WorkerTask;
  readonly #wanted: number | undefined;
  readonly #rows: (readonly PathRow[])[] = [];
  #done = 0;
  #total = 0;
  #resolve: (run: FinishedRun) => void = () => {};
  #reject: (error: RunFailed) => void = () => {};

  constructor(request: RunRequest, workers: number | undefined, listener: RunListener) {
    this.#listener = listener;
    this.#wanted = workers;
    this.#task = { request, nextPath: new SharedCounter().buffer };
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // The compiled file lies beside this one; the sources run nowhere but in tests, which start the compiled program.
    this.#pool = new WorkerPool(new URL('./simulation-worker.js', import.meta.url), mostWorkers, {
      onMessage: (message, from) => this.#take(message, from),
      onError: (error) => this.fail(workerFailure(error)),
      onExit: (code) => this.fail(workerFailure(new Error(`a simulating thread ended with code ${code}`))),
    });
    this.#pool.start(this.#task);
  }

  fail(failure: Failure): void {
    this.#reject(new RunFailed(failure));
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  #take(message: WorkerMessage, from: PoolWorker): void {
    if (message.kind === 'failed') this.fail(message.failure);
    else if (message.kind === 'finished') this.#resolve(message.run);
    else if (message.kind === 'ready') this.#begin(message.paths, message.notices);
    else this.#keep(message, from);
  }

  /** The input is good and it is known how many paths there are: others may help. */
  #begin(paths: number, notices: readonly string[]): void {
    if (this.#total > 0) return;
    this.#total = paths;
    const most = this.#wanted ?? Math.min(availableParallelism(), Math.ceil(paths / pathsWorthAThread));
    for (let worker = 1; worker < Math.min(most, paths, mostWorkers); worker++) this.#pool.start(this.#task);
    notices.forEach((notice) => this.#listener.onNotice(notice));
    this.#listener.onProgress(0, paths);
  }

  /** With the last rows, whoever sent them summarises: it has nothing else to do. */
  #keep({ paths, rows }: Extract<WorkerMessage, { kind: 'rows' }>, from: PoolWorker): void {
    paths.forEach((path, index) => (this.#rows[path] = rows[index]));
    this.#done += paths.length;
    this.#listener.onProgress(this.#done, this.#total);
    if (this.#done === this.#total) from.send(this.#rows);
  }
}

function interruption(signal: NodeJS.Signals): Failure {
  const exitCode = signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated;
  const suggestion = 'the same command starts again from the beginning';
  return { exitCode, problems: [{ what: `interrupted by ${signal}: nothing was written`, suggestion }] };
}

/** What to tell of a thread that ended. */
export function workerFailure(error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ERR_WORKER_OUT_OF_MEMORY') return failureOf(error);
  const suggestion = 'fewer --paths, --workers or accounts, or NODE_OPTIONS=--max-old-space-size=8192';
  return { exitCode: exitCodes.infrastructure, problems: [{ what: 'the memory is used up', suggestion }] };
}
