/** Runs a simulation in a second thread and listens to it and to signals. */
import { Worker } from 'node:worker_threads';
import { exitCodes } from '../engine/errors.ts';
import { failureOf } from './failure.ts';
import type { Failure } from './failure.ts';
import type { RunRequest } from './run-request.ts';
import type { FinishedRun, RunListener } from './simulate-study.ts';
import type { WorkerMessage } from './simulation-worker.ts';

/** The run did not finish: a failure of the input or of the program, or a signal. */
export class RunFailed extends Error {
  override readonly name = 'RunFailed';
  constructor(readonly failure: Failure) {
    super('the run failed');
  }
}

/** @throws RunFailed */
export function simulateInWorker(request: RunRequest, listener: RunListener): Promise<FinishedRun> {
  // The compiled file lies beside this one; the sources run nowhere but in tests, which start the compiled program.
  const worker = new Worker(new URL('./simulation-worker.js', import.meta.url), { workerData: request });
  return new Promise<FinishedRun>((resolve, reject) => {
    const fail = (failure: Failure): void => reject(new RunFailed(failure));
    const stop = (signal: NodeJS.Signals): void => fail(interruption(signal));
    process.once('SIGINT', stop).once('SIGTERM', stop);
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'progress') listener.onProgress(message.done, message.total);
      if (message.kind === 'notice') listener.onNotice(message.text);
      if (message.kind === 'failed') fail(message.failure);
      if (message.kind === 'finished') resolve(message.run);
    });
    worker.on('error', (error) => fail(workerFailure(error)));
    worker.on('exit', (code) => fail(workerFailure(new Error(`the simulating thread ended with code ${code}`))));
  }).finally(async () => {
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
    await worker.terminate();
  });
}

function interruption(signal: NodeJS.Signals): Failure {
  const exitCode = signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated;
  const suggestion = 'the same command starts again from the beginning';
  return { exitCode, problems: [{ what: `interrupted by ${signal}: nothing was written`, suggestion }] };
}

function workerFailure(error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ERR_WORKER_OUT_OF_MEMORY') return failureOf(error);
  const suggestion = 'fewer --paths or accounts, or NODE_OPTIONS=--max-old-space-size=8192';
  return { exitCode: exitCodes.infrastructure, problems: [{ what: 'the memory is used up', suggestion }] };
}
