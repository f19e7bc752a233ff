/** Who is to be looked at in which tick of the path: one linked list per tick, an id in at most one of them. */

const nobody = -1;

/** Dates of ids, by tick. */
export class TickCalendar {
  #first = new Int32Array(0);
  #next: Int32Array<ArrayBuffer>;
  #previous: Int32Array<ArrayBuffer>;
  #tickOf: Int32Array<ArrayBuffer>;
  #tickCount = 0;
  #cursor = 0;

  constructor(idCount: number) {
    this.#next = new Int32Array(idCount);
    this.#previous = new Int32Array(idCount);
    this.#tickOf = new Int32Array(idCount).fill(nobody);
  }

  /** Forgets everybody; ticks of the coming path are below `tickCount`. */
  reset(tickCount: number): void {
    for (let tick = this.#cursor; tick < this.#tickCount; tick++) this.#forget(tick);
    if (this.#first.length < tickCount) this.#first = new Int32Array(tickCount);
    this.#first.fill(nobody, 0, tickCount);
    this.#tickCount = tickCount;
    this.#cursor = tickCount;
  }

  /** Makes room for ids below `idCount`. */
  reserve(idCount: number): void {
    if (idCount <= this.#next.length) return;
    const size = Math.max(idCount, 2 * this.#next.length);
    const known = this.#next.length;
    this.#next = grown(this.#next, size);
    this.#previous = grown(this.#previous, size);
    this.#tickOf = grown(this.#tickOf, size).fill(nobody, known);
  }

  /** The earliest tick at which somebody is due; the number of ticks when nobody is. */
  get earliest(): number {
    while (this.#cursor < this.#tickCount && this.#first[this.#cursor] === nobody) this.#cursor++;
    return this.#cursor;
  }

  /** Enters an id that is in no list. A tick beyond the path is no date at all. */
  put(id: number, tick: number): void {
    if (tick >= this.#tickCount) return;
    const follower = this.#first[tick];
    this.#next[id] = follower;
    this.#previous[id] = nobody;
    this.#tickOf[id] = tick;
    if (follower !== nobody) this.#previous[follower] = id;
    this.#first[tick] = id;
    if (tick < this.#cursor) this.#cursor = tick;
  }

  remove(id: number): void {
    const tick = this.#tickOf[id];
    if (tick === nobody) return;
    const next = this.#next[id];
    const previous = this.#previous[id];
    this.#tickOf[id] = nobody;
    if (previous === nobody) this.#first[tick] = next;
    else this.#next[previous] = next;
    if (next !== nobody) this.#previous[next] = previous;
  }

  /** Takes one id out of the list of the earliest tick; only when somebody is due at all. */
  takeEarliest(): number {
    const id = this.#first[this.earliest];
    this.remove(id);
    return id;
  }

  #forget(tick: number): void {
    for (let id = this.#first[tick]; id !== nobody; id = this.#next[id]) this.#tickOf[id] = nobody;
  }
}

function grown(values: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(size);
  larger.set(values);
  return larger;
}
