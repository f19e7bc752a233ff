/** Counts what happens on a path: exact waterfall totals, their USD twins, who was hit, when, how hard. */
import { assert } from '../math/assert.ts';
import type { CloseRun } from './close-run.ts';
import type { UsdTotals, WaterfallTotals } from './outcome.ts';
import { OwnerTotals, ownerCount, ShortfallList } from './shortfall-list.ts';
import { restoreBytes } from './touched.ts';

const liquidatedFlag = 1;
const insolventFlag = 2;
const deleveragedFlag = 4;
/** The owner has other accounts: set once, never cleared. */
const sharedOwnerFlag = 8;

/** Places of the sums of one venue and asset, exact cash units. */
export const unitsTotal = { shortfall: 0, fund: 1, adl: 2, socialized: 3, unfunded: 4 } as const;
const unitsTotals = 5;

/**
 * Places of the sums of one venue, USD. Not in their order: objects with the same names in the same order are one class to V8, and the
 * first outcome, which holds fractions under these names, would have everything compiled anew that adds to a sum.
 */
export const usdTotal = {
  liquidationFees: 8,
  liquidatedNotional: 7,
  shortfall: 0,
  fund: 1,
  fundIncome: 2,
  adl: 3,
  adlNotional: 4,
  socialized: 5,
  unfunded: 6,
} as const;
/** Sums per venue. */
const usdTotals = 9;

/** Places in `Tally.volumeSums`: USD of the minute, and of the busiest one. */
const volumeSum = { minute: 0, peak: 1 } as const;

/** The counters of one path. */
export class Tally {
  liquidatedAccounts = 0;
  liquidatedOwners = 0;
  insolventAccounts = 0;
  deleveragedAccounts = 0;
  firstLiquidationMs = NaN;
  firstDeleveragingMs = NaN;

  /** Sums of `usdTotal` per venue. */
  readonly usdSums: Float64Array;
  readonly volumeSums = new Float64Array(2);
  /** Adds up to the shortfall of all venues. */
  readonly shortfalls = new ShortfallList();
  readonly owners: OwnerTotals;

  readonly #units: Float64Array;
  readonly #assetCount: number;
  readonly #venueCount: number;
  readonly #flags: Uint8Array;
  /** Flags at the opening, null when all are 0. */
  readonly #openingFlags: Uint8Array | null;
  readonly #ownerSeen: Uint8Array;
  #minute = NaN;
  #nowMs = NaN;

  constructor(
    venueCount: number,
    assetCount: number,
    readonly accountOwner: Int32Array,
  ) {
    this.#venueCount = venueCount;
    this.#assetCount = assetCount;
    this.#units = new Float64Array(venueCount * assetCount * unitsTotals);
    this.usdSums = new Float64Array(venueCount * usdTotals);
    this.#flags = new Uint8Array(accountOwner.length);
    this.owners = new OwnerTotals(accountOwner);
    this.#ownerSeen = new Uint8Array(ownerCount(accountOwner));
    this.#markSharedOwners();
    this.#openingFlags = this.#flags.includes(sharedOwnerFlag) ? this.#flags.slice() : null;
  }

  reset(touchedAccounts: Int32Array): void {
    restoreBytes(this.#flags, this.#openingFlags, touchedAccounts);
    if (this.#openingFlags !== null) this.#ownerSeen.fill(0);
    this.#units.fill(0);
    this.usdSums.fill(0);
    this.liquidatedAccounts = 0;
    this.liquidatedOwners = 0;
    this.insolventAccounts = 0;
    this.deleveragedAccounts = 0;
    this.firstLiquidationMs = NaN;
    this.firstDeleveragingMs = NaN;
    this.#minute = NaN;
    this.#nowMs = NaN;
    this.volumeSums.fill(0);
    this.shortfalls.clear();
  }

  /** Adds cash units to a sum of `unitsTotal`. */
  addUnits(venue: number, asset: number, total: number, units: number): void {
    this.#units[(venue * this.#assetCount + asset) * unitsTotals + total] += units;
  }

  /** Adds USD to a sum of `usdTotal`. */
  addUsd(venue: number, total: number, usd: number): void {
    this.usdSums[venue * usdTotals + total] += usd;
  }

  /** waterfall[venue][asset], exact cash units. */
  get waterfall(): WaterfallTotals[][] {
    const venues: WaterfallTotals[][] = [];
    for (let venue = 0; venue < this.#venueCount; venue++) {
      const assets: WaterfallTotals[] = [];
      for (let asset = 0; asset < this.#assetCount; asset++) assets.push(this.#unitsOf(venue, asset));
      venues.push(assets);
    }
    return venues;
  }

  #unitsOf(venue: number, asset: number): WaterfallTotals {
    const units = this.#units;
    const place = (venue * this.#assetCount + asset) * unitsTotals;
    return {
      shortfall: units[place + unitsTotal.shortfall],
      fund: units[place + unitsTotal.fund],
      adl: units[place + unitsTotal.adl],
      socialized: units[place + unitsTotal.socialized],
      unfunded: units[place + unitsTotal.unfunded],
    };
  }

  /** Sums per venue in USD. */
  get usd(): UsdTotals[] {
    const venues: UsdTotals[] = [];
    for (let venue = 0; venue < this.#venueCount; venue++) venues.push(this.#usdOf(venue));
    return venues;
  }

  #usdOf(venue: number): UsdTotals {
    const sums = this.usdSums;
    const place = venue * usdTotals;
    return {
      shortfall: sums[place + usdTotal.shortfall],
      fund: sums[place + usdTotal.fund],
      fundIncome: sums[place + usdTotal.fundIncome],
      adl: sums[place + usdTotal.adl],
      adlNotional: sums[place + usdTotal.adlNotional],
      socialized: sums[place + usdTotal.socialized],
      unfunded: sums[place + usdTotal.unfunded],
      liquidatedNotional: sums[place + usdTotal.liquidatedNotional],
      liquidationFees: sums[place + usdTotal.liquidationFees],
    };
  }

  /** What is noted from here on happens at this time. */
  startInstant(nowMs: number): void {
    if (nowMs === this.#nowMs) return;
    this.#nowMs = nowMs;
    const minute = Math.floor(nowMs / 60_000);
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.volumeSums[volumeSum.minute] = 0;
  }

  get peakUsdPerMinute(): number {
    return this.volumeSums[volumeSum.peak];
  }

  /** An account was acted on; its first time counts it and its owner. */
  noteLiquidated(account: number, nowMs: number): void {
    if (this.firstLiquidationMs !== this.firstLiquidationMs) this.firstLiquidationMs = nowMs;
    this.#countLiquidated(account);
  }

  /** Accounts of a run were closed at the time given to `startInstant`: counts, USD sums and volume of all of them. */
  noteRun(run: CloseRun, count: number, { venue, asset }: { venue: number; asset: number }, unitUsd: number): void {
    if (this.liquidatedAccounts === 0) this.firstLiquidationMs = this.#nowMs;
    const sums = this.usdSums;
    const place = venue * usdTotals;
    const { account, notionalUsd: notionals, feeToFund, feeToFees, surplus, fundPayment } = run;
    let notionalUsd = sums[place + usdTotal.liquidatedNotional];
    let feesUsd = sums[place + usdTotal.liquidationFees];
    let incomeUsd = sums[place + usdTotal.fundIncome];
    let minuteUsd = this.volumeSums[volumeSum.minute];
    for (let index = 0; index < count; index++) {
      notionalUsd += notionals[index];
      feesUsd += (feeToFund[index] + feeToFees[index]) * unitUsd;
      incomeUsd += feeToFund[index] * unitUsd;
      incomeUsd += surplus[index] * unitUsd;
      minuteUsd += notionals[index];
      this.#countLiquidated(account[index]);
      if (fundPayment[index] > 0) this.#notePayment(run, index, venue, asset, unitUsd);
    }
    sums[place + usdTotal.liquidatedNotional] = notionalUsd;
    sums[place + usdTotal.liquidationFees] = feesUsd;
    sums[place + usdTotal.fundIncome] = incomeUsd;
    this.volumeSums[volumeSum.minute] = minuteUsd;
    this.volumeSums[volumeSum.peak] = Math.max(this.volumeSums[volumeSum.peak], minuteUsd);
  }

  /** An account lacked so much, at this time or in addition. */
  noteInsolvent(account: number, shortfallUsd: number): void {
    this.shortfalls.add(account, shortfallUsd);
    if (this.#raise(account, insolventFlag)) this.insolventAccounts++;
  }

  noteDeleveraged(account: number, nowMs: number): void {
    if (this.firstDeleveragingMs !== this.firstDeleveragingMs) this.firstDeleveragingMs = nowMs;
    if (this.#raise(account, deleveragedFlag)) this.deleveragedAccounts++;
  }

  noteVolume(nowMs: number, notionalUsd: number): void {
    this.startInstant(nowMs);
    const sums = this.volumeSums;
    sums[volumeSum.minute] += notionalUsd;
    sums[volumeSum.peak] = Math.max(sums[volumeSum.peak], sums[volumeSum.minute]);
  }

  isLiquidated(account: number): boolean {
    return (this.#flags[account] & liquidatedFlag) !== 0;
  }

  isDeleveraged(account: number): boolean {
    return (this.#flags[account] & deleveragedFlag) !== 0;
  }

  /** The waterfall identity, exact, for every venue and asset. */
  check(): void {
    for (const venue of this.waterfall) {
      for (const { shortfall, fund, adl, socialized, unfunded } of venue) {
        assert(shortfall === fund + adl + socialized + unfunded, 'shortfall must equal fund + adl + socialized + unfunded, to the unit');
      }
    }
  }

  #countLiquidated(account: number): void {
    const flags = this.#flags[account];
    if ((flags & liquidatedFlag) !== 0) return;
    this.#flags[account] = flags | liquidatedFlag;
    this.liquidatedAccounts++;
    if ((flags & sharedOwnerFlag) === 0) this.liquidatedOwners++;
    else this.#noteOwner(this.accountOwner[account]);
  }

  /** A hole that the fund filled. */
  #notePayment(run: CloseRun, index: number, venue: number, asset: number, unitUsd: number): void {
    const units = run.fundPayment[index];
    this.addUnits(venue, asset, unitsTotal.shortfall, units);
    this.addUsd(venue, usdTotal.shortfall, units * unitUsd);
    this.addUnits(venue, asset, unitsTotal.fund, units);
    this.addUsd(venue, usdTotal.fund, units * unitUsd);
    this.noteInsolvent(run.account[index], units * unitUsd);
  }

  #noteOwner(owner: number): void {
    if (this.#ownerSeen[owner] !== 0) return;
    this.#ownerSeen[owner] = 1;
    this.liquidatedOwners++;
  }

  #markSharedOwners(): void {
    const first = new Int32Array(this.#ownerSeen.length).fill(-1);
    for (let account = 0; account < this.accountOwner.length; account++) {
      const owner = this.accountOwner[account];
      if (first[owner] < 0) first[owner] = account;
      else {
        this.#flags[account] = sharedOwnerFlag;
        this.#flags[first[owner]] = sharedOwnerFlag;
      }
    }
  }

  #raise(account: number, flag: number): boolean {
    if ((this.#flags[account] & flag) !== 0) return false;
    this.#flags[account] |= flag;
    return true;
  }
}
