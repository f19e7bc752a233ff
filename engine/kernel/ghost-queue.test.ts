import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { GhostQueue } from './ghost-queue.ts';
import { KeyHeap } from './key-heap.ts';

describe('ghost queue', () => {
  it.each([0, 0.1, 0.5, 1])('lineVsHeap: is a heap for a share of %s keys out of line', (disorder) => {
    // Goal: the same smallest key and size at every moment, and `push` tells whether the new key is the smallest.
    const dice = new Dice(1, `ghost-queue ${disorder}`);
    const queue = new GhostQueue();
    const heap = new KeyHeap();
    let rising = 0;
    for (let step = 0; step < 3000; step++) {
      if (heap.size === 0 || dice.chance(0.55)) {
        rising += dice.below(3);
        const key = dice.chance(disorder) ? rising - dice.below(60) : rising;
        const isFirst = heap.size === 0 || key < heap.topKey;
        heap.push(key, 0);
        expect(queue.push(key)).toBe(isFirst);
      } else {
        heap.pop();
        queue.pop();
      }
      expect(queue.size).toBe(heap.size);
      if (heap.size > 0) expect(queue.topKey).toBe(heap.topKey);
    }
  });

  it('starts anew after clearing', () => {
    // Goal: nothing of one path is left on the next.
    const queue = new GhostQueue();
    [3, 1, 2].forEach((key) => queue.push(key));
    queue.clear();
    expect(queue.size).toBe(0);
    expect(queue.push(9)).toBe(true);
    expect(queue.topKey).toBe(9);
  });

  it('does not call a key that ties with the smallest the smallest', () => {
    // Goal: wake prices are refreshed only when they change.
    const queue = new GhostQueue();
    expect([2, 2, 1, 1, 3].map((key) => queue.push(key))).toEqual([true, false, true, false, false]);
  });
});
