/** Who is healthy: section 3 of docs/semantics.md. Results are left in fields, because this runs for every woken account. */
import { mapped } from '../math/mapped.ts';
import { triggerKey } from './layout.ts';
import type { Layout } from './layout.ts';
import type { Ledger } from './ledger.ts';
import type { MarginTier, WorldSpec } from './world-spec.ts';

/** Prices under which an account is judged: lot value per instrument, mark per market. */
export interface PriceView {
  readonly lotValue: Float64Array;
  readonly mark: Float64Array;
}

/** Judges accounts by their internal number; `evaluate` leaves its results in the fields, which the next call overwrites. */
export class Health {
  /** Equity without haircuts, cash units of the margin asset. Decides insolvency and shortfall. */
  equity = NaN;
  /** Equity with collateral haircuts. Decides margin tests. */
  marginEquity = NaN;
  requirement = NaN;
  /** Sum of |position value|. */
  notional = NaN;
  /** Change of margin equity less requirement for a relative adverse move of 1, first order. */
  slope = NaN;

  readonly #spec: WorldSpec;
  readonly #layout: Layout;
  readonly #ledger: Ledger;
  readonly #tiers: readonly (readonly MarginTier[])[];
  readonly #topRate: Float64Array;
  readonly #assetUnit: Float64Array;
  readonly #assetMarket: Int32Array;
  readonly #atOrBelow: Uint8Array;
  readonly #oneTier: boolean;
  readonly #firstDeduction: Float64Array;

  constructor(ledger: Ledger) {
    this.#spec = ledger.spec;
    this.#layout = ledger.layout;
    this.#ledger = ledger;
    this.#tiers = mapped(this.#spec.instruments, (instrument) => instrument.maintenanceTiers);
    this.#topRate = Float64Array.from(this.#tiers, (tiers) => tiers[tiers.length - 1].rate);
    this.#oneTier = this.#tiers.every((tiers) => tiers.length === 1);
    this.#firstDeduction = Float64Array.from(this.#tiers, (tiers) => tiers[0].deduction);
    this.#assetUnit = Float64Array.from(this.#spec.assets, (asset) => asset.unit);
    this.#assetMarket = Int32Array.from(this.#spec.assets, (asset) => asset.market);
    this.#atOrBelow = Uint8Array.from(this.#spec.venues, (venue) => (venue.trigger === 'at-or-below' ? 1 : 0));
  }

  /** Index price of an asset in the valuation currency. */
  assetPrice(asset: number, prices: PriceView): number {
    const market = this.#assetMarket[asset];
    return market < 0 ? 1 : prices.mark[market];
  }

  /** Cash units of `toAsset` that one cash unit of `fromAsset` is worth. */
  conversion(fromAsset: number, toAsset: number, prices: PriceView): number {
    const units = this.#assetUnit[fromAsset] / this.#assetUnit[toAsset];
    return (this.assetPrice(fromAsset, prices) / this.assetPrice(toAsset, prices)) * units;
  }

  isLiquidatable(account: number, prices: PriceView): boolean {
    if (account < this.#layout.singleCount) return this.#isSingleLiquidatable(account, prices);
    this.evaluate(account, prices);
    return this.isShort(account);
  }

  /** Decides for the portfolio that was evaluated last. */
  isShort(account: number): boolean {
    if (this.notional === 0) return false;
    const slack = this.marginEquity - this.requirement;
    return this.#atOrBelow[this.#layout.accountVenue[account]] ? slack <= 0 : slack < 0;
  }

  /** Relative price move by which the account is past its trigger; negative while it is healthy. */
  depth(account: number, prices: PriceView): number {
    this.evaluate(account, prices);
    return -(this.marginEquity - this.requirement) / this.slope;
  }

  /** Fills the fields for one account. */
  evaluate(account: number, prices: PriceView): void {
    this.notional = 0;
    this.slope = 0;
    this.requirement = 0;
    this.equity = this.#ledger.cash[account];
    const portfolio = account - this.#layout.singleCount;
    if (portfolio < 0) {
      this.#addPosition(account, prices);
      this.marginEquity = this.equity;
      return;
    }
    if (this.#oneTier) this.#addFlatPositions(portfolio, prices);
    else this.#addPositions(portfolio, prices);
    this.marginEquity = this.equity;
    const { balanceStart } = this.#layout;
    for (let slot = balanceStart[portfolio]; slot < balanceStart[portfolio + 1]; slot++) {
      if (this.#ledger.cash[slot] !== 0) this.#addBalance(account, slot, prices);
    }
  }

  #addPositions(portfolio: number, prices: PriceView): void {
    const { positionStart } = this.#layout;
    for (let slot = positionStart[portfolio]; slot < positionStart[portfolio + 1]; slot++) {
      if (this.#ledger.lots[slot] !== 0) this.#addPosition(slot, prices);
    }
  }

  /** The same sums where every instrument has one tier, in one loop over local variables: this is what portfolios wait for. */
  #addFlatPositions(portfolio: number, prices: PriceView): void {
    const { positionStart, slotInstrument } = this.#layout;
    const { lots: allLots, fundingIndex } = this.#ledger;
    const { lotValue } = prices;
    const rates = this.#topRate;
    const deductions = this.#firstDeduction;
    let equity = this.equity;
    let requirement = 0;
    let total = 0;
    let slope = 0;
    const end = positionStart[portfolio + 1];
    for (let slot = positionStart[portfolio]; slot < end; slot++) {
      const lots = allLots[slot];
      if (lots === 0) continue;
      const instrument = slotInstrument[slot];
      const value = lotValue[instrument];
      const rate = rates[instrument];
      const notional = Math.abs(lots * value);
      equity += lots * (value - fundingIndex[instrument]);
      requirement += rate * notional - deductions[instrument];
      total += notional;
      slope += notional * (lots > 0 === value > 0 ? 1 - rate : 1 + rate);
    }
    this.equity = equity;
    this.requirement = requirement;
    this.notional = total;
    this.slope = slope;
  }

  #isSingleLiquidatable(account: number, prices: PriceView): boolean {
    const lots = this.#ledger.lots[account];
    if (lots === 0) return false;
    const instrument = this.#layout.slotInstrument[account];
    const value = prices.lotValue[instrument];
    const funding = this.#ledger.fundingIndex[instrument];
    const cash = this.#ledger.cash[account];
    const side = lots > 0 ? 1 : -1;
    const touching = this.#atOrBelow[this.#layout.accountVenue[account]] !== 0;
    const tiers = this.#tiers[instrument];
    for (let index = 0; index < tiers.length; index++) {
      const health = value - side * tiers[index].rate * Math.abs(value) - funding;
      const key = triggerKey(cash, lots, tiers[index].deduction);
      if (side > 0 ? health < key : health > key) return true;
      if (touching && health === key) return true;
    }
    return false;
  }

  #addPosition(slot: number, prices: PriceView): void {
    const instrument = this.#layout.slotInstrument[slot];
    const lots = this.#ledger.lots[slot];
    if (lots === 0) return;
    const value = prices.lotValue[instrument];
    this.equity += lots * (value - this.#ledger.fundingIndex[instrument]);
    const notional = Math.abs(lots * value);
    const tiers = this.#tiers[instrument];
    let requirement = -Infinity;
    let rate = 0;
    for (let index = 0; index < tiers.length; index++) {
      const line = tiers[index].rate * notional - tiers[index].deduction;
      if (line > requirement) {
        requirement = line;
        rate = tiers[index].rate;
      }
    }
    this.requirement += requirement;
    this.notional += notional;
    const lean = lots > 0 === value > 0 ? 1 : -1;
    this.slope += notional * (1 - lean * rate);
  }

  #addBalance(account: number, slot: number, prices: PriceView): void {
    const asset = this.#layout.balanceAsset[slot - this.#layout.accountCount];
    const marginAsset = this.#layout.accountAsset[account];
    const weight = this.#spec.venues[this.#layout.accountVenue[account]].collateralWeights[asset];
    const value = this.#ledger.cash[slot] * this.conversion(asset, marginAsset, prices);
    this.equity += value;
    this.marginEquity += value * weight;
  }
}
