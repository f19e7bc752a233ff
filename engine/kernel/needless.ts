/**
 * Needless liquidations: accounts whose equity, with the positions kept that they had at their first liquidation and everybody else
 * unchanged, would have stayed positive on the realised path to the horizon. Each liquidated account leaves a ghost that waits for the
 * price at which its equity would have been gone; ghosts that are still there at the end were needless. The mark at the
 * liquidation and the marks at the end of every instant from then on count.
 */
import { mapped } from '../math/mapped.ts';
import type { CloseRun } from './close-run.ts';
import type { Deviations } from './deviations.ts';
import type { Health } from './health.ts';
import { GhostPortfolios } from './ghost-portfolios.ts';
import { GhostQueue } from './ghost-queue.ts';
import type { Ledger } from './ledger.ts';
import type { Markets } from './markets.ts';
import { restoreBytes } from './touched.ts';

/** Ghosts of liquidated accounts, and the marks at which the next of them may have to leave. */
export class NeedlessWatch {
  readonly wakeLow: Float64Array;
  readonly wakeHigh: Float64Array;
  readonly #ledger: Ledger;
  readonly #markets: Markets;
  readonly #longs: GhostQueue[];
  readonly #shorts: GhostQueue[];
  readonly #seen: Uint8Array;
  readonly #portfolios: GhostPortfolios;

  constructor(parts: { ledger: Ledger; health: Health; markets: Markets; deviations: Deviations }) {
    this.#ledger = parts.ledger;
    this.#markets = parts.markets;
    this.#portfolios = new GhostPortfolios(parts);
    const { instruments } = parts.ledger.spec;
    this.#longs = mapped(instruments, () => new GhostQueue());
    this.#shorts = mapped(instruments, () => new GhostQueue());
    this.wakeLow = new Float64Array(instruments.length).fill(-Infinity);
    this.wakeHigh = new Float64Array(instruments.length).fill(Infinity);
    this.#seen = new Uint8Array(parts.ledger.layout.accountCount);
  }

  /** Call after the radius index was reset. */
  reset(): void {
    this.#longs.forEach((heap) => heap.clear());
    this.#shorts.forEach((heap) => heap.clear());
    this.wakeLow.fill(-Infinity);
    this.wakeHigh.fill(Infinity);
    if (this.#ledger.layout.accountCount > this.#ledger.layout.singleCount) this.#portfolios.reset();
  }

  /** Forgets which accounts were seen; call with the accounts touched on the last path, before it is reset. */
  forget(touchedAccounts: Int32Array): void {
    restoreBytes(this.#seen, null, touchedAccounts);
  }

  /** True when the ghost of a portfolio must be looked at. */
  get isDue(): boolean {
    return this.#portfolios.isDue;
  }

  /** The tick before which the path alone ends no portfolio's ghost. */
  get dueTick(): number {
    return this.#portfolios.dueTick;
  }

  /** True when deviations (deviations.ts) may move by so much more without any portfolio's ghost being due. */
  canBear(move: number): boolean {
    return this.#portfolios.canBear(move);
  }

  /** Notes an account just before its first liquidation. */
  watch(account: number): void {
    if (this.#seen[account] !== 0) return;
    this.#seen[account] = 1;
    const { layout, cash, lots } = this.#ledger;
    if (account >= layout.singleCount) {
      this.#portfolios.add(account);
      return;
    }
    const instrument = layout.slotInstrument[account];
    const value = this.#markets.lotValue[instrument] - this.#ledger.fundingIndex[instrument];
    if (this.#leaveGhost(instrument, value, cash[account], lots[account])) this.refreshWakes(instrument);
  }

  /** The same for the accounts of a run, which hold positions in one instrument. */
  watchRun({ account: accounts, held }: CloseRun, count: number, instrument: number): void {
    const seen = this.#seen;
    const { cash, fundingIndex } = this.#ledger;
    const value = this.#markets.lotValue[instrument] - fundingIndex[instrument];
    let isFirst = false;
    for (let index = 0; index < count; index++) {
      const account = accounts[index];
      if (seen[account] !== 0) continue;
      seen[account] = 1;
      if (this.#leaveGhost(instrument, value, cash[account], held[index])) isFirst = true;
    }
    if (isFirst) this.refreshWakes(instrument);
  }

  /** `value`: of a lot now, funding settled. True when the ghost is now the first to leave. */
  #leaveGhost(instrument: number, value: number, cash: number, lots: number): boolean {
    const key = -cash / lots;
    if (lots > 0 ? value <= key : value >= key) return false;
    return lots > 0 ? this.#longs[instrument].push(-key) : this.#shorts[instrument].push(key);
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

  /** Portfolio ghosts whose equity is gone at the present marks leave. */
  observePortfolios(): void {
    this.#portfolios.observe();
  }

  refreshWakes(instrument: number): void {
    const longs = this.#longs[instrument];
    const shorts = this.#shorts[instrument];
    this.wakeLow[instrument] = longs.size > 0 ? this.#priceAt(instrument, -longs.topKey, 1) : -Infinity;
    this.wakeHigh[instrument] = shorts.size > 0 ? this.#priceAt(instrument, shorts.topKey, -1) : Infinity;
  }

  get remaining(): number {
    let total = this.#portfolios.left;
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
}
