/**
 * Which liquidation caused which. A liquidation is a root when the account would be liquidatable with our impact removed; otherwise its
 * parent is the fill that carried the price over its trigger. Branching ratio = 1 - roots / liquidations.
 */
import { assert } from '../math/assert.ts';

/** Fills of one round on one market. The arrays keep their room between rounds. */
export class RoundFills {
  count = 0;
  sequence = new Int32Array(16);
  /** Lowest and highest fill mark (`Markets.fillMark`) after this and all earlier fills of the round. */
  lowest = new Float64Array(16);
  highest = new Float64Array(16);

  push(sequence: number, fillMark: number): void {
    const { count } = this;
    if (count === this.sequence.length) this.#grow();
    this.sequence[count] = sequence;
    this.lowest[count] = count === 0 ? fillMark : Math.min(this.lowest[count - 1], fillMark);
    this.highest[count] = count === 0 ? fillMark : Math.max(this.highest[count - 1], fillMark);
    this.count = count + 1;
  }

  #grow(): void {
    const sequence = new Int32Array(this.count * 2);
    const lowest = new Float64Array(this.count * 2);
    const highest = new Float64Array(this.count * 2);
    sequence.set(this.sequence);
    lowest.set(this.lowest);
    highest.set(this.highest);
    this.sequence = sequence;
    this.lowest = lowest;
    this.highest = highest;
  }
}

export class Cascade {
  liquidations = 0;
  roots = 0;
  readonly generationCount: number[] = [];
  readonly generationNotionalUsd: number[] = [];

  #generation = new Int32Array(256);
  #tree = new Int32Array(256);
  #treeNotionalUsd = new Float64Array(256);
  readonly #lastFill: Int32Array;
  readonly #lastFillBeforeRound: Int32Array;
  #previousRound: RoundFills[];
  #thisRound: RoundFills[];

  constructor(marketCount: number) {
    this.#lastFill = new Int32Array(marketCount).fill(-1);
    this.#lastFillBeforeRound = new Int32Array(marketCount).fill(-1);
    this.#previousRound = Array.from({ length: marketCount }, () => new RoundFills());
    this.#thisRound = Array.from({ length: marketCount }, () => new RoundFills());
  }

  reset(): void {
    this.liquidations = 0;
    this.roots = 0;
    this.generationCount.length = 0;
    this.generationNotionalUsd.length = 0;
    this.#lastFill.fill(-1);
    this.#lastFillBeforeRound.fill(-1);
    this.startInstant();
  }

  startInstant(): void {
    for (let market = 0; market < this.#lastFill.length; market++) {
      this.#previousRound[market].count = 0;
      this.#thisRound[market].count = 0;
    }
  }

  startRound(): void {
    const finished = this.#thisRound;
    this.#thisRound = this.#previousRound;
    this.#previousRound = finished;
    for (let market = 0; market < this.#lastFill.length; market++) {
      this.#thisRound[market].count = 0;
      this.#lastFillBeforeRound[market] = this.#lastFill[market];
    }
  }

  /** Fills of the previous round on a market. */
  previousFills(market: number): RoundFills {
    return this.#previousRound[market];
  }

  /** The last fill on a market before this round, or -1. */
  lastFillOn(market: number): number {
    return this.#lastFillBeforeRound[market];
  }

  generationOf(parent: number): number {
    return parent < 0 ? 0 : this.#generation[parent] + 1;
  }

  /** Books a closed position and returns its sequence number. */
  record(parent: number, notionalUsd: number): number {
    const sequence = this.liquidations++;
    if (sequence === this.#generation.length) this.#grow();
    const generation = this.generationOf(parent);
    this.#generation[sequence] = generation;
    this.#tree[sequence] = parent < 0 ? sequence : this.#tree[parent];
    this.#treeNotionalUsd[sequence] = 0;
    this.#treeNotionalUsd[this.#tree[sequence]] += notionalUsd;
    if (parent < 0) this.roots++;
    while (this.generationCount.length <= generation) {
      this.generationCount.push(0);
      this.generationNotionalUsd.push(0);
    }
    this.generationCount[generation]++;
    this.generationNotionalUsd[generation] += notionalUsd;
    return sequence;
  }

  /** Notes a market fill of a record and the market's fill mark after it. */
  recordFill(sequence: number, market: number, fillMark: number): void {
    assert(sequence < this.liquidations, 'a fill belongs to a record');
    this.#lastFill[market] = sequence;
    this.#thisRound[market].push(sequence, fillMark);
  }

  get largestTreeUsd(): number {
    let largest = 0;
    for (let sequence = 0; sequence < this.liquidations; sequence++) largest = Math.max(largest, this.#treeNotionalUsd[sequence]);
    return largest;
  }

  #grow(): void {
    const size = this.#generation.length * 2;
    const generation = new Int32Array(size);
    const tree = new Int32Array(size);
    const treeNotionalUsd = new Float64Array(size);
    generation.set(this.#generation);
    tree.set(this.#tree);
    treeNotionalUsd.set(this.#treeNotionalUsd);
    this.#generation = generation;
    this.#tree = tree;
    this.#treeNotionalUsd = treeNotionalUsd;
  }
}
