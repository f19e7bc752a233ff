/** Roots and parents: section 8 of docs/semantics.md. */
import type { Cascade } from './cascade.ts';
import type { Health } from './health.ts';
import { lotValue } from './layout.ts';
import type { Layout } from './layout.ts';
import type { Ledger } from './ledger.ts';
import type { Markets } from './markets.ts';
import type { Publisher } from './publisher.ts';

export class Ancestry {
  readonly #ledger: Ledger;
  readonly #layout: Layout;
  readonly #health: Health;
  readonly #markets: Markets;
  readonly #cascade: Cascade;
  readonly #publisher: Publisher;
  readonly #probe: { readonly lotValue: Float64Array; readonly mark: Float64Array };

  constructor(parts: { ledger: Ledger; health: Health; markets: Markets; cascade: Cascade; publisher: Publisher }) {
    this.#ledger = parts.ledger;
    this.#layout = parts.ledger.layout;
    this.#health = parts.health;
    this.#markets = parts.markets;
    this.#cascade = parts.cascade;
    this.#publisher = parts.publisher;
    const { instruments, markets } = parts.ledger.spec;
    this.#probe = { lotValue: new Float64Array(instruments.length), mark: new Float64Array(markets.length) };
  }

  /** Sequence number of the fill that carried a liquidatable account over its trigger, -1 for a root. */
  parentOf(account: number): number {
    if (this.#markets.priceTaker) return -1;
    if (account >= this.#layout.singleCount || this.#publisher.hasOracles) return this.#parentByView(account);
    const instrument = this.#layout.slotInstrument[account];
    if (this.#markets.isUndisturbed(instrument)) return -1;
    this.#markets.refreshExogenous(instrument);
    if (this.#crossedAt(account, instrument, this.#markets.exogenousFeed[instrument])) return -1;
    const crossing = this.#firstCrossing(account, instrument);
    return crossing >= 0 ? crossing : this.#cascade.lastFillOn(instrument);
  }

  #parentByView(account: number): number {
    this.#publisher.refreshExogenous();
    if (this.#health.isLiquidatable(account, this.#publisher.exogenous)) return -1;
    if (account >= this.#layout.singleCount) return this.#latestFill(account);
    const instrument = this.#layout.slotInstrument[account];
    const crossing = this.#publisher.followsOracle(instrument) ? -1 : this.#firstCrossing(account, instrument);
    return crossing >= 0 ? crossing : this.#cascade.lastFillOn(instrument);
  }

  /** The first fill of the previous round at whose feed price the account was over its trigger, or -1. Extremes only grow: bisection. */
  #firstCrossing(account: number, instrument: number): number {
    const fills = this.#cascade.previousFills(instrument);
    const { count } = fills;
    if (count === 0) return -1;
    const extremes = this.#ledger.lots[account] > 0 ? fills.lowest : fills.highest;
    if (!this.#crossedAt(account, instrument, this.#markets.feedAtFill(instrument, extremes[count - 1]))) return -1;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#crossedAt(account, instrument, this.#markets.feedAtFill(instrument, extremes[middle]))) high = middle;
      else low = middle + 1;
    }
    return fills.sequence[low];
  }

  #crossedAt(account: number, instrument: number, price: number): boolean {
    this.#probe.lotValue[instrument] = lotValue(this.#ledger.spec.instruments[instrument], price);
    return this.#health.isLiquidatable(account, this.#probe);
  }

  #latestFill(account: number): number {
    const portfolio = account - this.#layout.singleCount;
    const { positionStart, slotInstrument } = this.#layout;
    let latest = -1;
    for (let slot = positionStart[portfolio]; slot < positionStart[portfolio + 1]; slot++) {
      if (this.#ledger.lots[slot] !== 0) latest = Math.max(latest, this.#cascade.lastFillOn(slotInstrument[slot]));
    }
    return latest;
  }
}
