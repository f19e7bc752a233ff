/**
 * Who is auto-deleveraged: winners on the other side, ranked by the policy's score. The ranking is a heap, built once per instant and
 * (instrument, side) when the first loser needs it; equal scores go by stable account id.
 */
import { assert } from '../math/assert.ts';
import { roundHalfAway } from '../math/round.ts';
import type { Health, PriceView } from './health.ts';
import { KeyHeap } from './key-heap.ts';
import type { Ledger } from './ledger.ts';
import type { DeleveragingStage } from './world-spec.ts';

export class DeleveragingQueue {
  readonly #ledger: Ledger;
  readonly #health: Health;
  readonly #heap = new KeyHeap();
  #scores: Float64Array;
  #slots: Int32Array;
  #count = 0;
  #ties: number[] = [];

  constructor(ledger: Ledger, health: Health) {
    this.#ledger = ledger;
    this.#health = health;
    this.#scores = new Float64Array(64);
    this.#slots = new Int32Array(64);
  }

  /** Ranks everybody of the given side of an instrument who is in profit. */
  build(instrument: number, side: number, stage: DeleveragingStage, prices: PriceView): void {
    const { layout } = this.#ledger;
    this.#count = 0;
    this.#ties = [];
    for (const group of layout.groups) {
      if (group.instrument !== instrument || group.side !== side) continue;
      this.#considerSingles(group.start, group.end, instrument, stage, prices.lotValue[instrument]);
    }
    for (let slot = layout.keyedCount; slot < layout.slotCount; slot++) {
      if (layout.slotInstrument[slot] !== instrument) continue;
      this.#consider(slot, this.accountOf(slot), instrument, side, stage, prices);
    }
    for (let index = 0; index < this.#count; index++) assert(this.#scores[index] === this.#scores[index], 'an auto-deleveraging score must be a number');
    this.#heap.fill(this.#scores, this.#slots, this.#count);
  }

  accountOf(slot: number): number {
    const { layout } = this.#ledger;
    return slot < layout.singleCount ? slot : layout.portfolioOfSlot[slot - layout.singleCount];
  }

  /** Position slot of the best ranked winner that still has lots, or -1. Stays on top until it has none. */
  next(side: number): number {
    for (;;) {
      if (this.#ties.length === 0) this.#drawTies();
      if (this.#ties.length === 0) return -1;
      const slot = this.#ties[this.#ties.length - 1];
      if (this.#ledger.lots[slot] * side > 0) return slot;
      this.#ties.pop();
    }
  }


  /** Moves all entries of the highest score to the tie list, smallest stable id last (taken first). */
  #drawTies(): void {
    const heap = this.#heap;
    if (heap.size === 0) return;
    const key = heap.topKey;
    while (heap.size > 0 && heap.topKey === key) {
      this.#ties.push(heap.topAccount);
      heap.pop();
    }
    if (this.#ties.length < 2) return;
    const { stableOf } = this.#ledger.layout;
    this.#ties.sort((a, b) => stableOf[this.accountOf(b)] - stableOf[this.accountOf(a)]);
  }

  /** Singles of one group, in one loop: equity is cash plus one position. */
  #considerSingles(start: number, end: number, instrument: number, stage: DeleveragingStage, lotValue: number): void {
    const { lots: allLots, cash, cost, fundingIndex } = this.#ledger;
    const settled = lotValue - fundingIndex[instrument];
    this.#reserve(end - start);
    const scores = this.#scores;
    const slots = this.#slots;
    let count = this.#count;
    for (let slot = start; slot < end; slot++) {
      const lots = allLots[slot];
      if (lots === 0) continue;
      const value = lots * lotValue;
      if (roundHalfAway(value) - cost[slot] <= 0) continue;
      const equity = cash[slot] + lots * settled;
      if (!(equity > 0)) continue;
      scores[count] = -stage.score(value, cost[slot], Math.abs(value), equity);
      slots[count++] = slot;
    }
    this.#count = count;
  }

  #consider(slot: number, account: number, instrument: number, side: number, stage: DeleveragingStage, prices: PriceView): void {
    const lots = this.#ledger.lots[slot];
    if (lots * side <= 0) return;
    const value = lots * prices.lotValue[instrument];
    const cost = this.#ledger.cost[slot];
    if (roundHalfAway(value) - cost <= 0) return;
    this.#health.evaluate(account, prices);
    if (!(this.#health.equity > 0)) return;
    this.#reserve(1);
    this.#scores[this.#count] = -stage.score(value, cost, this.#health.notional, this.#health.equity);
    this.#slots[this.#count++] = slot;
  }

  #reserve(more: number): void {
    const needed = this.#count + more;
    if (needed <= this.#scores.length) return;
    const scores = new Float64Array(needed * 2);
    const slots = new Int32Array(needed * 2);
    scores.set(this.#scores);
    slots.set(this.#slots);
    this.#scores = scores;
    this.#slots = slots;
  }
}
