/**
 * Memory that all threads of a run share: a counter from which they take shards, a flag that tells them to stop, and for every thread what
 * it is working on, so that the work of one that dies is known.
 */
import type { PathRange } from './shard-index.ts';

const nextPlace = 0;
const stopPlace = 1;
const slotsStart = 2;
const slotInts = 2;

/** What a thread was working on: positions of the to-do list, an item of its own list of shards to redo, or nothing. */
export type Working = { readonly kind: 'positions'; readonly range: PathRange } | { readonly kind: 'redo'; readonly item: number } | null;

/** The shared memory of a run. Every access is atomic. */
export class ShardBoard {
  readonly #cells: Int32Array<SharedArrayBuffer>;

  private constructor(readonly buffer: SharedArrayBuffer) {
    this.#cells = new Int32Array(buffer);
  }

  /** `slots`: threads that will ever be started. */
  static create(slots: number): ShardBoard {
    return new ShardBoard(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * (slotsStart + slotInts * slots)));
  }

  /** The board in a buffer of another thread. */
  static at(buffer: SharedArrayBuffer): ShardBoard {
    return new ShardBoard(buffer);
  }

  /** Takes the next `wanted` of `total` positions, or those that are left; null when there are none. */
  take(slot: number, { wanted, total }: { readonly wanted: number; readonly total: number }): PathRange | null {
    const first = Atomics.add(this.#cells, nextPlace, wanted);
    if (first >= total) return null;
    const range = { first, count: Math.min(wanted, total - first) };
    this.#note(slot, first + 1, range.count);
    return range;
  }

  /** Positions that nobody has taken. */
  left(total: number): number {
    return Math.max(0, total - Atomics.load(this.#cells, nextPlace));
  }

  /** A thread begins with an item of its own list. */
  redo(slot: number, item: number): void {
    this.#note(slot, -(item + 1), 0);
  }

  /** A thread has sent everything that it had taken. */
  rest(slot: number): void {
    this.#note(slot, 0, 0);
  }

  workingOn(slot: number): Working {
    const [first, count] = [0, 1].map((cell) => Atomics.load(this.#cells, slotsStart + slotInts * slot + cell));
    if (first === 0) return null;
    return first > 0 ? { kind: 'positions', range: { first: first - 1, count } } : { kind: 'redo', item: -first - 1 };
  }

  /** Threads finish the shard they are at and take no other. */
  stop(): void {
    Atomics.store(this.#cells, stopPlace, 1);
  }

  get isStopped(): boolean {
    return Atomics.load(this.#cells, stopPlace) === 1;
  }

  /** The count first: whoever reads the slot of a dead thread in between sees its old first path or none. */
  #note(slot: number, first: number, count: number): void {
    Atomics.store(this.#cells, slotsStart + slotInts * slot + 1, count);
    Atomics.store(this.#cells, slotsStart + slotInts * slot, first);
  }
}
