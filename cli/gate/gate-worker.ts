/** A thread of a gate: loads the task on its own and runs the shards that it takes, without what only reports need. */
import { parentPort, workerData } from 'node:worker_threads';
import { runPath } from '../../engine/runner/path-rows.ts';
import { encodeBlock } from '../../engine/runner/shard-block.ts';
import { ShardBoard } from '../../engine/runner/shard-board.ts';
import type { PathRange } from '../../engine/runner/shard-index.ts';
import { runShards } from '../../engine/runner/shard-loop.ts';
import type { ShardMessage, ThreadTask } from '../../engine/runner/shard-supervisor.ts';
import { PathRunner } from '../../engine/study/path-runner.ts';
import { exitCodes } from '../../engine/errors.ts';
import { failureOf } from '../failure.ts';
import type { Failure } from '../failure.ts';
import { prepareGate } from './gate-study.ts';
import type { GateInputs, GateTask, PreparedGate } from './gate-study.ts';

/** What a thread is started with; `work` is null for the first, before it is known that the input is good. */
export interface GateThreadTask extends ThreadTask {
  readonly gate: GateTask;
  readonly work: GateWork | null;
}

export interface GateWork {
  readonly todo: readonly PathRange[];
  readonly threads: number;
}

export type GateMessage =
  | { readonly kind: 'ready'; readonly inputs: GateInputs; readonly notices: readonly string[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

const { board, slot, redo, gate, work } = workerData as GateThreadTask;

function send(message: GateMessage | ShardMessage): void {
  parentPort?.postMessage(message);
}

async function prepared(): Promise<PreparedGate | undefined> {
  try {
    return await prepareGate(gate);
  } catch (error) {
    send({ kind: 'failed', failure: failureOf(error) });
    return undefined;
  }
}

/** Runs what is left to do; again whenever there is more. The worlds stay. */
function worker({ study }: PreparedGate): (work: GateWork) => void {
  const runner = new PathRunner(study, { leaveOutLargest: false });
  const run = ({ first, count }: PathRange): void => {
    const rows = Array.from({ length: count }, (_, path) => runPath(study, runner, first + path, { forReport: false }));
    const block = encodeBlock(first, rows);
    send({ kind: 'shard', block });
  };
  let left = redo;
  return ({ todo, threads }) => {
    try {
      runShards({ board: ShardBoard.at(board), slot, threads, redo: left, todo, run, nowMs: () => performance.now() });
    } catch (error) {
      // Wrong input and wrong results are final; anything else may be better in another thread.
      const failure = failureOf(error);
      if (failure.exitCode === exitCodes.bug) throw error;
      send({ kind: 'failed', failure });
      return;
    }
    left = [];
    send({ kind: 'idle' });
  };
}

const ready = await prepared();
if (ready) {
  const perform = worker(ready);
  parentPort?.on('message', perform);
  send({ kind: 'ready', inputs: ready.inputs, notices: ready.notices });
  if (work) perform(work);
}
