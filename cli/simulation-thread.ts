/**
 * A thread that simulates, so that the first one can answer signals, show progress and load what the report needs meanwhile. It loads the
 * request, or gets what another simulating thread has loaded, runs the shards that it takes from the shared board, and summarises the run
 * when it is the one asked to.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { runPath } from '../engine/runner/path-rows.ts';
import { encodeBlock } from '../engine/runner/shard-block.ts';
import { ShardBoard } from '../engine/runner/shard-board.ts';
import type { PathRange } from '../engine/runner/shard-index.ts';
import { runShards } from '../engine/runner/shard-loop.ts';
import type { ShardMessage, ThreadTask } from '../engine/runner/shard-supervisor.ts';
import { PathRunner } from '../engine/study/path-runner.ts';
import { exitCodes } from '../engine/errors.ts';
import { failureOf } from './failure.ts';
import type { Failure } from './failure.ts';
import { inputsOf } from './run-identity.ts';
import type { RunInputs } from './run-identity.ts';
import type { RunRequest } from './run-request.ts';
import { receiveRun, shareRun } from './shared-run.ts';
import type { SharedRun } from './shared-run.ts';
import { finishRun, prepareRun } from './simulate-study.ts';
import type { FinishedRows, FinishedRun, PreparedRun } from './simulate-study.ts';
import { threadCount } from './thread-count.ts';

/** What a thread is started with. */
export interface WorkerTask extends ThreadTask {
  readonly request: RunRequest;
  /** Threads that were asked for; undefined: as many as the run is worth. */
  readonly workers: number | undefined;
  /** Null for the first thread: what there is to do is known when it has told what it has read. */
  readonly begun: { readonly work: WorkList; readonly shared: SharedRun } | null;
}

export interface WorkList {
  readonly todo: readonly PathRange[];
  readonly threads: number;
}

/** What it is told: the work, or to summarise. */
export type WorkerOrder = { readonly kind: 'work'; readonly work: WorkList } | { readonly kind: 'finish'; readonly rows: FinishedRows };

/** What it says, beside shards: what it has read; the whole run; or what is wrong with the input or the results. */
export type WorkerMessage =
  | { readonly kind: 'ready'; readonly inputs: RunInputs; readonly notices: readonly string[]; readonly shared: SharedRun }
  | { readonly kind: 'finished'; readonly run: FinishedRun }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Messages are copied: V8 discards what it has optimised for arrays when the first buffer is handed over, half a second of a short run. */
function send(message: WorkerMessage | ShardMessage): void {
  parentPort?.postMessage(message);
}

/** What goes wrong before and after the paths is told and not thrown: it would go wrong in every thread. */
async function telling<Result>(work: () => Result | Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    send({ kind: 'failed', failure: failureOf(error) });
    return undefined;
  }
}

/** Kept for the end: its worlds are those that the report's evidence needs. */
let runner: PathRunner | undefined;

function work({ study }: PreparedRun, { todo, threads }: WorkList): void {
  const { board, slot, redo } = workerData as WorkerTask;
  const own = (runner ??= new PathRunner(study));
  const run = ({ first, count }: PathRange): void => {
    const block = encodeBlock(first, Array.from({ length: count }, (_, path) => runPath(study, own, first + path)));
    send({ kind: 'shard', block });
  };
  try {
    runShards({ board: ShardBoard.at(board), slot, threads, redo, todo, run, nowMs: () => performance.now() });
  } catch (error) {
    // Wrong input and wrong results are final; anything else may be better in another thread, which the end of this one brings about.
    const failure = failureOf(error);
    if (failure.exitCode === exitCodes.bug) throw error;
    send({ kind: 'failed', failure });
    return;
  }
  send({ kind: 'idle' });
}

/** Reads the input and tells of it; or takes what was read. */
async function prepare({ request, workers, begun }: WorkerTask): Promise<PreparedRun> {
  if (begun) return await receiveRun(begun.shared);
  const read = await prepareRun(request);
  const threads = threadCount({ wanted: workers, paths: read.assembled.input.paths });
  const { shared, prepared } = shareRun(read, { populations: threads > 1 });
  send({ kind: 'ready', inputs: inputsOf(prepared), notices: prepared.assembled.notices, shared });
  return prepared;
}

/** Simulates in this thread, as the data that it was started with say, until it is ended. */
export async function simulateInThread(): Promise<void> {
  const task = workerData as WorkerTask;
  const prepared = await telling(async () => await prepare(task));
  if (!prepared) return;
  parentPort?.on('message', (order: WorkerOrder) => {
    if (order.kind === 'work') work(prepared, order.work);
    else void telling(() => send({ kind: 'finished', run: finishRun(prepared, order.rows, runner) }));
  });
  if (task.begun) work(prepared, task.begun.work);
}
