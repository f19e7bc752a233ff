import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { InvariantError } from '../math/assert.ts';
import { EventQueue } from './event-queue.ts';

interface Event {
  readonly timeMs: number;
  readonly phase: number;
  readonly payload: number;
}

/** The obvious queue: an array, sorted stably after every push. */
class SortedArray {
  readonly #events: Event[] = [];

  push(event: Event): void {
    this.#events.push(event);
    this.#events.sort((a, b) => a.timeMs - b.timeMs || a.phase - b.phase);
  }

  shift(): Event | undefined {
    return this.#events.shift();
  }
}

function popped(queue: EventQueue): Event | undefined {
  if (queue.size === 0) return undefined;
  const event = { timeMs: queue.nextTimeMs, phase: queue.nextPhase, payload: queue.nextPayload };
  queue.pop();
  return event;
}

describe('event queue', () => {
  it('heapVsSortedArray: gives the order time, phase, sequence', () => {
    // Goal: the total order, with many ties and after growing several times.
    const dice = new Dice(1, 'event-queue');
    const queue = new EventQueue(2);
    const sorted = new SortedArray();
    for (let step = 0; step < 4000; step++) {
      if (dice.chance(0.55)) {
        const event = { timeMs: dice.below(40), phase: dice.pick([0, 3, 63]), payload: step };
        queue.push(event.timeMs, event.phase, event.payload);
        sorted.push(event);
      } else {
        expect(popped(queue)).toEqual(sorted.shift());
      }
    }
    while (queue.size > 0) expect(popped(queue)).toEqual(sorted.shift());
    expect(sorted.shift()).toBeUndefined();
  });

  it('is at infinity when it is empty', () => {
    // Goal: callers compare times without asking whether there is an event.
    const queue = new EventQueue();
    expect([queue.size, queue.nextTimeMs, queue.nextPhase]).toEqual([0, Infinity, -1]);
    queue.push(5, 1, 0);
    queue.clear();
    expect([queue.size, queue.nextTimeMs, queue.nextPhase]).toEqual([0, Infinity, -1]);
  });

  it('keeps times before the epoch, payloads and infinite times as they are', () => {
    // Goal: no number is changed on its way through.
    const queue = new EventQueue();
    queue.push(Infinity, 0, 2);
    queue.push(-1.5, 63, -0.25);
    expect([popped(queue), popped(queue)]).toEqual([
      { timeMs: -1.5, phase: 63, payload: -0.25 },
      { timeMs: Infinity, phase: 0, payload: 2 },
    ]);
  });

  it('refuses what has no place in the order', () => {
    // Goal: a bug of a caller stops the run.
    const queue = new EventQueue();
    for (const [timeMs, phase] of [[NaN, 0], [0, -1], [0, 64]]) expect(() => queue.push(timeMs, phase, 0)).toThrow(InvariantError);
    expect(() => queue.pop()).toThrow(InvariantError);
    expect(() => queue.nextPayload).toThrow(InvariantError);
  });
});
