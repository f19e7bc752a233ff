/** A thread of a sweep: loads the request on its own and runs the points that it is sent. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ParameterInput } from '../../engine/study/inputs.ts';
import type { SweepAxis } from '../../engine/study/sweep-points.ts';
import type { PointRow } from '../../engine/study/sweep-runner.ts';
import { SweepRunner } from '../../engine/study/sweep-runner.ts';
import { failureOf } from '../failure.ts';
import type { Failure } from '../failure.ts';
import type { RunRequest } from '../run-request.ts';
import { PointRules, sweepBasis } from './sweep-rules.ts';
import type { PointValues, SweepBasis } from './sweep-rules.ts';

/** What a thread is started with. */
export interface SweepTask {
  readonly request: RunRequest;
  readonly axes: readonly SweepAxis[];
}

/** Points that a thread runs together. */
export interface PointBatch {
  readonly points: readonly PointValues[];
  /** Of all random streams of their paths. */
  readonly seed: number;
}

/** What it says: it is ready; the rows of the batch it was sent, in order; something went wrong. */
export type SweepMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'rows'; readonly rows: readonly PointRow[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

function send(message: SweepMessage): void {
  parentPort?.postMessage(message);
}

async function telling<Result>(work: () => Result | Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    send({ kind: 'failed', failure: failureOf(error) });
    return undefined;
  }
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
    const rows = runnable.length > 0 ? this.#runnerFor(seed).run(runnable) : [];
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

const { request, axes } = workerData as SweepTask;
const thread = await telling(async () => new PointThread(await sweepBasis(request), axes));
if (thread) {
  parentPort?.on('message', (batch: PointBatch) => {
    void telling(() => send({ kind: 'rows', rows: thread.run(batch) }));
  });
  send({ kind: 'ready' });
}
