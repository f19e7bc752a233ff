/**
 * Who is auto-deleveraged: winners on the other side, ranked by the policy's score. The ranking is of one moment, that of the first loser
 * who needs it in an instant; equal scores go by stable account id. Few of thousands of winners are ever asked: scores are computed
 * block by block (winner-blocks.ts), as far as the best of them must be known.
 */
import { InvariantError } from '../math/assert.ts';
import { roundHalfAway } from '../math/round.ts';
import type { Health, PriceView } from './health.ts';
import { KeyHeap } from './key-heap.ts';
import { accountOfSlot } from './layout.ts';
import type { Ledger } from './ledger.ts';
import { WinnerBlocks } from './winner-blocks.ts';
import type { WinnerTrades } from './winner-trades.ts';
import type { DeleveragingStage } from './world-spec.ts';

/** The ranking of one instrument and side at one moment; asked for the next winner until it is used up. */
export class DeleveragingQueue {
  readonly #ledger: Ledger;
  readonly #health: Health;
  readonly #instrument: number;
  readonly #side: number;
  readonly #blocks: WinnerBlocks;
  /** Blocks without scores yet, by their bound. Scores and bounds are negative: smallest leave first. */
  readonly #closed = new KeyHeap();
  readonly #bounds: Float64Array;
  readonly #blockNumbers: Int32Array;
  readonly #heap = new KeyHeap();
  #ties: number[] = [];
  #stage: DeleveragingStage | null = null;
  #lotValue = NaN;

  /** `blockLength` only matters to tests. */
  constructor(parts: { ledger: Ledger; health: Health }, instrument: number, side: number, blockLength?: number) {
    this.#ledger = parts.ledger;
    this.#health = parts.health;
    this.#instrument = instrument;
    this.#side = side;
    this.#blocks = new WinnerBlocks(parts.ledger, instrument, side, blockLength);
    this.#bounds = new Float64Array(this.#blocks.count);
    this.#blockNumbers = Int32Array.from(this.#bounds, (_, block) => block);
  }

  /** Ranks everybody of the side who is in profit. Until `complete`, they may only be closed, or trade as winners of this ranking. */
  build(stage: DeleveragingStage, prices: PriceView): void {
    const { layout } = this.#ledger;
    this.#stage = stage;
    this.#lotValue = prices.lotValue[this.#instrument];
    this.#ties.length = 0;
    this.#heap.clear();
    this.#blocks.noteTouched();
    const bounds = this.#bounds;
    for (let block = 0; block < bounds.length; block++) bounds[block] = 0 - this.#blocks.boundOf(block, stage, this.#lotValue);
    this.#closed.fill(bounds, this.#blockNumbers, bounds.length);
    for (let slot = layout.keyedCount; slot < layout.slotCount; slot++) {
      if (layout.slotInstrument[slot] === this.#instrument) this.#consider(slot, stage, prices);
    }
  }

  /**
   * Takes winners, best rank first, until they have as many lots as wanted or there are no more. Who is taken with all lots leaves the
   * ranking, the others stay on top. Returns the lots found; the caller trades them.
   */
  take(wanted: number, trades: WinnerTrades): number {
    const { lots: allLots, layout } = this.#ledger;
    let found = 0;
    trades.count = 0;
    while (found < wanted) {
      const slot = this.#next();
      if (slot < 0) break;
      const held = Math.abs(allLots[slot]);
      const lots = Math.min(wanted - found, held);
      trades.add(slot, accountOfSlot(layout, slot), lots);
      if (lots === held) this.#ties.pop();
      found += lots;
    }
    return found;
  }

  /** Computes every score that is still missing: accounts are about to change. */
  complete(): void {
    while (this.#closed.size > 0) this.#openBlock();
  }

  /** Position slot of the best ranked winner that still has lots, or -1. */
  #next(): number {
    for (;;) {
      if (this.#ties.length === 0) this.#drawTies();
      if (this.#ties.length === 0) return -1;
      const slot = this.#ties[this.#ties.length - 1];
      if (this.#ledger.lots[slot] * this.#side > 0) return slot;
      this.#ties.pop();
    }
  }

  /** Moves all entries of the highest score to the tie list, smallest stable id last (taken first). */
  #drawTies(): void {
    const heap = this.#heap;
    while (this.#closed.size > 0 && (heap.size === 0 || this.#closed.topKey <= heap.topKey)) this.#openBlock();
    if (heap.size === 0) return;
    const key = heap.topKey;
    while (heap.size > 0 && heap.topKey === key) {
      this.#ties.push(heap.topAccount);
      heap.pop();
    }
    if (this.#ties.length < 2) return;
    const { layout } = this.#ledger;
    const stableOf = (slot: number): number => layout.stableOf[accountOfSlot(layout, slot)];
    this.#ties.sort((a, b) => stableOf(b) - stableOf(a));
  }

  #openBlock(): void {
    const block = this.#closed.topAccount;
    this.#closed.pop();
    if (this.#stage !== null) this.#considerSingles(this.#blocks.start[block], this.#blocks.end[block], this.#stage);
  }

  /** Singles of one block, in one loop: equity is cash plus one position. */
  #considerSingles(start: number, end: number, stage: DeleveragingStage): void {
    const { lots: allLots, cash, cost, fundingIndex } = this.#ledger;
    const lotValue = this.#lotValue;
    const settled = lotValue - fundingIndex[this.#instrument];
    const heap = this.#heap;
    for (let slot = start; slot < end; slot++) {
      const lots = allLots[slot];
      if (lots === 0) continue;
      const value = lots * lotValue;
      if (!isInProfit(value, cost[slot])) continue;
      const equity = cash[slot] + lots * settled;
      if (!(equity > 0)) continue;
      const score = 0 - stage.score(value, cost[slot], Math.abs(value), equity);
      if (score !== score) failScore();
      heap.push(score, slot);
    }
  }

  #consider(slot: number, stage: DeleveragingStage, prices: PriceView): void {
    const lots = this.#ledger.lots[slot];
    if (lots * this.#side <= 0) return;
    const value = lots * this.#lotValue;
    const cost = this.#ledger.cost[slot];
    if (!isInProfit(value, cost)) return;
    this.#health.evaluate(accountOfSlot(this.#ledger.layout, slot), prices);
    if (!(this.#health.equity > 0)) return;
    const score = 0 - stage.score(value, cost, this.#health.notional, this.#health.equity);
    if (score !== score) failScore();
    this.#heap.push(score, slot);
  }
}

/** Below this a whole number plus a half is exact. */
const halvesBelow = 2 ** 52;

/** round(value) - cost > 0 for a whole cost, halves away from zero, without rounding. */
function isInProfit(value: number, cost: number): boolean {
  if (Math.abs(cost) >= halvesBelow) return roundHalfAway(value) - cost > 0;
  return cost >= 0 ? value >= cost + 0.5 : value > cost + 0.5;
}

function failScore(): never {
  throw new InvariantError('an auto-deleveraging score must be a number');
}
