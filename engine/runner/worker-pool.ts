/**
 * Long-lived threads: the one place that knows how they are started. worker-threads-pool starts them; what a thread does next and what
 * becomes of the work of a dead one is none of its business (shard-board.ts, shard-supervisor.ts).
 */
import type { Worker } from 'node:worker_threads';
import Pool from 'worker-threads-pool';

/** A thread, to whoever wants to answer it. */
export interface PoolWorker {
  send(message: unknown): void;
  /** Ends it, whatever it is doing; its exit is told. */
  stop(): void;
}

/** What the owner of a thread hears. After its exit nothing comes any more; an error, if there was one, comes before. */
export interface PoolEvents<Message> {
  onMessage(message: Message): void;
  onError(error: unknown): void;
  onExit(code: number): void;
}

/** Threads that run the same file. */
export class WorkerPool<Message> {
  readonly #pool: Pool;
  readonly #file: URL;
  readonly #workers = new Set<Worker>();
  #closed = false;

  /** `most`: threads alive at one time. */
  constructor(file: URL, most: number) {
    this.#file = file;
    this.#pool = new Pool({ max: most });
  }

  /** Starts a thread with its own data. What is sent to it before it runs reaches it. */
  start(workerData: unknown, events: PoolEvents<Message>): PoolWorker {
    const handle = new ThreadHandle();
    // The package hands its first argument to the Worker of Node, which takes a URL; its types know texts only.
    this.#pool.acquire(this.#file as unknown as string, { workerData }, (error, worker) => {
      if (error) events.onError(error);
      else this.#listen(worker, events, handle);
    });
    return handle;
  }

  /** Ends every thread, at once. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(Array.from(this.#workers, (worker) => worker.terminate()));
  }

  #listen(worker: Worker, events: PoolEvents<Message>, handle: ThreadHandle): void {
    if (this.#closed) {
      void worker.terminate();
      return;
    }
    this.#workers.add(worker);
    worker.on('message', (message: Message) => {
      if (!this.#closed) events.onMessage(message);
    });
    worker.on('error', (error) => {
      if (!this.#closed) events.onError(error);
    });
    worker.on('exit', (code) => {
      this.#workers.delete(worker);
      if (!this.#closed) events.onExit(code);
    });
    handle.attach(worker);
  }
}

/** A thread starts a moment after it was asked for; what it is told meanwhile waits. */
class ThreadHandle implements PoolWorker {
  #worker: Worker | undefined;
  #waiting: unknown[] = [];
  #isStopped = false;

  attach(worker: Worker): void {
    this.#worker = worker;
    this.#waiting.forEach((message) => worker.postMessage(message));
    this.#waiting = [];
    if (this.#isStopped) void worker.terminate();
  }

  send(message: unknown): void {
    if (this.#worker) this.#worker.postMessage(message);
    else this.#waiting.push(message);
  }

  stop(): void {
    this.#isStopped = true;
    void this.#worker?.terminate();
  }
}
