/**
 * Who is auto-deleveraged: winners on the other side, ranked by the policy's score. The ranking is a heap, built once per instant and
 * (instrument, side) when the first loser needs it; equal scores go by stable account id.
 */
import { assert } from '../math/assert.ts';
import { roundHalfAway } from '../math/round.ts';
import type { Health, PriceView } from './health.ts';
import { KeyHeap } from './key-heap.ts';
import type { Ledger } from './ledger.ts';
import type { DeleveragingCandidate, DeleveragingStage } from './world-spec.ts';

export class DeleveragingQueue {
  readonly #ledger: Ledger;
  readonly #health: Health;
  readonly #heap = new KeyHeap();
  readonly #candidate: DeleveragingCandidate = {
    side: 0,
    lots: 0,
    positionValue: 0,
    positionCost: 0,
    accountNotional: 0,
    accountEquity: 0,
  };
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
      for (let slot = group.start; slot < group.end; slot++) this.#consider(slot, slot, instrument, side, stage, prices);
    }
    for (let slot = layout.keyedCount; slot < layout.slotCount; slot++) {
      if (layout.slotInstrument[slot] !== instrument) continue;
      this.#consider(slot, this.accountOf(slot), instrument, side, stage, prices);
    }
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

  #consider(slot: number, account: number, instrument: number, side: number, stage: DeleveragingStage, prices: PriceView): void {
    const lots = this.#ledger.lots[slot];
    if (lots * side <= 0) return;
    const positionValue = lots * prices.lotValue[instrument];
    const positionCost = this.#ledger.cost[slot];
    if (roundHalfAway(positionValue) - positionCost <= 0) return;
    const candidate = this.#candidate;
    this.#health.evaluate(account, prices);
    if (!(this.#health.equity > 0)) return;
    candidate.side = side;
    candidate.lots = Math.abs(lots);
    candidate.positionValue = positionValue;
    candidate.positionCost = positionCost;
    candidate.accountNotional = this.#health.notional;
    candidate.accountEquity = this.#health.equity;
    const score = stage.score(candidate);
    assert(score === score, 'an auto-deleveraging score must be a number');
    if (this.#count === this.#scores.length) this.#grow();
    this.#scores[this.#count] = -score;
    this.#slots[this.#count++] = slot;
  }

  #grow(): void {
    const scores = new Float64Array(this.#count * 4);
    const slots = new Int32Array(this.#count * 4);
    scores.set(this.#scores);
    slots.set(this.#slots);
    this.#scores = scores;
    this.#slots = slots;
  }
}
