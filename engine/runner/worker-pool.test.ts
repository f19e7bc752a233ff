import { describe, expect, it } from 'vitest';
import { SharedCounter, WorkerPool } from './worker-pool.ts';

/** A thread that runs a text: the package and Node take a data: URL as they take a file's. */
function threadOf(text: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}

const takes = `
  import { parentPort, workerData } from 'node:worker_threads';
  const next = new Int32Array(workerData);
  const mine = [];
  for (let n = Atomics.add(next, 0, 1); n < 1000; n = Atomics.add(next, 0, 1)) mine.push(n);
  parentPort.postMessage(mine);
`;

describe('worker pool', () => {
  it('hands every number to exactly one thread', async () => {
    // Goal: a shared counter gives each of 1,000 numbers out once, whoever asks and however fast.
    const counter = new SharedCounter();
    const taken: number[] = [];
    let answers = 0;
    let done: () => void = () => {};
    const finished = new Promise<void>((resolve) => {
      done = resolve;
    });
    const pool = new WorkerPool<number[]>(threadOf(takes), 3, {
      onMessage: (numbers) => {
        taken.push(...numbers);
        if (++answers === 3) done();
      },
      onError: (error) => expect(error).toBeUndefined(),
      onExit: () => {},
    });
    for (let thread = 0; thread < 3; thread++) pool.start(counter.buffer);
    await finished;
    await pool.close();
    expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, number) => number));
    expect(counter.take()).toBe(1003);
  });

  it.each([
    ['throws', "throw new Error('broken')", 'Error: broken'],
    ['throws null', 'throw null', 'null'],
    ['ends', 'process.exit(3)', 'exit 3'],
  ])('hears of a thread that %s', async (_, text, expected) => {
    // Goal: no thread disappears in silence.
    let hear: (what: string) => void = () => {};
    const heard = new Promise<string>((resolve) => {
      hear = resolve;
    });
    const pool = new WorkerPool(threadOf(text), 1, {
      onMessage: () => {},
      onError: (error) => hear(String(error)),
      onExit: (code) => hear(`exit ${code}`),
    });
    pool.start(null);
    expect(await heard).toContain(expected);
    await pool.close();
  });

  it('closes threads that wait for messages or never answer', async () => {
    // Goal: an endless loop does not hold the program up, and a closed pool tells of no exit.
    const exits: number[] = [];
    const silent = { onMessage: () => {}, onError: () => {}, onExit: (code: number) => void exits.push(code) };
    const pool = new WorkerPool(threadOf('for (;;) {}'), 2, silent);
    pool.start(null);
    pool.start(null);
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 50);
    });
    await pool.close();
    expect(exits).toEqual([]);
  });
});
