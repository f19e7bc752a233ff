/**
 * Who is auto-deleveraged: winners on the other side, ranked by the policy's score. The ranking is a heap, built once per instant and
 * (instrument, side) when the first loser needs it; equal scores go by stable account id.
 */
import { InvariantError } from '../math/assert.ts';
import { roundHalfAway } from '../math/round.ts';
import type { Health, PriceView } from './health.ts';
import { KeyHeap } from './key-heap.ts';
import type { Ledger } from './ledger.ts';
import type { DeleveragingStage } from './world-spec.ts';

/** So many winners should be put in order at first, judged by a sample of this size; between these limits it is good enough. */
const firstWanted = 128;
const firstLeast = 32;
const firstMost = 512;
const sampleSize = 256;

/** The ranking of one instrument and side at one moment; asked for the next winner until it is used up. */
export class DeleveragingQueue {
  readonly #ledger: Ledger;
  readonly #health: Health;
  readonly #heap = new KeyHeap();
  #scores: Float64Array;
  #slots: Int32Array;
  #chosenScores: Float64Array = new Float64Array(64);
  #chosenSlots: Int32Array = new Int32Array(64);
  #count = 0;
  /** Scores (negative: smallest leave first) up to this are chosen first. */
  #limit = Infinity;
  #chosen = 0;
  /** True while those that were not chosen wait for the heap to be empty. */
  #restWaits = false;
  #ties: number[] = [];
  readonly #sample = new Float64Array(sampleSize);

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
    this.#chosen = 0;
    this.#ties.length = 0;
    for (const group of layout.groups) {
      if (group.instrument !== instrument || group.side !== side) continue;
      this.#considerSingles(group.start, group.end, instrument, stage, prices.lotValue[instrument]);
    }
    for (let slot = layout.keyedCount; slot < layout.slotCount; slot++) {
      if (layout.slotInstrument[slot] !== instrument) continue;
      this.#consider(slot, this.accountOf(slot), instrument, side, stage, prices);
    }
    this.#chooseFirst();
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

  /**
   * Few of thousands of winners are ever asked, so only the best are put in order at once: those above the score that was right last time,
   * or, when that gives too many or too few, above one that a sample tells.
   */
  #chooseFirst(): void {
    if (this.#count > firstMost && (this.#chosen < firstLeast || this.#chosen > firstMost)) {
      this.#limit = this.#guessLimit();
      this.#choose(false);
    }
    this.#heap.fill(this.#chosenScores, this.#chosenSlots, this.#chosen);
    this.#restWaits = this.#chosen < this.#count;
  }

  #guessLimit(): number {
    const sample = this.#sample;
    for (let index = 0; index < sampleSize; index++) sample[index] = this.#scores[Math.floor((index * this.#count) / sampleSize)];
    return sample.sort()[Math.floor((sampleSize * firstWanted) / this.#count)];
  }

  /** Chooses those up to the limit, or the rest. */
  #choose(rest: boolean): void {
    const limit = this.#limit;
    const scores = this.#scores;
    const slots = this.#slots;
    const count = this.#count;
    let chosen = 0;
    for (let index = 0; index < count; index++) {
      if (scores[index] <= limit === rest) continue;
      this.#chosenScores[chosen] = scores[index];
      this.#chosenSlots[chosen++] = slots[index];
    }
    this.#chosen = chosen;
  }

  /** Moves all entries of the highest score to the tie list, smallest stable id last (taken first). */
  #drawTies(): void {
    const heap = this.#heap;
    if (heap.size === 0 && this.#restWaits) {
      this.#choose(true);
      heap.fill(this.#chosenScores, this.#chosenSlots, this.#chosen);
      this.#restWaits = false;
    }
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
    const chosenScores = this.#chosenScores;
    const chosenSlots = this.#chosenSlots;
    const limit = this.#limit;
    let count = this.#count;
    let chosen = this.#chosen;
    for (let slot = start; slot < end; slot++) {
      const lots = allLots[slot];
      if (lots === 0) continue;
      const value = lots * lotValue;
      if (!isInProfit(value, cost[slot])) continue;
      const equity = cash[slot] + lots * settled;
      if (!(equity > 0)) continue;
      const score = 0 - stage.score(value, cost[slot], Math.abs(value), equity);
      if (score !== score) failScore();
      scores[count] = score;
      slots[count++] = slot;
      if (score > limit) continue;
      chosenScores[chosen] = score;
      chosenSlots[chosen++] = slot;
    }
    this.#count = count;
    this.#chosen = chosen;
  }

  #consider(slot: number, account: number, instrument: number, side: number, stage: DeleveragingStage, prices: PriceView): void {
    const lots = this.#ledger.lots[slot];
    if (lots * side <= 0) return;
    const value = lots * prices.lotValue[instrument];
    const cost = this.#ledger.cost[slot];
    if (!isInProfit(value, cost)) return;
    this.#health.evaluate(account, prices);
    if (!(this.#health.equity > 0)) return;
    this.#reserve(1);
    const score = 0 - stage.score(value, cost, this.#health.notional, this.#health.equity);
    if (score !== score) failScore();
    this.#scores[this.#count] = score;
    this.#slots[this.#count++] = slot;
    if (score > this.#limit) return;
    this.#chosenScores[this.#chosen] = score;
    this.#chosenSlots[this.#chosen++] = slot;
  }

  #reserve(more: number): void {
    const needed = this.#count + more;
    if (needed <= this.#scores.length) return;
    this.#scores = copied(this.#scores, new Float64Array(needed * 2));
    this.#slots = copied(this.#slots, new Int32Array(needed * 2));
    this.#chosenScores = copied(this.#chosenScores, new Float64Array(needed * 2));
    this.#chosenSlots = copied(this.#chosenSlots, new Int32Array(needed * 2));
  }
}

/** Below this a whole number plus a half is exact. */
const halvesBelow = 2 ** 52;

/** round(value) - cost > 0 for a whole cost, halves away from zero, without rounding. */
function isInProfit(value: number, cost: number): boolean {
  if (Math.abs(cost) >= halvesBelow) return roundHalfAway(value) - cost > 0;
  return cost >= 0 ? value >= cost + 0.5 : value > cost + 0.5;
}

function copied<Values extends Float64Array | Int32Array>(from: Values, to: Values): Values {
  to.set(from);
  return to;
}

function failScore(): never {
  throw new InvariantError('an auto-deleveraging score must be a number');
}
