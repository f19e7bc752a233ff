/**
 * A thread that simulates, so that the first one can answer signals, show progress and load what the report needs meanwhile. It loads the
 * request on its own, runs the paths that it takes from the shared counter, and summarises all rows when it is the one asked to.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { runPath } from '../engine/runner/path-rows.ts';
import type { PathRow } from '../engine/runner/path-rows.ts';
import { SharedCounter } from '../engine/runner/worker-pool.ts';
import { PathRunner } from '../engine/study/path-runner.ts';
import { failureOf } from './failure.ts';
import type { Failure } from './failure.ts';
import type { RunRequest } from './run-request.ts';
import { finishRun, prepareRun } from './simulate-study.ts';
import type { FinishedRun, PreparedRun } from './simulate-study.ts';

/** What a thread is started with. */
export interface WorkerTask {
  readonly request: RunRequest;
  readonly nextPath: SharedArrayBuffer;
}

/** What it says: it is ready to run so many paths; rows of paths that it ran; the whole run, when it was sent the rows of all paths. */
export type WorkerMessage =
  | { readonly kind: 'ready'; readonly paths: number; readonly notices: readonly string[] }
  | { readonly kind: 'rows'; readonly paths: readonly number[]; readonly rows: readonly (readonly PathRow[])[] }
  | { readonly kind: 'finished'; readonly run: FinishedRun }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Messages cost more than quick paths: at most one in this many ms. */
const rowsEveryMs = 40;

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

/** Whatever goes wrong is told and not thrown: the first thread decides what becomes of the run. */
async function telling<Result>(work: () => Result | Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    send({ kind: 'failed', failure: failureOf(error) });
    return undefined;
  }
}

function runPaths({ study }: PreparedRun, counter: SharedCounter): void {
  const runner = new PathRunner(study);
  let paths: number[] = [];
  let rows: PathRow[][] = [];
  let lastSent = performance.now();
  for (let path = counter.take(); path < study.input.paths; path = counter.take()) {
    rows.push(runPath(study, runner, path));
    paths.push(path);
    if (performance.now() - lastSent < rowsEveryMs) continue;
    send({ kind: 'rows', paths, rows });
    paths = [];
    rows = [];
    lastSent = performance.now();
  }
  if (paths.length > 0) send({ kind: 'rows', paths, rows });
}

const { request, nextPath } = workerData as WorkerTask;
const prepared = await telling(async () => await prepareRun(request));
if (prepared) {
  send({ kind: 'ready', paths: prepared.study.input.paths, notices: prepared.assembled.notices });
  parentPort?.on('message', (rows: readonly (readonly PathRow[])[]) => {
    void telling(() => send({ kind: 'finished', run: finishRun(prepared, rows) }));
  });
  await telling(() => runPaths(prepared, new SharedCounter(nextPath)));
}
