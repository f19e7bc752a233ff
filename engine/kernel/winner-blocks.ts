/**
 * Neighbours of one instrument and side in blocks, each with the best that any of its accounts can be worth to a ranking. Accounts stand
 * in the order of their triggers, so that the most leveraged are together and most blocks of a ranking need not be looked at.
 */
import type { Ledger } from './ledger.ts';
import type { DeleveragingStage } from './world-spec.ts';

/** A block this long costs little more to rank than to judge. */
const usualLength = 64;

/** Bounds are computed from numbers this much better than the best, relative: more than all roundings on the way amount to. */
const guard = 1e-9;

/** Bounds hold for accounts as they were at the opening or with no lots left; a block with any other account has none. */
export class WinnerBlocks {
  readonly start: readonly number[];
  readonly end: readonly number[];
  readonly #ledger: Ledger;
  readonly #instrument: number;
  readonly #side: number;
  /** Per lot: smallest cost (the largest profit) and smallest cash (the largest leverage) at the opening. */
  readonly #cost: Float64Array;
  readonly #cash: Float64Array;
  readonly #changed: Uint8Array;
  /** So many touched accounts of a path were looked at. */
  #seenTouched = 0;
  #path = -1;

  constructor(ledger: Ledger, instrument: number, side: number, length = usualLength) {
    this.#ledger = ledger;
    this.#instrument = instrument;
    this.#side = side;
    const start: number[] = [];
    const end: number[] = [];
    for (const group of ledger.layout.groups) {
      if (group.instrument !== instrument || group.side !== side) continue;
      for (let slot = group.start; slot < group.end; slot += length) {
        start.push(slot);
        end.push(Math.min(group.end, slot + length));
      }
    }
    this.start = start;
    this.end = end;
    this.#cost = Float64Array.from(start, (_, block) => this.#leastPerLot(block, ledger.layout.openingCost));
    this.#cash = Float64Array.from(start, (_, block) => this.#leastPerLot(block, ledger.layout.openingCash));
    this.#changed = new Uint8Array(start.length);
  }

  get count(): number {
    return this.start.length;
  }

  /** Call before bounds are asked for: finds the accounts that may not be as at the opening. */
  noteTouched(): void {
    const { pathNumber, touchedAccounts, lots, layout } = this.#ledger;
    if (this.#path !== pathNumber) {
      this.#path = pathNumber;
      this.#changed.fill(0);
      this.#seenTouched = 0;
    }
    for (let index = this.#seenTouched; index < touchedAccounts.length; index++) {
      const account = touchedAccounts[index];
      if (account < layout.keyedCount && lots[account] * this.#side > 0) this.#noteChanged(account);
    }
    this.#seenTouched = touchedAccounts.length;
  }

  /** No score in the block is above this. */
  boundOf(block: number, stage: DeleveragingStage, lotValue: number): number {
    if (!stage.monotone || this.#changed[block] !== 0) return Infinity;
    const settled = lotValue - this.#ledger.fundingIndex[this.#instrument];
    const value = this.#side * lotValue;
    const cost = this.#cost[block] - guard * Math.abs(this.#cost[block]);
    const cash = this.#cash[block];
    const equity = cash + this.#side * settled - guard * (Math.abs(cash) + Math.abs(lotValue) + Math.abs(settled));
    // Past either limit a better account may have a smaller score.
    if (!(equity > 0 && cost * value > 0)) return Infinity;
    const score = stage.score(value, cost, Math.abs(value), equity);
    return score === score ? score : Infinity;
  }

  #noteChanged(slot: number): void {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.end[middle] <= slot) low = middle + 1;
      else high = middle;
    }
    if (low < this.count && this.start[low] <= slot) this.#changed[low] = 1;
  }

  #leastPerLot(block: number, amounts: Float64Array): number {
    const { openingLots } = this.#ledger.layout;
    let least = Infinity;
    for (let slot = this.start[block]; slot < this.end[block]; slot++) least = Math.min(least, amounts[slot] / Math.abs(openingLots[slot]));
    return least;
  }
}
