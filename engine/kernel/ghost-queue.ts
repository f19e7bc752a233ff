import { KeyHeap } from './key-heap.ts';

/**
 * Keys of which the smallest leaves first. Liquidations come in the order of their triggers, so nearly every key is not below the one
 * before it: those stand in line; the few that are go to a heap.
 */
export class GhostQueue {
  #line = new Float64Array(16);
  #head = 0;
  #tail = 0;
  readonly #heap = new KeyHeap();

  get size(): number {
    return this.#tail - this.#head + this.#heap.size;
  }

  /** Smallest key; only when `size` is above 0. */
  get topKey(): number {
    const inLine = this.#head < this.#tail ? this.#line[this.#head] : Infinity;
    return this.#heap.size > 0 ? Math.min(inLine, this.#heap.topKey) : inLine;
  }

  clear(): void {
    this.#head = 0;
    this.#tail = 0;
    this.#heap.clear();
  }

  /** Adds a key; true when it is now the smallest. */
  push(key: number): boolean {
    const line = this.#line;
    const tail = this.#tail;
    // Nearly always: the key goes to the end of a line that has others in it.
    if (this.#head < tail && tail < line.length && key >= line[tail - 1]) {
      line[tail] = key;
      this.#tail = tail + 1;
      return false;
    }
    const first = this.size === 0 || key < this.topKey;
    if (this.#head < tail && key < line[tail - 1]) this.#heap.push(key, 0);
    else this.#append(key);
    return first;
  }

  /** Removes the smallest key. */
  pop(): void {
    const inLine = this.#head < this.#tail;
    if (this.#heap.size > 0 && !(inLine && this.#line[this.#head] <= this.#heap.topKey)) this.#heap.pop();
    else this.#head++;
  }

  #append(key: number): void {
    if (this.#tail === this.#line.length) {
      const grown = new Float64Array(this.#tail * 2);
      grown.set(this.#line);
      this.#line = grown;
    }
    this.#line[this.#tail++] = key;
  }
}
