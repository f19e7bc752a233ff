/** Fills the slack lines of accounts from the ledger: what slack-line.ts needs to know, by section 3 of docs/semantics.md. */
import type { Deviations } from './deviations.ts';
import type { Health } from './health.ts';
import type { Layout } from './layout.ts';
import type { Ledger } from './ledger.ts';
import type { Markets } from './markets.ts';
import type { SlackLine } from './slack-line.ts';

/** Describes accounts, one at a time, in the line that it was given. */
export class AccountLines {
  readonly #ledger: Ledger;
  readonly #layout: Layout;
  readonly #health: Health;
  readonly #markets: Markets;
  readonly #deviations: Deviations;
  readonly #line: SlackLine;
  /** True when the slack of accounts without balances is linear wherever prices stay positive. */
  readonly #linear: boolean;
  /** Slack units per unit of lot value and lot of a long and of a short, and what a deviation of 1 takes of a lot. */
  readonly #longFactor: Float64Array;
  readonly #shortFactor: Float64Array;
  readonly #lotGross: Float64Array;
  readonly #scale: Float64Array;
  readonly #topFactor: Float64Array;
  readonly #deduction: Float64Array;
  readonly #lotValue: Float64Array;
  readonly #price: Float64Array;
  readonly #fundingIndex: Float64Array;

  constructor(parts: { ledger: Ledger; health: Health; markets: Markets; deviations: Deviations; line: SlackLine }) {
    this.#ledger = parts.ledger;
    this.#layout = parts.ledger.layout;
    this.#health = parts.health;
    this.#markets = parts.markets;
    this.#deviations = parts.deviations;
    this.#line = parts.line;
    this.#lotValue = parts.markets.lotValue;
    this.#price = parts.markets.price;
    this.#fundingIndex = parts.ledger.fundingIndex;
    const { instruments } = parts.ledger.spec;
    this.#linear = instruments.every(({ contract, maintenanceTiers }) => contract !== 'inverse' && maintenanceTiers.length === 1);
    this.#longFactor = Float64Array.from(instruments, ({ maintenanceTiers }) => 1 - maintenanceTiers[0].rate);
    this.#shortFactor = Float64Array.from(instruments, ({ maintenanceTiers }) => 1 + maintenanceTiers[0].rate);
    this.#scale = Float64Array.from(instruments, ({ valueScale }) => valueScale);
    this.#topFactor = Float64Array.from(instruments, ({ maintenanceTiers }) => 1 + maintenanceTiers[maintenanceTiers.length - 1].rate);
    this.#deduction = Float64Array.from(instruments, ({ maintenanceTiers }) => maintenanceTiers[0].deduction);
    this.#lotGross = new Float64Array(instruments.length);
  }

  /** Call after the deviations were reset. */
  reset(): void {
    for (let instrument = 0; instrument < this.#lotGross.length; instrument++) {
      this.#lotGross[instrument] = this.#topFactor[instrument] * this.#deviations.reference[instrument];
    }
  }

  /** True when `fillLinear` may be used now. */
  isLinear(account: number): boolean {
    const portfolio = account - this.#layout.singleCount;
    if (portfolio < 0 || !this.#linear || !this.#deviations.steady) return false;
    return this.#layout.balanceStart[portfolio] === this.#layout.balanceStart[portfolio + 1];
  }

  /** A portfolio without balances where every instrument has one tier: slack and line in one pass, up to rounding. */
  fillLinear(account: number): void {
    const { positionStart, slotInstrument, singleCount } = this.#layout;
    const allLots = this.#ledger.lots;
    const line = this.#line;
    line.begin(false);
    let slack = this.#ledger.cash[account];
    let gross = 0;
    const end = positionStart[account - singleCount + 1];
    for (let slot = positionStart[account - singleCount]; slot < end; slot++) {
      const lots = allLots[slot];
      if (lots === 0) continue;
      const instrument = slotInstrument[slot];
      const weight = lots * (lots > 0 ? this.#longFactor[instrument] : this.#shortFactor[instrument]);
      slack += weight * this.#lotValue[instrument] - lots * this.#fundingIndex[instrument] + this.#deduction[instrument];
      gross += Math.abs(lots) * this.#lotGross[instrument];
      line.add(instrument, weight * this.#scale[instrument], this.#price[instrument]);
    }
    line.slack = slack;
    line.gross = gross;
  }

  /** Any account, evaluated just before: the steepest loss of every price it depends on. */
  fillSteepest(account: number): void {
    const line = this.#line;
    line.begin(true);
    if (this.#health.notional === 0) return;
    line.slack = this.#health.marginEquity - this.#health.requirement;
    const portfolio = account - this.#layout.singleCount;
    if (portfolio < 0) {
      this.#addPosition(account);
      return;
    }
    const { positionStart, balanceStart } = this.#layout;
    for (let slot = positionStart[portfolio]; slot < positionStart[portfolio + 1]; slot++) this.#addPosition(slot);
    for (let slot = balanceStart[portfolio]; slot < balanceStart[portfolio + 1]; slot++) this.#addBalance(account, slot);
  }

  #addPosition(slot: number): void {
    const lots = this.#ledger.lots[slot];
    if (lots === 0) return;
    const instrument = this.#layout.slotInstrument[slot];
    const weight = lots * this.#topFactor[instrument] * this.#deviations.unitOf(instrument);
    const gross = Math.abs(lots) * this.#lotGross[instrument];
    this.#line.add(instrument, weight, this.#deviations.rowPrice(instrument));
    this.#line.gross += gross;
  }

  /** Collateral falls with its own price and with a rise of the margin asset's; a loss by both is at most the sum of both. */
  #addBalance(account: number, slot: number): void {
    const { layout, spec, cash } = this.#ledger;
    if (cash[slot] === 0) return;
    const asset = layout.balanceAsset[slot - layout.accountCount];
    const marginAsset = layout.accountAsset[account];
    const weight = spec.venues[layout.accountVenue[account]].collateralWeights[asset];
    const value = cash[slot] * this.#health.conversion(asset, marginAsset, this.#markets) * weight;
    this.#line.addValue(spec.assets[asset].market, value, this.#markets);
    this.#line.addValue(spec.assets[marginAsset].market, -value, this.#markets);
  }
}
