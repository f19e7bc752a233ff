/** Counts what happens on a path: exact waterfall totals, their USD twins, who was hit, when, how hard. */
import { assert } from '../math/assert.ts';
import type { UsdTotals, WaterfallTotals } from './outcome.ts';

const liquidatedFlag = 1;
const insolventFlag = 2;
const deleveragedFlag = 4;

export class Tally {
  readonly waterfall: WaterfallTotals[][];
  readonly usd: UsdTotals[];
  liquidatedAccounts = 0;
  liquidatedOwners = 0;
  insolventAccounts = 0;
  deleveragedAccounts = 0;
  needlessLiquidations = 0;
  peakUsdPerMinute = 0;
  firstLiquidationMs = NaN;
  firstDeleveragingMs = NaN;

  readonly #flags: Uint8Array;
  readonly #ownerSeen: Uint8Array;
  #minute = NaN;
  #minuteUsd = 0;

  constructor(
    venueCount: number,
    assetCount: number,
    readonly accountOwner: Int32Array,
  ) {
    this.waterfall = Array.from({ length: venueCount }, () => Array.from({ length: assetCount }, emptyWaterfall));
    this.usd = Array.from({ length: venueCount }, emptyUsd);
    this.#flags = new Uint8Array(accountOwner.length);
    this.#ownerSeen = new Uint8Array(accountOwner.reduce((most, owner) => Math.max(most, owner + 1), 0));
  }

  reset(touchedAccounts: Int32Array): void {
    for (const venue of this.waterfall) venue.forEach((totals) => Object.assign(totals, emptyWaterfall()));
    this.usd.forEach((totals) => Object.assign(totals, emptyUsd()));
    for (let index = 0; index < touchedAccounts.length; index++) {
      this.#flags[touchedAccounts[index]] = 0;
      this.#ownerSeen[this.accountOwner[touchedAccounts[index]]] = 0;
    }
    this.liquidatedAccounts = 0;
    this.liquidatedOwners = 0;
    this.insolventAccounts = 0;
    this.deleveragedAccounts = 0;
    this.needlessLiquidations = 0;
    this.peakUsdPerMinute = 0;
    this.firstLiquidationMs = NaN;
    this.firstDeleveragingMs = NaN;
    this.#minute = NaN;
    this.#minuteUsd = 0;
  }

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

function emptyWaterfall(): WaterfallTotals {
  return { shortfall: 0, fund: 0, adl: 0, socialized: 0, unfunded: 0 };
}

function emptyUsd(): UsdTotals {
  return {
    shortfall: 0,
    fund: 0,
    fundIncome: 0,
    adl: 0,
    adlNotional: 0,
    socialized: 0,
    unfunded: 0,
    liquidatedNotional: 0,
    liquidationFees: 0,
  };
}
