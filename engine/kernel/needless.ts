/**
 * Needless liquidations: accounts whose equity, with the positions kept that they had at their first liquidation and everybody else
 * unchanged, would have stayed positive on the realised path to the horizon. Each liquidated account leaves a ghost that waits for the
 * price at which its equity would have been gone; ghosts that are still there at the end were needless. The mark at the
 * liquidation and the marks at the end of every instant from then on count.
 */
import type { Health, PriceView } from './health.ts';
import { GhostQueue } from './ghost-queue.ts';
import type { Ledger } from './ledger.ts';
import { gate } from './radius-index.ts';

interface GhostPortfolio {
  /** Sum of moves from which its equity may be gone. */
  due: number;
  readonly cash: number;
  readonly slots: readonly { instrument: number; lots: number }[];
  readonly balances: readonly { asset: number; units: number }[];
  readonly marginAsset: number;
}

/** Ghosts of liquidated accounts, and the marks at which the next of them may have to leave. */
export class NeedlessWatch {
  readonly wakeLow: Float64Array;
  readonly wakeHigh: Float64Array;
  readonly #ledger: Ledger;
  readonly #longs: GhostQueue[];
  readonly #shorts: GhostQueue[];
  readonly #seen: Uint8Array;
  #portfolios: GhostPortfolio[] = [];
  #portfoliosDue = Infinity;
  #steepest = 0;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    const { instruments } = ledger.spec;
    this.#longs = instruments.map(() => new GhostQueue());
    this.#shorts = instruments.map(() => new GhostQueue());
    this.wakeLow = new Float64Array(instruments.length).fill(-Infinity);
    this.wakeHigh = new Float64Array(instruments.length).fill(Infinity);
    this.#seen = new Uint8Array(ledger.layout.accountCount);
  }

  reset(): void {
    this.#longs.forEach((heap) => heap.clear());
    this.#shorts.forEach((heap) => heap.clear());
    this.#portfolios = [];
    this.#portfoliosDue = Infinity;
    this.wakeLow.fill(-Infinity);
    this.wakeHigh.fill(Infinity);
  }

  /** Forgets which accounts were seen; call with the accounts touched on the last path, before it is reset. */
  forget(touchedAccounts: Int32Array): void {
    for (const account of touchedAccounts) this.#seen[account] = 0;
  }

  /** True when a portfolio ghost must be looked at, given the sum of moves so far (see radius-index.ts). */
  isDue(travelled: number): boolean {
    return travelled >= this.#portfoliosDue;
  }

  /** Notes an account just before its first liquidation. */
  watch(account: number, lotValue: Float64Array, travelled: number): void {
    if (this.#seen[account] !== 0) return;
    this.#seen[account] = 1;
    const { layout, cash, lots } = this.#ledger;
    if (account >= layout.singleCount) {
      this.#portfolios.push(this.#snapshot(account, travelled));
      this.#portfoliosDue = travelled;
      return;
    }
    const instrument = layout.slotInstrument[account];
    const key = -cash[account] / lots[account];
    const value = lotValue[instrument] - this.#ledger.fundingIndex[instrument];
    if (lots[account] > 0 ? value <= key : value >= key) return;
    const ghosts = lots[account] > 0 ? this.#longs[instrument] : this.#shorts[instrument];
    if (ghosts.push(lots[account] > 0 ? -key : key)) this.refreshWakes(instrument);
  }

  /** The price of an instrument at the end of an instant: ghosts whose equity would be gone leave. */
  observe(instrument: number, lotValue: number, markPrice: number): void {
    if (markPrice > this.wakeLow[instrument] && markPrice < this.wakeHigh[instrument]) return;
    const value = lotValue - this.#ledger.fundingIndex[instrument];
    const longs = this.#longs[instrument];
    const shorts = this.#shorts[instrument];
    while (longs.size > 0 && value <= -longs.topKey) longs.pop();
    while (shorts.size > 0 && value >= shorts.topKey) shorts.pop();
    this.refreshWakes(instrument);
  }

  /** Portfolio ghosts whose equity is gone at these prices leave; the others say when to look again. */
  observePortfolios(health: Health, prices: PriceView, travelled: number): void {
    if (!this.isDue(travelled)) return;
    let kept = 0;
    let due = Infinity;
    for (const ghost of this.#portfolios) {
      if (travelled >= ghost.due) {
        const equity = this.#equityOf(ghost, health, prices);
        if (equity <= 0) continue;
        ghost.due = travelled + gate(equity / this.#steepest, 0);
      }
      due = Math.min(due, ghost.due);
      this.#portfolios[kept++] = ghost;
    }
    this.#portfolios.length = kept;
    this.#portfoliosDue = due;
  }

  refreshWakes(instrument: number): void {
    const longs = this.#longs[instrument];
    const shorts = this.#shorts[instrument];
    this.wakeLow[instrument] = longs.size > 0 ? this.#priceAt(instrument, -longs.topKey, 1) : -Infinity;
    this.wakeHigh[instrument] = shorts.size > 0 ? this.#priceAt(instrument, shorts.topKey, -1) : Infinity;
  }

  get remaining(): number {
    let total = this.#portfolios.length;
    for (const heap of this.#longs) total += heap.size;
    for (const heap of this.#shorts) total += heap.size;
    return total;
  }

  #priceAt(instrument: number, key: number, side: number): number {
    const { contract, valueScale } = this.#ledger.spec.instruments[instrument];
    const value = key + this.#ledger.fundingIndex[instrument];
    const early = value + side * (1e-9 * Math.abs(value) + 1e-12);
    if (contract !== 'inverse') return early / valueScale;
    return early < 0 ? -valueScale / early : Infinity;
  }

  #snapshot(account: number, due: number): GhostPortfolio {
    const { layout, cash, lots } = this.#ledger;
    const portfolio = account - layout.singleCount;
    const slots = [];
    for (let slot = layout.positionStart[portfolio]; slot < layout.positionStart[portfolio + 1]; slot++) {
      if (lots[slot] !== 0) slots.push({ instrument: layout.slotInstrument[slot], lots: lots[slot] });
    }
    const balances = [];
    for (let slot = layout.balanceStart[portfolio]; slot < layout.balanceStart[portfolio + 1]; slot++) {
      if (cash[slot] !== 0) balances.push({ asset: layout.balanceAsset[slot - layout.accountCount], units: cash[slot] });
    }
    return { due, cash: cash[account], slots, balances, marginAsset: layout.accountAsset[account] };
  }

  #equityOf(ghost: GhostPortfolio, health: Health, prices: PriceView): number {
    let equity = ghost.cash;
    let steepest = 0;
    for (const { instrument, lots } of ghost.slots) {
      equity += lots * (prices.lotValue[instrument] - this.#ledger.fundingIndex[instrument]);
      steepest += Math.abs(lots * prices.lotValue[instrument]);
    }
    const ratioMoves = this.#ledger.spec.assets[ghost.marginAsset].market < 0 ? 1 : 3;
    for (const { asset, units } of ghost.balances) {
      const value = units * health.conversion(asset, ghost.marginAsset, prices);
      equity += value;
      steepest += value * ratioMoves;
    }
    this.#steepest = steepest;
    return equity;
  }
}
