/** Sells the other balances of an account that is closed completely: section 4.2 of docs/semantics.md. */
import { roundHalfAway } from '../math/round.ts';
import type { Health } from './health.ts';
import type { Ledger } from './ledger.ts';
import type { Markets } from './markets.ts';
import type { Journal } from './outcome.ts';
import { movement, partyIndex } from './parties.ts';

/** Through each asset's own spot market, with impact; the proceeds come in the margin asset. */
export class CollateralSale {
  readonly #ledger: Ledger;
  readonly #health: Health;
  readonly #markets: Markets;
  readonly #traded: (market: number) => void;

  /** `traded` hears of every market that had a fill. */
  constructor(parts: { ledger: Ledger; health: Health; markets: Markets }, traded: (market: number) => void) {
    this.#ledger = parts.ledger;
    this.#health = parts.health;
    this.#markets = parts.markets;
    this.#traded = traded;
  }

  /** Everything that a portfolio holds besides its margin asset, in the venue's sale order; assets missing there in ascending order. */
  sellAll(account: number, moment: { readonly nowMs: number; readonly journal: Journal | null }): void {
    const { spec, layout, cash } = this.#ledger;
    const portfolio = account - layout.singleCount;
    if (portfolio < 0) return;
    const { balanceStart, balanceAsset, accountCount } = layout;
    for (const asset of spec.venues[layout.accountVenue[account]].collateralSaleOrder) {
      for (let slot = balanceStart[portfolio]; slot < balanceStart[portfolio + 1]; slot++) {
        if (balanceAsset[slot - accountCount] === asset && cash[slot] > 0) this.#sell(account, slot, moment);
      }
    }
    for (let slot = balanceStart[portfolio]; slot < balanceStart[portfolio + 1]; slot++) {
      if (cash[slot] > 0) this.#sell(account, slot, moment);
    }
  }

  #sell(account: number, slot: number, { nowMs, journal }: { readonly nowMs: number; readonly journal: Journal | null }): void {
    const { spec, layout, cash } = this.#ledger;
    const asset = layout.balanceAsset[slot - layout.accountCount];
    const venue = layout.accountVenue[account];
    const marginAsset = layout.accountAsset[account];
    const { unit, market } = spec.assets[asset];
    const amount = cash[slot];
    const coins = amount * unit;
    const price = market < 0 ? 1 : this.#markets.averagePrice(market, -coins);
    const units = amount * (price / this.#health.assetPrice(marginAsset, this.#markets)) * (unit / spec.assets[marginAsset].unit);
    const proceeds = Math.max(0, roundHalfAway(units));
    this.#ledger.transfer(slot, this.#ledger.cashSlotOf(venue, partyIndex.market, asset), asset, amount, movement['collateral-sale']);
    const payer = this.#ledger.cashSlotOf(venue, partyIndex.market, marginAsset);
    this.#ledger.transfer(payer, account, marginAsset, proceeds, movement['collateral-sale']);
    if (market >= 0) {
      this.#markets.fill(market, -coins);
      this.#markets.refresh(market);
      this.#traded(market);
    }
    journal?.collateralSale?.(nowMs, layout.stableOf[account], asset, amount, proceeds);
  }
}
