/**
 * Which liquidation caused which. A liquidation is a root when the account would be liquidatable with our impact removed; otherwise its
 * parent is the fill that carried the price over its trigger. Branching ratio = 1 - roots / liquidations.
 */
import { assert } from '../math/assert.ts';

interface RoundFills {
  readonly sequence: number[];
  /** Feed price after each fill, and the lowest and highest of them so far. */
  readonly lowest: number[];
  readonly highest: number[];
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
    this.#previousRound = Array.from({ length: marketCount }, noFills);
    this.#thisRound = Array.from({ length: marketCount }, noFills);
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
    this.#previousRound.forEach(clearFills);
    this.#thisRound.forEach(clearFills);
  }

  startRound(): void {
    [this.#previousRound, this.#thisRound] = [this.#thisRound, this.#previousRound];
    this.#thisRound.forEach(clearFills);
    this.#lastFillBeforeRound.set(this.#lastFill);
  }

  hasPreviousFills(market: number): boolean {
    return this.#previousRound[market].sequence.length > 0;
  }

  /** The first fill of the previous round on a market at whose feed price `crossed` holds, or -1. */
  firstCrossing(market: number, side: number, crossed: (feedPrice: number) => boolean): number {
    const fills = this.#previousRound[market];
    const extremes = side > 0 ? fills.lowest : fills.highest;
    const count = extremes.length;
    if (count === 0 || !crossed(extremes[count - 1])) return -1;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (crossed(extremes[middle])) high = middle;
      else low = middle + 1;
    }
    return fills.sequence[low];
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

  /** Notes a market fill of a record and the feed price after it. */
  recordFill(sequence: number, market: number, feedPriceAfter: number): void {
    assert(sequence < this.liquidations, 'a fill belongs to a record');
    this.#lastFill[market] = sequence;
    const fills = this.#thisRound[market];
    const last = fills.sequence.length - 1;
    fills.sequence.push(sequence);
    fills.lowest.push(last < 0 ? feedPriceAfter : Math.min(fills.lowest[last], feedPriceAfter));
    fills.highest.push(last < 0 ? feedPriceAfter : Math.max(fills.highest[last], feedPriceAfter));
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

function noFills(): RoundFills {
  return { sequence: [], lowest: [], highest: [] };
}

function clearFills(fills: RoundFills): void {
  if (fills.sequence.length === 0) return;
  fills.sequence.length = 0;
  fills.lowest.length = 0;
  fills.highest.length = 0;
}
