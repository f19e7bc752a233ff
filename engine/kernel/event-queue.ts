import { assert } from '../math/assert.ts';

/**
 * Scheduled events in a total order: time, then phase, then the sequence in which they were pushed. A binary heap of slots over
 * structure-of-arrays storage: no object per event, nothing allocated after it has grown.
 */
export class EventQueue {
  #times: Float64Array;
  #orders: Float64Array;
  #payloads: Float64Array;
  #size = 0;
  #pushed = 0;

  constructor(capacity = 64) {
    this.#times = new Float64Array(capacity);
    this.#orders = new Float64Array(capacity);
    this.#payloads = new Float64Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** Time of the earliest event; Infinity when there is none. */
  get nextTimeMs(): number {
    return this.#size === 0 ? Infinity : this.#times[0];
  }

  /** Phase of the earliest event; -1 when there is none. */
  get nextPhase(): number {
    return this.#size === 0 ? -1 : Math.floor(this.#orders[0] / phaseStride);
  }

  /** Payload of the earliest event. */
  get nextPayload(): number {
    assert(this.#size > 0, 'the event queue is empty');
    return this.#payloads[0];
  }

  clear(): void {
    this.#size = 0;
    this.#pushed = 0;
  }

  /** Adds an event. `phase` is an integer 0..63 (section 6 of the design), `payload` any number. */
  push(timeMs: number, phase: number, payload: number): void {
    assert(timeMs === timeMs && phase >= 0 && phase < 64, 'an event needs a time and a phase below 64');
    if (this.#size === this.#times.length) this.#grow();
    const order = phase * phaseStride + this.#pushed++;
    this.#siftUp(this.#size++, timeMs, order, payload);
  }

  /** Removes the earliest event. */
  pop(): void {
    assert(this.#size > 0, 'the event queue is empty');
    const last = --this.#size;
    if (last > 0) this.#siftDown(this.#times[last], this.#orders[last], this.#payloads[last]);
  }

  #siftUp(slot: number, time: number, order: number, payload: number): void {
    const times = this.#times;
    const orders = this.#orders;
    const payloads = this.#payloads;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      if (times[parent] < time || (times[parent] === time && orders[parent] < order)) break;
      times[slot] = times[parent];
      orders[slot] = orders[parent];
      payloads[slot] = payloads[parent];
      slot = parent;
    }
    times[slot] = time;
    orders[slot] = order;
    payloads[slot] = payload;
  }

  #siftDown(time: number, order: number, payload: number): void {
    const times = this.#times;
    const orders = this.#orders;
    const payloads = this.#payloads;
    const size = this.#size;
    let slot = 0;
    for (;;) {
      let child = 2 * slot + 1;
      if (child >= size) break;
      const right = child + 1;
      if (right < size && (times[right] < times[child] || (times[right] === times[child] && orders[right] < orders[child]))) child = right;
      if (time < times[child] || (time === times[child] && order < orders[child])) break;
      times[slot] = times[child];
      orders[slot] = orders[child];
      payloads[slot] = payloads[child];
      slot = child;
    }
    times[slot] = time;
    orders[slot] = order;
    payloads[slot] = payload;
  }

  #grow(): void {
    this.#times = doubled(this.#times);
    this.#orders = doubled(this.#orders);
    this.#payloads = doubled(this.#payloads);
  }
}

/** Sequence numbers stay below this, so that phase and sequence fit one exact double. */
const phaseStride = 2 ** 46;

function doubled(values: Float64Array): Float64Array {
  const grown = new Float64Array(values.length * 2);
  grown.set(values);
  return grown;
}
