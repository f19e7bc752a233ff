import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { KeyHeap } from './key-heap.ts';

function drained(heap: KeyHeap): { keys: number[]; accounts: number[] } {
  const keys = [];
  const accounts = [];
  for (; heap.size > 0; heap.pop()) {
    keys.push(heap.topKey);
    accounts.push(heap.topAccount);
  }
  return { keys, accounts };
}

function ascending(keys: Iterable<number>): number[] {
  return [...keys].sort((a, b) => a - b);
}

describe('key heap', () => {
  it('heapVsSort: keys leave in ascending order, each with its account', () => {
    // Goal: pushes one by one, with equal keys and more than the first room.
    const dice = new Dice(1, 'key-heap');
    const pushed = Array.from({ length: 500 }, () => dice.integerBetween(-50, 50));
    const heap = new KeyHeap();
    pushed.forEach((key, account) => heap.push(key, account));
    const { keys, accounts } = drained(heap);
    expect(keys).toEqual(ascending(pushed));
    expect(accounts.map((account) => pushed[account])).toEqual(keys);
    expect(new Set(accounts).size).toBe(500);
  });

  it('fillVsPush: a heap that is filled at once gives the same keys', () => {
    // Goal: the quick way in is a way in; only `count` entries are taken; what was there before is gone.
    const dice = new Dice(2, 'key-heap');
    for (const count of [0, 1, 2, 3, 17, 300]) {
      const keys = Float64Array.from({ length: count + 5 }, () => dice.normal());
      const heap = new KeyHeap();
      heap.push(-1000, 7);
      heap.fill(keys, Int32Array.from(keys, (_, account) => account), count);
      const out = drained(heap);
      expect(out.keys).toEqual(ascending(keys.subarray(0, count)));
      expect(out.accounts.map((account) => keys[account])).toEqual(out.keys);
    }
  });

  it('mixes pushes and pops', () => {
    // Goal: the smallest present key is on top at every moment.
    const dice = new Dice(3, 'key-heap');
    const heap = new KeyHeap();
    let present: number[] = [];
    for (let step = 0; step < 2000; step++) {
      if (present.length === 0 || dice.chance(0.52)) {
        const key = dice.below(100);
        heap.push(key, step);
        present = ascending([...present, key]);
      } else {
        heap.pop();
        present.shift();
      }
      if (present.length > 0) expect(heap.topKey).toBe(present[0]);
      expect(heap.size).toBe(present.length);
    }
  });

  it('visits everything that is in it', () => {
    // Goal: every entry once, none after clearing.
    const heap = new KeyHeap();
    [5, 1, 3].forEach((key, account) => heap.push(key, account));
    const visited: [number, number][] = [];
    heap.forEach((key, account) => visited.push([key, account]));
    expect(visited.sort()).toEqual([[1, 1], [3, 2], [5, 0]]);
    heap.clear();
    heap.forEach(() => expect.unreachable());
    expect(heap.size).toBe(0);
  });
});
