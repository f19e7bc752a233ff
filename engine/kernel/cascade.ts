/**
 * Which liquidation caused which. A liquidation is a root when the account would be liquidatable with our impact removed; otherwise its
 * parent is the fill that carried the price over its trigger. Branching ratio = 1 - roots / liquidations.
 */
import { assert } from '../math/assert.ts';
import type { CloseRun } from './close-run.ts';

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
    const { lowest, highest } = this;
    lowest[count] = count > 0 && lowest[count - 1] < fillMark ? lowest[count - 1] : fillMark;
    highest[count] = count > 0 && highest[count - 1] > fillMark ? highest[count - 1] : fillMark;
    this.count = count + 1;
  }

  #grow(): void {
    const sequence = new Int32Array(this.count * 2);
    sequence.set(this.sequence);
    this.sequence = sequence;
    this.lowest = doubled(this.lowest);
    this.highest = doubled(this.highest);
  }
}

/** The forest of a path's liquidations: records by sequence number, their generations, trees and fills. Notional in USD. */
export class Cascade {
  liquidations = 0;
  roots = 0;
  /** Counts rounds of all paths, so that what was found out in one is not taken for another's. */
  roundNumber = 0;

  /** Round number when the fills of rounds were forgotten last. */
  #forgottenAt = 0;
  #generations = 0;
  #generationCount = new Float64Array(64);
  #generationNotionalUsd = new Float64Array(64);
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
    this.#generationCount.fill(0, 0, this.#generations);
    this.#generationNotionalUsd.fill(0, 0, this.#generations);
    this.#generations = 0;
    this.#lastFill.fill(-1);
    this.#lastFillBeforeRound.fill(-1);
    this.#forgetFills();
  }

  startInstant(): void {
    if (this.#forgottenAt !== this.roundNumber) this.#forgetFills();
  }

  #forgetFills(): void {
    this.#forgottenAt = this.roundNumber;
    for (let market = 0; market < this.#lastFill.length; market++) {
      this.#previousRound[market].count = 0;
      this.#thisRound[market].count = 0;
    }
  }

  startRound(): void {
    this.roundNumber++;
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
    let generation = 0;
    if (parent < 0) {
      this.roots++;
      this.#tree[sequence] = sequence;
      this.#treeNotionalUsd[sequence] = notionalUsd;
    } else {
      generation = this.#generation[parent] + 1;
      const tree = this.#tree[parent];
      this.#tree[sequence] = tree;
      this.#treeNotionalUsd[sequence] = 0;
      this.#treeNotionalUsd[tree] += notionalUsd;
    }
    this.#generation[sequence] = generation;
    if (generation >= this.#generations) this.#addGeneration(generation);
    this.#generationCount[generation]++;
    this.#generationNotionalUsd[generation] += notionalUsd;
    return sequence;
  }

  /** `record` and `recordFill` of every position of a run, from `from` on, that was closed at market. */
  recordRun({ parent, notionalUsd, fillMark }: CloseRun, count: number, market: number, from = 0): void {
    const fills = this.#thisRound[market];
    for (let index = from; index < count; index++) fills.push(this.record(parent[index], notionalUsd[index]), fillMark[index]);
    this.#lastFill[market] = this.liquidations - 1;
  }

  /** Notes a market fill of a record and the market's fill mark after it. */
  recordFill(sequence: number, market: number, fillMark: number): void {
    assert(sequence < this.liquidations, 'a fill belongs to a record');
    this.#lastFill[market] = sequence;
    this.#thisRound[market].push(sequence, fillMark);
  }

  /** Liquidations per generation. */
  get generationCount(): number[] {
    return listOf(this.#generationCount, this.#generations);
  }

  /** Their notional in USD. */
  get generationNotionalUsd(): number[] {
    return listOf(this.#generationNotionalUsd, this.#generations);
  }

  get largestTreeUsd(): number {
    let largest = 0;
    for (let sequence = 0; sequence < this.liquidations; sequence++) largest = Math.max(largest, this.#treeNotionalUsd[sequence]);
    return largest;
  }

  /** A child comes one generation after its parent, so generations are entered one by one. */
  #addGeneration(generation: number): void {
    assert(generation === this.#generations, 'no generation is left out');
    this.#generations++;
    if (generation < this.#generationCount.length) return;
    this.#generationCount = doubled(this.#generationCount);
    this.#generationNotionalUsd = doubled(this.#generationNotionalUsd);
  }

  #grow(): void {
    const size = this.#generation.length * 2;
    const generation = new Int32Array(size);
    const tree = new Int32Array(size);
    generation.set(this.#generation);
    tree.set(this.#tree);
    this.#generation = generation;
    this.#tree = tree;
    this.#treeNotionalUsd = doubled(this.#treeNotionalUsd);
  }
}

function listOf(values: Float64Array, count: number): number[] {
  const list: number[] = [];
  for (let index = 0; index < count; index++) list.push(values[index]);
  return list;
}

function doubled(values: Float64Array): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(values.length * 2);
  grown.set(values);
  return grown;
}
