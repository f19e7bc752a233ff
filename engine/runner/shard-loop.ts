/** What a thread does with its time: takes shards and runs them until there are none left. */
import type { ShardBoard } from './shard-board.ts';
import { countOf, rangesAt } from './shard-index.ts';
import type { PathRange } from './shard-index.ts';

/** A shard takes about so long: its rows live until it is sent, and the garbage collector carries them along. */
const shardMs = 25;
/** Longer with many threads: whoever keeps their rows hears from one of them this often, and has time for it. */
const messageMs = 3;
/** The first paths of a thread are slow: its shards grow by steps. */
const mostGrowth = 4;
const mostPaths = 1024;

export interface ShardWork {
  readonly board: ShardBoard;
  readonly slot: number;
  /** Threads that share the work: the last shards are small, so that nobody waits long for the slowest. */
  readonly threads: number;
  /** Shards of dead threads, to be run first and as they are. */
  readonly redo: readonly PathRange[];
  /** Paths of the run that are to be done. */
  readonly todo: readonly PathRange[];
  /** Runs these paths and hands the rows on. */
  run(range: PathRange): void;
  nowMs(): number;
}

/** Runs shards until the to-do list is empty or the board says stop. */
export function runShards(work: ShardWork): void {
  const { board, slot, redo, todo, run, nowMs } = work;
  for (let item = 0; item < redo.length && !board.isStopped; item++) {
    board.redo(slot, item);
    run(redo[item]);
  }
  const total = countOf(todo);
  let wanted = 1;
  while (!board.isStopped) {
    const positions = board.take(slot, { wanted: Math.min(wanted, fairShare(work, total)), total });
    if (positions === null) break;
    const start = nowMs();
    rangesAt(todo, positions).forEach(run);
    wanted = nextSize(positions.count, nowMs() - start, Math.max(shardMs, messageMs * work.threads));
  }
  board.rest(slot);
}

function fairShare({ board, threads }: ShardWork, total: number): number {
  return Math.max(1, Math.floor(board.left(total) / (2 * threads)));
}

function nextSize(count: number, tookMs: number, wantedMs: number): number {
  const ideal = Math.floor((count * wantedMs) / Math.max(tookMs, 0.01));
  return Math.max(1, Math.min(ideal, count * mostGrowth, mostPaths));
}
