/**
 * Long-lived threads: the one place that knows how they are started. worker-threads-pool starts them; which path a thread runs next is
 * none of its business: threads take path numbers from one shared counter, so that nobody waits for anybody.
 */
import type { Worker } from 'node:worker_threads';
import Pool from 'worker-threads-pool';

/** A thread, to whoever wants to answer it. */
export interface PoolWorker {
  send(message: unknown): void;
}

/** What the owner of a pool hears. An error or an exit is the end of a thread. */
export interface PoolEvents<Message> {
  onMessage(message: Message, from: PoolWorker): void;
  onError(error: unknown): void;
  onExit(code: number): void;
}

/** Threads that run the same file. */
export class WorkerPool<Message> {
  readonly #pool: Pool;
  readonly #file: URL;
  readonly #events: PoolEvents<Message>;
  readonly #workers = new Set<Worker>();
  #closed = false;

  /** `most`: threads alive at one time. */
  constructor(file: URL, most: number, events: PoolEvents<Message>) {
    this.#file = file;
    this.#events = events;
    this.#pool = new Pool({ max: most });
  }

  /** Starts a thread with its own data. */
  start(workerData: unknown): void {
    // The package hands its first argument to the Worker of Node, which takes a URL; its types know texts only.
    this.#pool.acquire(this.#file as unknown as string, { workerData }, (error, worker) => {
      if (error) this.#events.onError(error);
      else this.#listen(worker);
    });
  }

  /** Ends every thread, at once. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(Array.from(this.#workers, (worker) => worker.terminate()));
  }

  #listen(worker: Worker): void {
    if (this.#closed) {
      void worker.terminate();
      return;
    }
    this.#workers.add(worker);
    const handle: PoolWorker = { send: (message) => worker.postMessage(message) };
    worker.on('message', (message: Message) => this.#events.onMessage(message, handle));
    worker.on('error', (error) => this.#events.onError(error));
    worker.on('exit', (code) => {
      this.#workers.delete(worker);
      if (!this.#closed) this.#events.onExit(code);
    });
  }
}

/** Numbers 0, 1, 2, ... of which every thread that holds the same buffer takes the next. */
export class SharedCounter {
  readonly #next: Int32Array<SharedArrayBuffer>;

  /** A new counter, or the one in a buffer of another thread. */
  constructor(readonly buffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.#next = new Int32Array(buffer);
  }

  take(): number {
    return Atomics.add(this.#next, 0, 1);
  }
}
