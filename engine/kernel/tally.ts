/** Counts what happens on a path: exact waterfall totals, their USD twins, who was hit, when, how hard. */
import { assert } from '../math/assert.ts';
import type { UsdTotals, WaterfallTotals } from './outcome.ts';

const liquidatedFlag = 1;
const insolventFlag = 2;
const deleveragedFlag = 4;

/** Places of the sums of one venue and asset, exact cash units. */
export const unitsTotal = { shortfall: 0, fund: 1, adl: 2, socialized: 3, unfunded: 4 } as const;
const unitsTotals = 5;

/** Places of the sums of one venue, USD. */
export const usdTotal = {
  shortfall: 0,
  fund: 1,
  fundIncome: 2,
  adl: 3,
  adlNotional: 4,
  socialized: 5,
  unfunded: 6,
  liquidatedNotional: 7,
  liquidationFees: 8,
} as const;
const usdTotals = 9;

/** The counters of one path. */
export class Tally {
  liquidatedAccounts = 0;
  liquidatedOwners = 0;
  insolventAccounts = 0;
  deleveragedAccounts = 0;
  peakUsdPerMinute = 0;
  firstLiquidationMs = NaN;
  firstDeleveragingMs = NaN;

  readonly #units: Float64Array;
  readonly #usd: Float64Array;
  readonly #assetCount: number;
  readonly #venueCount: number;
  readonly #flags: Uint8Array;
  readonly #ownerSeen: Uint8Array;
  #minute = NaN;
  #minuteUsd = 0;

  constructor(
    venueCount: number,
    assetCount: number,
    readonly accountOwner: Int32Array,
  ) {
    this.#venueCount = venueCount;
    this.#assetCount = assetCount;
    this.#units = new Float64Array(venueCount * assetCount * unitsTotals);
    this.#usd = new Float64Array(venueCount * usdTotals);
    this.#flags = new Uint8Array(accountOwner.length);
    this.#ownerSeen = new Uint8Array(accountOwner.reduce((most, owner) => Math.max(most, owner + 1), 0));
  }

  reset(touchedAccounts: Int32Array): void {
    for (let index = 0; index < touchedAccounts.length; index++) {
      this.#flags[touchedAccounts[index]] = 0;
      this.#ownerSeen[this.accountOwner[touchedAccounts[index]]] = 0;
    }
    this.#units.fill(0);
    this.#usd.fill(0);
    this.liquidatedAccounts = 0;
    this.liquidatedOwners = 0;
    this.insolventAccounts = 0;
    this.deleveragedAccounts = 0;
    this.peakUsdPerMinute = 0;
    this.firstLiquidationMs = NaN;
    this.firstDeleveragingMs = NaN;
    this.#minute = NaN;
    this.#minuteUsd = 0;
  }

  /** Adds cash units to a sum of `unitsTotal`. */
  addUnits(venue: number, asset: number, total: number, units: number): void {
    this.#units[(venue * this.#assetCount + asset) * unitsTotals + total] += units;
  }

  /** Adds USD to a sum of `usdTotal`. */
  addUsd(venue: number, total: number, usd: number): void {
    this.#usd[venue * usdTotals + total] += usd;
  }

  /** waterfall[venue][asset], exact cash units. */
  get waterfall(): WaterfallTotals[][] {
    return Array.from({ length: this.#venueCount }, (_, venue) =>
      Array.from({ length: this.#assetCount }, (_unused, asset) => {
        const [shortfall, fund, adl, socialized, unfunded] = this.#units.subarray((venue * this.#assetCount + asset) * unitsTotals);
        return { shortfall, fund, adl, socialized, unfunded };
      }),
    );
  }

  /** Sums per venue in USD. */
  get usd(): UsdTotals[] {
    return Array.from({ length: this.#venueCount }, (_, venue) => {
      const sums = this.#usd.subarray(venue * usdTotals);
      return Object.fromEntries(Object.entries(usdTotal).map(([name, place]) => [name, sums[place]])) as unknown as UsdTotals;
    });
  }

  /** An account was acted on; its first time counts it and its owner. */
  noteLiquidated(account: number, nowMs: number): void {
    if (this.firstLiquidationMs !== this.firstLiquidationMs) this.firstLiquidationMs = nowMs;
    if (!this.#raise(account, liquidatedFlag)) return;
    this.liquidatedAccounts++;
    const owner = this.accountOwner[account];
    if (this.#ownerSeen[owner] !== 0) return;
    this.#ownerSeen[owner] = 1;
    this.liquidatedOwners++;
  }

  noteInsolvent(account: number): void {
    if (this.#raise(account, insolventFlag)) this.insolventAccounts++;
  }

  noteDeleveraged(account: number, nowMs: number): void {
    if (this.firstDeleveragingMs !== this.firstDeleveragingMs) this.firstDeleveragingMs = nowMs;
    if (this.#raise(account, deleveragedFlag)) this.deleveragedAccounts++;
  }

  noteVolume(nowMs: number, notionalUsd: number): void {
    const minute = Math.floor(nowMs / 60_000);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#minuteUsd = 0;
    }
    this.#minuteUsd += notionalUsd;
    if (this.#minuteUsd > this.peakUsdPerMinute) this.peakUsdPerMinute = this.#minuteUsd;
  }

  /** The waterfall identity, exact, for every venue and asset. */
  check(): void {
    for (const venue of this.waterfall) {
      for (const { shortfall, fund, adl, socialized, unfunded } of venue) {
        assert(shortfall === fund + adl + socialized + unfunded, 'shortfall must equal fund + adl + socialized + unfunded, to the unit');
      }
    }
  }

  #raise(account: number, flag: number): boolean {
    if ((this.#flags[account] & flag) !== 0) return false;
    this.#flags[account] |= flag;
    return true;
  }
}
