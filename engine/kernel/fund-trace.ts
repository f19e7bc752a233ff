/** Insurance funds in USD: at the start, at their lowest, now, and after every instant in which one changed. */
import { emptyNumbers } from '../math/empty-numbers.ts';
import type { Health } from './health.ts';
import type { Ledger } from './ledger.ts';
import type { Markets } from './markets.ts';
import { partyIndex } from './parties.ts';

/** Balances of the funds of all venues over a path, USD at the marks of the moment. */
export class FundTrace {
  readonly openingUsd: Float64Array;
  readonly lowUsd: Float64Array;
  readonly nowUsd: Float64Array;
  readonly timesMs = emptyNumbers();
  /** Values of venue v at [index * venues + v]. */
  readonly usd = emptyNumbers();
  readonly #ledger: Ledger;
  readonly #health: Health;
  readonly #markets: Markets;

  constructor(ledger: Ledger, health: Health, markets: Markets) {
    this.#ledger = ledger;
    this.#health = health;
    this.#markets = markets;
    const venues = ledger.spec.venues.length;
    this.openingUsd = new Float64Array(venues);
    this.lowUsd = new Float64Array(venues);
    this.nowUsd = new Float64Array(venues);
  }

  /** Call with the opening balances and marks in place. */
  reset(): void {
    this.timesMs.length = 0;
    this.usd.length = 0;
    this.read();
    this.openingUsd.set(this.nowUsd);
    this.lowUsd.set(this.nowUsd);
  }

  /** A fund changed in this instant. */
  note(nowMs: number): void {
    this.read();
    this.timesMs.push(nowMs);
    for (let venue = 0; venue < this.nowUsd.length; venue++) {
      this.usd.push(this.nowUsd[venue]);
      this.lowUsd[venue] = Math.min(this.lowUsd[venue], this.nowUsd[venue]);
    }
  }

  /** Brings `nowUsd` to the present balances and marks. */
  read(): void {
    const { assets } = this.#ledger.spec;
    for (let venue = 0; venue < this.nowUsd.length; venue++) {
      const slot = this.#ledger.cashSlotOf(venue, partyIndex.fund, 0);
      let usd = 0;
      for (let asset = 0; asset < assets.length; asset++) {
        const units = this.#ledger.cash[slot + asset];
        if (units !== 0) usd += units * assets[asset].unit * this.#health.assetPrice(asset, this.#markets);
      }
      this.nowUsd[venue] = usd;
    }
  }
}
