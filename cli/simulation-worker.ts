/** The thread that simulates, so that the first one can answer signals, show progress and load what the report needs meanwhile. */
import { parentPort, workerData } from 'node:worker_threads';
import { failureOf } from './failure.ts';
import type { Failure } from './failure.ts';
import type { RunRequest } from './run-request.ts';
import { simulateStudy } from './simulate-study.ts';
import type { FinishedRun } from './simulate-study.ts';

export type WorkerMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'finished'; readonly run: FinishedRun }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Messages cost more than quick paths: at most one in this many ms. */
const progressEveryMs = 40;

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

let lastSent = -Infinity;

function sendProgress(done: number, total: number): void {
  const now = performance.now();
  if (now - lastSent < progressEveryMs && done < total) return;
  lastSent = now;
  send({ kind: 'progress', done, total });
}

try {
  const sendNotice = (text: string): void => send({ kind: 'notice', text });
  const run = await simulateStudy(workerData as RunRequest, { onNotice: sendNotice, onProgress: sendProgress });
  send({ kind: 'finished', run });
} catch (error) {
  send({ kind: 'failed', failure: failureOf(error) });
}
