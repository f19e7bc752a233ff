/** Who pays when an account ends below zero: the venue's loss stages in their declared order (sections 4.4 and 6 of docs/semantics.md). */
import { assert } from '../math/assert.ts';
import { mapped } from '../math/mapped.ts';
import type { Health, PriceView } from './health.ts';
import type { Ledger } from './ledger.ts';
import type { Journal } from './outcome.ts';
import { movement, partyIndex } from './parties.ts';
import { socialize } from './socialization.ts';
import { unitsTotal, usdTotal } from './tally.ts';
import type { Tally } from './tally.ts';
import type { InsuranceFundStage, LossStage } from './world-spec.ts';

/** How far the stages of a venue go for one account, in cash units. */
export interface FundLimits {
  /** The most that the fund pays to fill a hole; 0 when it never does. */
  readonly payment: number;
  /** The most that the fund bears of a loss before auto-deleveraging, and what other stages bear: 0 or Infinity. */
  readonly coverOfFund: number;
  readonly coverOfOthers: number;
}

interface SumPlaces {
  readonly units: number;
  readonly usd: number;
}

/** Where each sum of the waterfall is kept, in units and in USD. */
const sums = {
  shortfall: { units: unitsTotal.shortfall, usd: usdTotal.shortfall },
  fund: { units: unitsTotal.fund, usd: usdTotal.fund },
  adl: { units: unitsTotal.adl, usd: usdTotal.adl },
  socialized: { units: unitsTotal.socialized, usd: usdTotal.socialized },
  unfunded: { units: unitsTotal.unfunded, usd: usdTotal.unfunded },
};

/** A fund after a socialising stage never pays. */
function limitsOf(losses: readonly LossStage[]): FundLimits {
  const at = (name: LossStage['stage']): number => losses.findIndex((stage) => stage.stage === name);
  const before = (one: number, other: number): boolean => one >= 0 && (other < 0 || one < other);
  const drawCapUnits = losses.find((stage) => stage.stage === 'insurance-fund')?.drawCapUnits ?? 0;
  return {
    payment: before(at('insurance-fund'), at('socialized')) ? Math.floor(drawCapUnits) : 0,
    coverOfFund: before(at('insurance-fund'), at('adl')) ? drawCapUnits : 0,
    coverOfOthers: before(at('socialized'), at('adl')) ? Infinity : 0,
  };
}

/** Moves the money of settlements, fees and socialised losses; every payment is tallied in units and in USD. */
export class Waterfall {
  readonly #ledger: Ledger;
  readonly #health: Health;
  readonly #tally: Tally;
  readonly #funds: readonly (InsuranceFundStage | null)[];
  readonly #limits: readonly FundLimits[];
  readonly #socializes: readonly boolean[];
  readonly #unitUsdFixed: Float64Array;
  #openDebts = 0;
  /** Called before winners give up profit. */
  beforeHaircuts: () => void = () => {};
  /** Raised whenever a fund was paid or paid; lowered by whoever reads the funds. */
  fundMoved = false;

  constructor(ledger: Ledger, health: Health, tally: Tally) {
    this.#ledger = ledger;
    this.#health = health;
    this.#tally = tally;
    this.#unitUsdFixed = Float64Array.from(ledger.spec.assets, (asset) => (asset.market < 0 ? asset.unit : NaN));
    this.#limits = mapped(ledger.spec.venues, (venue) => limitsOf(venue.losses));
    this.#socializes = ledger.spec.venues.map((venue) => venue.losses.some((stage) => stage.stage === 'socialized'));
    this.#funds = ledger.spec.venues.map((venue) => venue.losses.find((stage) => stage.stage === 'insurance-fund') ?? null);
  }

  reset(): void {
    this.#openDebts = 0;
    this.fundMoved = false;
  }

  fundBalance(venue: number, asset: number): number {
    return this.#ledger.cash[this.#ledger.cashSlotOf(venue, partyIndex.fund, asset)];
  }

  limitsOf(venue: number): FundLimits {
    return this.#limits[venue];
  }

  /** Share of a liquidation fee that goes to the fund: 0 without one. */
  feeShareOf(venue: number): number {
    return this.#funds[venue]?.feeShare ?? 0;
  }

  /** What the stages in front of auto-deleveraging can pay for one account now. */
  coverBeforeDeleveraging(venue: number, asset: number): number {
    const { coverOfFund, coverOfOthers } = this.#limits[venue];
    return Math.max(coverOfOthers, Math.min(this.fundBalance(venue, asset), coverOfFund));
  }

  /** USD per cash unit of an asset. */
  unitUsd(asset: number, prices: PriceView): number {
    const fixed = this.#unitUsdFixed[asset];
    if (fixed === fixed) return fixed;
    return this.#health.assetPrice(asset, prices) * this.#ledger.spec.assets[asset].unit;
  }

  /** Liquidation fee: the fund's share and the rest. */
  takeFee(account: number, units: number, prices: PriceView): void {
    const { accountVenue, accountAsset } = this.#ledger.layout;
    const venue = accountVenue[account];
    const asset = accountAsset[account];
    const share = Math.floor(units * this.feeShareOf(venue));
    const unitUsd = this.unitUsd(asset, prices);
    if (share > 0) this.#pay(account, venue, partyIndex.fund, asset, share, movement['liquidation-fee']);
    if (units > share) this.#pay(account, venue, partyIndex.fees, asset, units - share, movement['liquidation-fee']);
    this.#tally.addUsd(venue, usdTotal.liquidationFees, units * unitUsd);
    this.#tally.addUsd(venue, usdTotal.fundIncome, share * unitUsd);
  }

  /** Winners gave up this much by closing at the loser's price. Part of the shortfall that is already paid. */
  noteAbsorbed(account: number, units: number, prices: PriceView): void {
    const venue = this.#ledger.layout.accountVenue[account];
    const asset = this.#ledger.layout.accountAsset[account];
    this.#add(venue, asset, sums.shortfall, units, prices);
    this.#add(venue, asset, sums.adl, units, prices);
    if (units > 0) this.#tally.noteInsolvent(account, units * this.unitUsd(asset, prices));
  }

  /** An account without positions and collateral: its hole is filled, or its surplus taken. */
  settle(account: number, final: boolean, nowMs: number, prices: PriceView, journal: Journal | null): void {
    const cash = this.#ledger.cash[account];
    if (cash < 0) {
      this.#fillHole(account, -cash, nowMs, prices, journal);
      return;
    }
    const venue = this.#ledger.layout.accountVenue[account];
    const takes = final && cash > 0 && this.#funds[venue]?.takesSurplus === true;
    if (takes) {
      const asset = this.#ledger.layout.accountAsset[account];
      this.#pay(account, venue, partyIndex.fund, asset, cash, movement.surplus);
      this.#tally.addUsd(venue, usdTotal.fundIncome, cash * this.unitUsd(asset, prices));
    }
    if (journal?.settlement === undefined) return;
    const nothing = { shortfall: 0, fund: 0, lentByPool: 0, unfunded: 0 };
    journal.settlement({ timeMs: nowMs, account: this.#stable(account), ...nothing, surplus: takes ? cash : 0 });
  }

  /** Open negative equity at the horizon: counted, no money moves. */
  noteOpenShortfall(account: number, units: number, prices: PriceView): void {
    const venue = this.#ledger.layout.accountVenue[account];
    const asset = this.#ledger.layout.accountAsset[account];
    this.#add(venue, asset, sums.shortfall, units, prices);
    this.#add(venue, asset, sums.unfunded, units, prices);
    this.#tally.noteInsolvent(account, units * this.unitUsd(asset, prices));
  }

  /** Settles pool debts by haircuts on winners. Accounts that paid are reported. False when nothing was owed. */
  socializeDebts(nowMs: number, prices: PriceView, journal: Journal | null, changed: (account: number) => void): boolean {
    if (this.#openDebts === 0) return false;
    this.#openDebts = 0;
    this.beforeHaircuts();
    const { venues, assets } = this.#ledger.spec;
    for (let venue = 0; venue < venues.length; venue++) {
      for (let asset = 0; asset < assets.length; asset++) {
        const debt = -this.#ledger.cash[this.#ledger.cashSlotOf(venue, partyIndex.pool, asset)];
        if (debt > 0) this.#socializeOne(venue, asset, debt, nowMs, prices, journal, changed);
        assert(this.#ledger.cash[this.#ledger.cashSlotOf(venue, partyIndex.pool, asset)] === 0, 'a loss pool is empty between instants');
      }
    }
    return true;
  }

  #socializeOne(
    venue: number,
    asset: number,
    debt: number,
    nowMs: number,
    prices: PriceView,
    journal: Journal | null,
    changed: (account: number) => void,
  ): void {
    const stage = this.#ledger.spec.venues[venue].losses.find((candidate) => candidate.stage === 'socialized');
    assert(stage !== undefined, 'only a venue that socialises lends from its pool');
    const { taken, winners } = socialize({ ledger: this.#ledger, prices, venue, asset, debt, maxHaircut: stage.maxHaircut, changed });
    const rest = debt - taken;
    this.#pay(-1, venue, partyIndex.pool, asset, rest, movement.unfunded);
    this.#add(venue, asset, sums.socialized, taken, prices);
    this.#add(venue, asset, sums.unfunded, rest, prices);
    journal?.socialization?.({ timeMs: nowMs, venue, asset, taken, unfunded: rest, winners });
  }

  #fillHole(account: number, shortfall: number, nowMs: number, prices: PriceView, journal: Journal | null): void {
    const { layout } = this.#ledger;
    const venue = layout.accountVenue[account];
    const asset = layout.accountAsset[account];
    const fund = Math.min(this.fundBalance(venue, asset), this.#limits[venue].payment, shortfall);
    if (fund > 0) this.#pay(account, venue, partyIndex.fund, asset, -fund, movement['fund-payment']);
    let lentByPool = 0;
    let missing = 0;
    if (fund < shortfall) {
      lentByPool = this.#socializes[venue] ? shortfall - fund : 0;
      missing = shortfall - fund - lentByPool;
      if (lentByPool > 0) this.#openDebts++;
      this.#pay(account, venue, partyIndex.pool, asset, 0 - lentByPool, movement['pool-loan']);
      this.#pay(account, venue, partyIndex.unfunded, asset, 0 - missing, movement.unfunded);
    }
    assert(fund + lentByPool + missing === shortfall && this.#ledger.cash[account] === 0, 'a hole is filled exactly');
    this.#add(venue, asset, sums.shortfall, shortfall, prices);
    this.#add(venue, asset, sums.fund, fund, prices);
    if (missing > 0) this.#add(venue, asset, sums.unfunded, missing, prices);
    this.#tally.noteInsolvent(account, shortfall * this.unitUsd(asset, prices));
    if (journal?.settlement === undefined) return;
    journal.settlement({ timeMs: nowMs, account: this.#stable(account), shortfall, fund, lentByPool, unfunded: missing, surplus: 0 });
  }

  /** Pays units from an account (or, for account -1, from the unfunded party) to a party; negative units flow the other way. */
  #pay(account: number, venue: number, party: number, asset: number, units: number, kind: number): void {
    if (units === 0) return;
    if (party === partyIndex.fund) this.fundMoved = true;
    const payer = account < 0 ? this.#ledger.cashSlotOf(venue, partyIndex.unfunded, asset) : account;
    const receiver = this.#ledger.cashSlotOf(venue, party, asset);
    if (units > 0) this.#ledger.transfer(payer, receiver, asset, units, kind);
    else this.#ledger.transfer(receiver, payer, asset, -units, kind);
    assert(party !== partyIndex.fund || this.#ledger.cash[receiver] >= 0, 'an insurance fund is never negative');
  }

  /** Adds to a sum of the waterfall, in units and in USD of this moment. */
  #add(venue: number, asset: number, sum: SumPlaces, units: number, prices: PriceView): void {
    this.#tally.addUnits(venue, asset, sum.units, units);
    this.#tally.addUsd(venue, sum.usd, units * this.unitUsd(asset, prices));
  }

  #stable(account: number): number {
    return this.#ledger.layout.stableOf[account];
  }
}
