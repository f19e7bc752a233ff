/** A thread of a sweep: gets what the first thread has read and runs the points that it is sent. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ParameterInput } from '../../engine/study/inputs.ts';
import type { SweepAxis } from '../../engine/study/sweep-points.ts';
import type { PointRow } from '../../engine/study/sweep-runner.ts';
import { SweepRunner } from '../../engine/study/sweep-runner.ts';
import { exitCodes } from '../../engine/errors.ts';
import { failureOf } from '../failure.ts';
import type { Failure } from '../failure.ts';
import { PointRules, receiveBasis } from './sweep-rules.ts';
import type { PointValues, SharedBasis, SweepBasis } from './sweep-rules.ts';

/** What a thread is started with. */
export interface SweepTask {
  readonly basis: SharedBasis;
  readonly axes: readonly SweepAxis[];
}

/** Points that a thread runs together. */
export interface PointBatch {
  /** Index of the first one. */
  readonly first: number;
  readonly points: readonly PointValues[];
  /** Of all random streams of their paths. */
  readonly seed: number;
}

/** What it says: it is ready; it is at work; the rows of the batch it was sent, in order; the input or the results are wrong. */
export type SweepMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'alive' }
  | { readonly kind: 'rows'; readonly first: number; readonly rows: readonly PointRow[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

function send(message: SweepMessage): void {
  parentPort?.postMessage(message);
}

/** A sign of life is sent no more often. */
const signMs = 200;
let lastSignMs = 0;

function giveSign(): void {
  const now = performance.now();
  if (now - lastSignMs < signMs) return;
  lastSignMs = now;
  send({ kind: 'alive' });
}

/** Wrong input and wrong results are final; anything else may be better in another thread, which the end of this one brings about. */
function tell(error: unknown): void {
  const failure = failureOf(error);
  if (failure.exitCode === exitCodes.bug) throw error;
  send({ kind: 'failed', failure });
}

/** Runs points; the runner of the last seed stays, because its prices are drawn. */
class PointThread {
  readonly #basis: SweepBasis;
  readonly #rules: PointRules;
  #runner: { readonly seed: number; readonly of: SweepRunner } | undefined;

  constructor(basis: SweepBasis, axes: readonly SweepAxis[]) {
    this.#basis = basis;
    this.#rules = new PointRules(basis, axes);
  }

  run({ points, seed }: PointBatch): PointRow[] {
    const asked = points.map((values) => this.#rules.at(values));
    const runnable: ParameterInput[] = asked.flatMap((one) => ('rules' in one ? [one.rules] : []));
    const rows = runnable.length > 0 ? this.#runnerFor(seed).run(runnable, giveSign) : [];
    let next = 0;
    return asked.map((one) => ('refused' in one ? { refused: one.refused } : rows[next++]));
  }

  #runnerFor(seed: number): SweepRunner {
    if (this.#runner?.seed === seed) return this.#runner.of;
    const { input } = this.#basis.assembled;
    const runner = new SweepRunner({ ...input, scenario: { ...input.scenario, seed } });
    this.#runner = { seed, of: runner };
    return runner;
  }
}

const { basis, axes } = workerData as SweepTask;
const thread = new PointThread(await receiveBasis(basis), axes);
parentPort?.on('message', (batch: PointBatch) => {
  try {
    send({ kind: 'rows', first: batch.first, rows: thread.run(batch) });
  } catch (error) {
    tell(error);
  }
});
send({ kind: 'ready' });
