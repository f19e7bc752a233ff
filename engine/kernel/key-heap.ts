/** A min-heap of (key, account). Equal keys come out in any order: whoever cares sorts afterwards. */
export class KeyHeap {
  #keys = new Float64Array(16);
  #accounts = new Int32Array(16);
  size = 0;

  get topKey(): number {
    return this.#keys[0];
  }

  get topAccount(): number {
    return this.#accounts[0];
  }

  clear(): void {
    this.size = 0;
  }

  forEach(visit: (key: number, account: number) => void): void {
    for (let slot = 0; slot < this.size; slot++) visit(this.#keys[slot], this.#accounts[slot]);
  }

  push(key: number, account: number): void {
    if (this.size === this.#keys.length) this.#grow();
    const keys = this.#keys;
    const accounts = this.#accounts;
    let slot = this.size++;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      if (keys[parent] <= key) break;
      keys[slot] = keys[parent];
      accounts[slot] = accounts[parent];
      slot = parent;
    }
    keys[slot] = key;
    accounts[slot] = account;
  }

  pop(): void {
    const last = --this.size;
    if (last > 0) this.#siftDown(0, this.#keys[last], this.#accounts[last]);
  }

  /** Takes `count` entries that were appended in any order and makes them a heap; cheaper than pushing each. */
  fill(keys: Float64Array, accounts: Int32Array, count: number): void {
    if (this.#keys.length < count) {
      this.#keys = new Float64Array(count);
      this.#accounts = new Int32Array(count);
    }
    this.#keys.set(keys.subarray(0, count));
    this.#accounts.set(accounts.subarray(0, count));
    this.size = count;
    for (let slot = (count >> 1) - 1; slot >= 0; slot--) this.#siftDown(slot, this.#keys[slot], this.#accounts[slot]);
  }

  #siftDown(from: number, key: number, account: number): void {
    const keys = this.#keys;
    const accounts = this.#accounts;
    const size = this.size;
    let slot = from;
    for (;;) {
      let child = 2 * slot + 1;
      if (child >= size) break;
      if (child + 1 < size && keys[child + 1] < keys[child]) child++;
      if (key <= keys[child]) break;
      keys[slot] = keys[child];
      accounts[slot] = accounts[child];
      slot = child;
    }
    keys[slot] = key;
    accounts[slot] = account;
  }

  #grow(): void {
    const keys = new Float64Array(this.#keys.length * 2);
    const accounts = new Int32Array(keys.length);
    keys.set(this.#keys);
    accounts.set(this.#accounts);
    this.#keys = keys;
    this.#accounts = accounts;
  }
}
