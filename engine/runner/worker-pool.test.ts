import { describe, expect, it } from 'vitest';
import { WorkerPool } from './worker-pool.ts';

/** A thread that runs a text: the package and Node take a data: URL as they take a file's. */
function threadOf(text: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}

const silent = { onMessage: () => {}, onError: () => {}, onExit: () => {} };

describe('worker pool', () => {
  it('answers every thread on its own, also what it was told before it ran', async () => {
    // Goal: whoever starts a thread hears that thread and no other; nothing that is sent early is lost.
    const echo = `
      import { parentPort, workerData } from 'node:worker_threads';
      parentPort.on('message', (message) => parentPort.postMessage([workerData, message]));
    `;
    const pool = new WorkerPool<[number, string]>(threadOf(echo), 3);
    const heard = await Promise.all(
      [0, 1, 2].map((name) => {
        return new Promise((resolve) => {
          pool.start(name, { ...silent, onMessage: resolve }).send(`to ${name}`);
        });
      }),
    );
    await pool.close();
    expect(heard).toEqual([0, 1, 2].map((name) => [name, `to ${name}`]));
  });

  it.each([
    ['throws', "throw new Error('broken')", 'Error: broken'],
    ['throws null', 'throw null', 'null'],
    ['ends', 'process.exit(3)', 'exit 3'],
  ])('hears of a thread that %s', async (_, text, expected) => {
    // Goal: no thread disappears in silence.
    const pool = new WorkerPool(threadOf(text), 1);
    const heard = await new Promise<string>((resolve) => {
      pool.start(null, { ...silent, onError: (error) => resolve(String(error)), onExit: (code) => resolve(`exit ${code}`) });
    });
    expect(heard).toContain(expected);
    await pool.close();
  });

  it('ends a thread that never answers, and all of them without a word', async () => {
    // Goal: an endless loop does not hold the program up; a stopped thread tells of its exit, a closed pool of none.
    const exits: string[] = [];
    const pool = new WorkerPool(threadOf('for (;;) {}'), 2);
    await new Promise<void>((resolve) => {
      pool.start(null, { ...silent, onExit: () => resolve() }).stop();
    });
    pool.start(null, { ...silent, onExit: () => void exits.push('closed') });
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 50);
    });
    await pool.close();
    expect(exits).toEqual([]);
  });
});
