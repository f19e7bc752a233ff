/**
 * Looks after the threads of a run. One that throws, exits, runs out of memory or gives no sign any more is told of, and another does what
 * it was at, path by path, so that a path which always fails is found. A path that failed three times ends the run.
 */
import { ShardBoard } from './shard-board.ts';
import { rangesAt } from './shard-index.ts';
import type { PathRange } from './shard-index.ts';
import { WorkerPool } from './worker-pool.ts';
import type { PoolWorker } from './worker-pool.ts';

/** What a thread is started with, beside what the run adds. */
export interface ThreadTask {
  readonly board: SharedArrayBuffer;
  readonly slot: number;
  readonly redo: readonly PathRange[];
}

/** Messages that the supervisor understands; all others are passed on. */
export type ShardMessage =
  | { readonly kind: 'shard'; readonly block: Uint8Array }
  /** Nothing is left to do. */
  | { readonly kind: 'idle' };

/** Why a run cannot go on: what the last thread died of, and on which path. */
export interface BrokenRun {
  /** Null when threads died without having begun a path. */
  readonly path: number | null;
  readonly reason: string;
  readonly isOutOfMemory: boolean;
}

export interface SupervisorEvents<Message> {
  onShard(block: Uint8Array): void;
  onMessage(message: Message, from: PoolWorker): void;
  /** A thread has nothing left to do; `isLast` when that is true of all. */
  onIdle(from: PoolWorker, isLast: boolean): void;
  /** A thread died; the text says of what and what is done about it. */
  onLost(notice: string): void;
  onBroken(broken: BrokenRun): void;
}

export interface SupervisorOptions<Message> {
  readonly file: URL;
  taskFor(task: ThreadTask): unknown;
  readonly events: SupervisorEvents<Message>;
  /** Shortest time without a sign after which a thread counts as hung. */
  readonly hangMs: number;
  /** Paths of a range of which there is no row yet. */
  missing(range: PathRange): readonly PathRange[];
}

const mostFailures = 3;
/** Threads started in the life of a run: far more than processors, so that only a run whose threads keep dying gets there. */
const mostThreads = 1024;
/** A thread without a shard so far is loading: it gets more time. */
const loadingFactor = 10;
/** A shard may take so many times as long as the slowest one seen. */
const slowestFactor = 10;

interface Thread {
  readonly slot: number;
  readonly redo: readonly PathRange[];
  worker: PoolWorker;
  lastSignMs: number;
  shards: number;
  isIdle: boolean;
  death: Death | null;
}

/** What a thread died of, as the end of the sentence "a thread ...". */
export interface Death {
  readonly reason: string;
  readonly isOutOfMemory: boolean;
}

/** The threads of one run. */
export class ShardSupervisor<Message extends { readonly kind: string }> {
  readonly board = ShardBoard.create(mostThreads);
  readonly #options: SupervisorOptions<Message>;
  readonly #pool: WorkerPool<Message | ShardMessage>;
  readonly #threads = new Set<Thread>();
  readonly #failures = new Map<number, number>();
  readonly #watch: NodeJS.Timeout;
  #todo: readonly PathRange[] = [];
  #started = 0;
  #bareLosses = 0;
  #isDraining = false;
  #isOver = false;
  #slowestMs = 0;
  #lastTickMs = performance.now();

  constructor(options: SupervisorOptions<Message>) {
    this.#options = options;
    this.#pool = new WorkerPool(options.file, mostThreads);
    this.#watch = setInterval(() => this.#lookAround(), Math.min(1000, options.hangMs / 4)).unref();
  }

  /** What positions on the board mean. Before any thread takes one. */
  begin(todo: readonly PathRange[]): void {
    this.#todo = todo;
  }

  /** Starts a thread. `redo`: what it does before anything else. */
  start(redo: readonly PathRange[] = []): void {
    const slot = this.#started++;
    const thread: Thread = { slot, redo, worker: nobody, lastSignMs: performance.now(), shards: 0, isIdle: false, death: null };
    this.#threads.add(thread);
    const task = this.#options.taskFor({ board: this.board.buffer, slot, redo });
    thread.worker = this.#pool.start(task, {
      onMessage: (message) => this.#hear(thread, message),
      onError: (error) => (thread.death ??= deathBy(error)),
      onExit: (code) => this.#bury(thread, thread.death ?? { reason: `ended with code ${code}`, isOutOfMemory: false }),
    });
  }

  /** Threads finish what they are at and take nothing more. */
  drain(): void {
    this.#isDraining = true;
    this.board.stop();
  }

  /** The run has failed: threads that end now are nobody's business, until `close` ends the rest. */
  abandon(): void {
    this.#isOver = true;
    this.board.stop();
  }

  /** No more paths are wanted; threads are still looked after. */
  haveEnough(): void {
    this.board.stop();
  }

  /** True when no thread is at work. */
  get isIdle(): boolean {
    return Array.from(this.#threads).every((thread) => thread.isIdle);
  }

  /** Ends all threads at once. */
  async close(): Promise<void> {
    clearInterval(this.#watch);
    await this.#pool.close();
  }

  /** Gives a thread that said it is idle something else to do; it is watched again. */
  send(worker: PoolWorker, message: unknown): void {
    for (const thread of this.#threads) if (thread.worker === worker) thread.isIdle = false;
    worker.send(message);
  }

  #hear(thread: Thread, message: Message | ShardMessage): void {
    const now = performance.now();
    const sinceMs = now - thread.lastSignMs;
    thread.lastSignMs = now;
    if (isShard(message)) {
      if (thread.shards++ > 0) this.#slowestMs = Math.max(this.#slowestMs, sinceMs);
      this.#options.events.onShard(message.block);
    } else if (message.kind === 'idle') {
      thread.isIdle = true;
      this.#options.events.onIdle(thread.worker, this.isIdle);
    } else this.#options.events.onMessage(message as Message, thread.worker);
  }

  #bury(thread: Thread, death: Death): void {
    this.#threads.delete(thread);
    if (this.#isOver) return;
    if (this.#isDraining) {
      if (this.isIdle) this.#options.events.onIdle(nobody, true);
      return;
    }
    const { inFlight, waiting } = this.#unfinished(thread);
    const failed = inFlight.flatMap(singles);
    const worst = this.#count(failed);
    if (worst >= mostFailures || this.#started >= mostThreads) {
      this.#options.events.onBroken({ path: failed.length > 0 ? failed[0].first : null, ...death });
      return;
    }
    const again = failed.length > 0 ? `; ${pathsText(inFlight)} done again by another` : '';
    this.#options.events.onLost(`a simulating thread ${death.reason}${again}`);
    this.start([...failed, ...waiting]);
  }

  /** Counts a failure of every path, or of the start of a thread; returns how often the worst of them has failed. */
  #count(failed: readonly PathRange[]): number {
    if (failed.length === 0) return ++this.#bareLosses;
    for (const { first } of failed) this.#failures.set(first, (this.#failures.get(first) ?? 0) + 1);
    return failed.reduce((most, { first }) => Math.max(most, this.#failures.get(first) ?? 0), 0);
  }

  /** Paths that a dead thread had begun, and those that it had yet to do again. */
  #unfinished({ slot, redo }: Thread): { inFlight: PathRange[]; waiting: PathRange[] } {
    const working = this.board.workingOn(slot);
    const { missing } = this.#options;
    if (working === null) return { inFlight: [], waiting: redo.flatMap(missing) };
    if (working.kind === 'positions') return { inFlight: rangesAt(this.#todo, working.range).flatMap(missing), waiting: [] };
    return { inFlight: missing(redo[working.item]).slice(), waiting: redo.slice(working.item + 1).flatMap(missing) };
  }

  #lookAround(): void {
    const now = performance.now();
    const { hangMs } = this.#options;
    // The whole process stood still: nobody could give a sign.
    const wasAsleep = now - this.#lastTickMs > hangMs / 2 + 1000;
    this.#lastTickMs = now;
    for (const thread of this.#threads) {
      if (wasAsleep) thread.lastSignMs = now;
      const limitMs = Math.max(thread.shards === 0 ? hangMs * loadingFactor : hangMs, slowestFactor * this.#slowestMs);
      if (thread.isIdle || thread.death !== null || now - thread.lastSignMs <= limitMs) continue;
      thread.death = { reason: `gave no sign for ${Math.round(limitMs / 1000)} s and was ended`, isOutOfMemory: false };
      thread.worker.stop();
    }
  }
}

const nobody: PoolWorker = { send: () => {}, stop: () => {} };

function isShard(message: { readonly kind: string }): message is Extract<ShardMessage, { kind: 'shard' }> {
  return message.kind === 'shard';
}

/** What a thread died of that ended with an error. */
export function deathBy(error: unknown): Death {
  const isOutOfMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (isOutOfMemory) return { reason: 'ran out of memory', isOutOfMemory };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { reason: `threw ${text}`, isOutOfMemory };
}

function singles({ first, count }: PathRange): PathRange[] {
  return Array.from({ length: count }, (_, path) => ({ first: first + path, count: 1 }));
}

/** "path 7 is", "paths 7 to 12 are" */
function pathsText(ranges: readonly PathRange[]): string {
  const first = ranges[0].first;
  const { first: lastStart, count } = ranges[ranges.length - 1];
  const last = lastStart + count - 1;
  return first === last ? `path ${first} is` : `paths ${first} to ${last} are`;
}
