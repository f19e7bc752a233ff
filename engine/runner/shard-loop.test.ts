import { describe, expect, it } from 'vitest';
import { ShardBoard } from './shard-board.ts';
import { runShards } from './shard-loop.ts';
import type { ShardWork } from './shard-loop.ts';
import type { PathRange } from './shard-index.ts';

interface Trial {
  readonly ran: PathRange[];
  readonly board: ShardBoard;
  readonly work: ShardWork;
}

/** Work whose paths take so many ms each, by a clock of its own. */
function trial(pathMs: number, changes: Partial<ShardWork> = {}): Trial {
  const board = changes.board ?? ShardBoard.create(4);
  const ran: PathRange[] = [];
  let now = 0;
  const run = (range: PathRange): void => {
    ran.push(range);
    now += range.count * pathMs;
  };
  const work: ShardWork = { board, slot: 0, threads: 2, redo: [], todo: [{ first: 0, count: 1000 }], run, nowMs: () => now, ...changes };
  return { ran, board, work };
}

describe('a thread', () => {
  it('takes shards of about 25 ms, and smaller ones at the end', () => {
    // Goal: few rows in memory, no long wait for the last shard, every path once.
    const { ran, work } = trial(0.5);
    runShards(work);
    expect(ran.slice(0, 5).map(({ count }) => count)).toEqual([1, 4, 16, 50, 50]);
    expect(ran[ran.length - 1].count).toBe(1);
    expect(ran.flatMap(({ first, count }) => Array.from({ length: count }, (_, path) => first + path))).toEqual(
      Array.from({ length: 1000 }, (_, path) => path),
    );
  });

  it('takes longer shards when there are many threads', () => {
    // Goal: the thread that keeps the rows of sixty others is not drowned in messages.
    const { ran, work } = trial(2, { threads: 60, todo: [{ first: 0, count: 100_000 }] });
    runShards(work);
    expect(ran.slice(0, 5).map(({ count }) => count)).toEqual([1, 4, 16, 64, 90]);
  });

  it('takes slow paths one by one', () => {
    // Goal: at most the path in flight is lost when a path takes minutes.
    const { ran, work } = trial(60_000, { todo: [{ first: 7, count: 5 }] });
    runShards(work);
    expect(ran).toEqual([7, 8, 9, 10, 11].map((first) => ({ first, count: 1 })));
  });

  it('redoes what others left before it takes more, and says what it is at', () => {
    // Goal: whoever looks at the board while a path runs knows which one it is.
    const board = ShardBoard.create(4);
    const seen: unknown[] = [];
    const run = (): void => void seen.push(board.workingOn(3));
    const redo = [40, 2].map((first) => ({ first, count: 1 }));
    runShards(trial(1, { board, run, slot: 3, redo, todo: [{ first: 50, count: 2 }] }).work);
    expect(seen).toEqual([
      { kind: 'redo', item: 0 },
      { kind: 'redo', item: 1 },
      { kind: 'positions', range: { first: 0, count: 1 } },
      { kind: 'positions', range: { first: 1, count: 1 } },
    ]);
    expect(board.workingOn(3)).toBe(null);
  });

  it('stops between shards when the board says so', () => {
    // Goal: what is begun is finished, nothing else is begun.
    const board = ShardBoard.create(4);
    const ran: number[] = [];
    const run = ({ first }: PathRange): void => {
      ran.push(first);
      if (ran.length === 3) board.stop();
    };
    runShards(trial(200, { board, run }).work);
    expect(ran).toEqual([0, 1, 5]);
  });
});
