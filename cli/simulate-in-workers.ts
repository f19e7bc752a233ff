/** Runs a simulation in threads of its own, keeps their rows, puts them in order and listens to signals. */
import { join } from 'node:path';
import { OrderedRows } from '../engine/runner/ordered-rows.ts';
import { ShardSupervisor } from '../engine/runner/shard-supervisor.ts';
import type { BrokenRun, ThreadTask } from '../engine/runner/shard-supervisor.ts';
import type { PoolWorker } from '../engine/runner/worker-pool.ts';
import type { ManifestFile } from '../engine/study/run-folder-types.ts';
import { outputError, failureOf } from './failure.ts';
import type { Failure } from './failure.ts';
import { OutcomesWriter } from './outcomes-writer.ts';
import { MainMetric } from './main-metric.ts';
import { identityOf, readEngine } from './run-identity.ts';
import type { RunInputs } from './run-identity.ts';
import { brokenRun, interruption, RunFailed } from './run-failures.ts';
import type { RunRequest } from './run-request.ts';
import type { SharedRun } from './shared-run.ts';
import type { FinishedRun } from './simulate-study.ts';
import { threadCount } from './thread-count.ts';
import type { WorkerMessage, WorkerTask, WorkList } from './simulation-thread.ts';
import { untilText, untilWatchers } from './until.ts';
import { damageText, WorkFolder } from './work-folder.ts';
import type { OutputOptions } from './write-run-folder.ts';

export interface RunListener {
  onNotice(text: string): void;
  /** `estimate`: of the main metric so far, as people read it. */
  onProgress(done: number, total: number, estimate: string): void;
}

export interface SimulationOptions {
  readonly request: RunRequest;
  readonly output: OutputOptions;
  /** Undefined: as many as the run is worth. */
  readonly workers: number | undefined;
  /** The folder of an interrupted run that is to go on. */
  readonly resumed?: WorkFolder;
  readonly listener: RunListener;
}

/** A run whose results are there and whose folder has yet to be written. */
export interface SimulatedRun {
  readonly run: FinishedRun;
  readonly outcomes: ManifestFile;
  readonly work: WorkFolder;
}

export { mostWorkers } from './thread-count.ts';

/** Without a sign for so long a thread counts as hung; a path that takes longer needs BREAKWATER_HANG_MS. */
const hangMs = 60_000;
/** A resumed run reads so many blocks before it answers signals again. */
const blocksAtOnce = 64;

/**
 * Runs a request in threads; by default one per processor, fewer for few paths. Which thread runs which path shows nowhere in the results.
 * @throws RunFailed
 */
export async function simulateInWorkers(options: SimulationOptions): Promise<SimulatedRun> {
  const run = new WorkersRun(options);
  const stop = (signal: NodeJS.Signals): void => run.interrupt(signal);
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await run.finished;
  } catch (error) {
    await run.close();
    run.release();
    throw error;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    // A thread takes a while to end: not as long as the folder takes to be written.
    void run.close();
  }
}

/** What is known once the first thread has read the input. */
interface Begun {
  readonly work: WorkFolder;
  readonly inputs: RunInputs;
  /** For threads that are started later. */
  readonly shared: SharedRun;
  readonly list: WorkList;
  readonly rows: OrderedRows;
  readonly outcomes: OutcomesWriter;
  readonly main: MainMetric;
  /** Paths that were done before. */
  readonly done: number;
}

/** The threads of one run and the rows that they have sent. */
class WorkersRun {
  readonly finished: Promise<SimulatedRun>;
  readonly #options: SimulationOptions;
  readonly #supervisor: ShardSupervisor<WorkerMessage>;
  #begun: Begun | undefined;
  #isReplaying = false;
  /** A thread without work, that may be asked to summarise. */
  #idle: PoolWorker | undefined;
  #isFinishing = false;
  #signal: NodeJS.Signals | undefined;
  /** The input or the results are wrong: no thread and no later run does better. */
  #isFinal = false;
  #resolve: (run: SimulatedRun) => void = () => {};
  #reject: (error: RunFailed) => void = () => {};

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#supervisor = new ShardSupervisor<WorkerMessage>({
      // The compiled file lies beside this one; the sources run nowhere but in tests, which start the compiled program.
      file: new URL('./simulation-worker.js', import.meta.url),
      taskFor: (task): WorkerTask => this.#taskFor(task),
      hangMs: Number(process.env['BREAKWATER_HANG_MS'] ?? hangMs),
      missing: (range) => this.#begun?.work.journal.shards.missing(range) ?? [range],
      events: {
        onMessage: (message, from) => this.#guard(() => this.#hear(message, from)),
        onShard: (block) => this.#guard(() => this.#keep(block)),
        onIdle: (from, isLast) => this.#guard(() => this.#rest(from, isLast)),
        onLost: (notice) => this.#lose(notice),
        onBroken: (broken) => this.#break(broken),
      },
    });
    this.#supervisor.start();
    // The thread takes longer to load than this, and waits for it afterwards if it is not done.
    setImmediate(readEngine);
  }

  /** Once: what is begun is finished and kept. Again: at once; all that was kept is kept. */
  interrupt(signal: NodeJS.Signals): void {
    const isAgain = this.#signal !== undefined;
    this.#signal ??= signal;
    if (isAgain || this.#begun === undefined || this.#isFinishing || this.#supervisor.isIdle) this.#endInterrupted();
    else {
      this.#supervisor.drain();
      this.#options.listener.onNotice('finishing the paths that are running; once more to stop at once');
    }
  }

  /** After a failure: what is done stays for a later run, unless that would fail alike. */
  release(): void {
    (this.#begun?.work ?? this.#options.resumed)?.release({ isUseless: this.#isFinal });
  }

  async close(): Promise<void> {
    await this.#supervisor.close();
  }

  #fail(failure: Failure): void {
    this.#supervisor.abandon();
    this.#reject(new RunFailed(failure));
  }

  /** Whatever goes wrong in this thread ends the run too. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#fail(failureOf(error));
    }
  }

  #taskFor({ board, slot, redo }: ThreadTask): WorkerTask {
    const { request, workers } = this.#options;
    const begun = this.#begun && { work: this.#begun.list, shared: this.#begun.shared };
    return { board, slot, redo, request, workers, begun: begun ?? null };
  }

  #hear(message: WorkerMessage, from: PoolWorker): void {
    if (message.kind === 'failed') {
      this.#isFinal = true;
      this.#fail(message.failure);
    } else if (message.kind === 'finished') void this.#finish(message.run);
    else this.#begin(message, from);
  }

  /** The input is good and it is known how many paths there are: others may help. */
  #begin({ inputs, notices, shared }: Extract<WorkerMessage, { kind: 'ready' }>, from: PoolWorker): void {
    const { listener } = this.#options;
    const begun = this.#open(inputs, shared);
    this.#begun = begun;
    const { todo, threads } = begun.list;
    this.#supervisor.begin(todo);
    from.send({ kind: 'work', work: begun.list });
    for (let thread = 1; thread < threads; thread++) this.#supervisor.start();
    notices.forEach((notice) => listener.onNotice(notice));
    const { damage } = begun.work.journal;
    if (damage) listener.onNotice(damageText(damage));
    if (begun.done > 0) listener.onNotice(`${begun.work.shownAs}: ${begun.done} of ${inputs.paths} paths are done already`);
    this.#showProgress();
    if (begun.done > 0) void this.#replay(begun);
  }

  #open(inputs: RunInputs, shared: SharedRun): Begun {
    const { output, resumed, workers } = this.#options;
    const identity = identityOf(inputs);
    const work = resumed ?? WorkFolder.begin(identity, output);
    try {
      if (resumed) work.checkIdentity(identity);
      const { firstPath, paths, sets } = inputs;
      const todo = work.journal.shards.missing({ first: firstPath, count: paths });
      const left = paths - work.journal.shards.paths;
      const list = { todo, threads: threadCount({ wanted: workers, paths: left }) };
      const file = join(work.prepareNew(), 'outcomes.arrow');
      const onError = (error: unknown): void => this.#fail(failureOf(outputError(work.shownAs, error)));
      const outcomes = new OutcomesWriter({ file, setIds: sets, firstPath, onError });
      const main = new MainMetric();
      const { until } = inputs.request;
      const watchers = [main, ...(until ? untilWatchers(until, sets.length) : [])];
      const rows = new OrderedRows({ journal: work.journal, firstPath, sets: sets.length, sink: outcomes, watchers });
      return { work, inputs, shared, list, outcomes, main, rows, done: work.journal.shards.paths };
    } catch (error) {
      // A folder that cannot be used stays as it was found.
      work.release();
      throw error;
    }
  }

  /** Reads what was done before, in pieces, so that signals are heard. */
  async #replay({ rows, outcomes }: Begun): Promise<void> {
    this.#isReplaying = true;
    try {
      await outcomes.ready();
      for (let block = 1; rows.step(); block++) {
        if (block % blocksAtOnce === 0) await new Promise(setImmediate);
      }
      this.#isReplaying = false;
      this.#advance();
    } catch (error) {
      this.#fail(failureOf(error));
    }
  }

  #keep(block: Uint8Array): void {
    const begun = this.#begun;
    if (!begun) return;
    try {
      begun.work.journal.append(block);
    } catch (error) {
      throw outputError(begun.work.shownAs, error);
    }
    if (!this.#isReplaying) this.#advance(block);
  }

  #advance(arrived?: Uint8Array): void {
    const begun = this.#begun;
    if (!begun) return;
    while (begun.rows.step(arrived));
    this.#showProgress();
    if (begun.rows.hasEnough) this.#stopEarly(begun);
    if (this.#idle) this.#summarize(this.#idle);
  }

  #stopEarly({ inputs, rows }: Begun): void {
    if (this.#supervisor.board.isStopped) return;
    this.#supervisor.haveEnough();
    const { until } = inputs.request;
    const why = until ? `: ${untilText(until)} is reached` : '';
    this.#options.listener.onNotice(`stopped after ${rows.running.paths} of ${inputs.paths} paths${why}`);
  }

  #showProgress(): void {
    if (!this.#begun) return;
    const { work, inputs, main } = this.#begun;
    this.#options.listener.onProgress(work.journal.shards.paths, inputs.paths, main.text());
  }

  /** It may have been the one that was asked for the results: the thread that takes its place is asked again. */
  #lose(notice: string): void {
    this.#isFinishing = false;
    this.#options.listener.onNotice(notice);
  }

  #rest(from: PoolWorker, isLast: boolean): void {
    const begun = this.#begun;
    if (this.#signal !== undefined) {
      if (isLast) this.#endInterrupted();
      return;
    }
    if (!begun) return;
    this.#idle = from;
    const { firstPath, paths } = begun.inputs;
    const missing = begun.work.journal.shards.missing({ first: firstPath, count: paths });
    // A thread may die between taking a shard and saying so.
    if (isLast && missing.length > 0 && !begun.rows.hasEnough) this.#supervisor.start(missing);
    else this.#summarize(from);
  }

  /** Asks a thread that has nothing else to do for the results, when all rows are there. */
  #summarize(worker: PoolWorker): void {
    const begun = this.#begun;
    if (!begun || this.#isFinishing) return;
    const { rows, work, inputs } = begun;
    const { paths } = rows.running;
    if (paths < inputs.paths && !rows.hasEnough) return;
    this.#isFinishing = true;
    const stored = { file: work.journal.file, shards: rows.shards, sets: inputs.sets.length, paths };
    this.#supervisor.send(worker, { kind: 'finish', rows: { totals: rows.running.totals(), stored } });
    // Meanwhile; whether it worked is asked when the results are there.
    begun.outcomes.end().catch(() => {});
  }

  async #finish(run: FinishedRun): Promise<void> {
    const begun = this.#begun;
    if (!begun) return;
    try {
      this.#resolve({ run, outcomes: await begun.outcomes.end(), work: begun.work });
    } catch (error) {
      this.#fail(failureOf(outputError(begun.work.shownAs, error)));
    }
  }

  #break(broken: BrokenRun): void {
    this.#fail(brokenRun(broken, this.#options.request, this.#begun));
  }

  #endInterrupted(): void {
    const { work, inputs } = this.#begun ?? {};
    const kept = work?.journal.shards.paths ?? 0;
    this.#fail(interruption(this.#signal ?? 'SIGINT', work && inputs && kept > 0 ? { work, kept, paths: inputs.paths } : null));
  }
}
