/** Random books of accounts, in plain objects first and then in the columns that a kernel reads. */
import { roundHalfAway } from '../../engine/math/round.ts';
import type { Book, InstrumentSpec, MarginTier } from '../../engine/kernel/world-spec.ts';
import type { Dice } from './dice.ts';

export interface PlainPosition {
  readonly instrument: number;
  readonly lots: number;
  readonly entryPrice: number;
}

export interface PlainAccount {
  readonly owner: number;
  readonly venue: number;
  readonly marginAsset: number;
  readonly cash: number;
  /** Ascending instrument. */
  readonly positions: readonly PlainPosition[];
  /** Ascending asset, never the margin asset. */
  readonly balances: readonly { readonly asset: number; readonly units: number }[];
}

/** Turns accounts into columns. Accounts keep their order: the index is the id. */
export function bookOf(accounts: readonly PlainAccount[]): Book {
  const positions = accounts.flatMap((account) => account.positions);
  const balances = accounts.flatMap((account) => account.balances);
  return {
    count: accounts.length,
    accountId: (account) => `a${account}`,
    ownerId: (owner) => `o${owner}`,
    owner: Int32Array.from(accounts, (account) => account.owner),
    venue: Uint8Array.from(accounts, (account) => account.venue),
    marginAsset: Uint8Array.from(accounts, (account) => account.marginAsset),
    cash: Float64Array.from(accounts, (account) => account.cash),
    positionStart: starts(accounts.map((account) => account.positions.length)),
    positionInstrument: Uint16Array.from(positions, (position) => position.instrument),
    positionLots: Float64Array.from(positions, (position) => position.lots),
    positionEntryPrice: Float64Array.from(positions, (position) => position.entryPrice),
    balanceStart: starts(accounts.map((account) => account.balances.length)),
    balanceAsset: Uint8Array.from(balances, (balance) => balance.asset),
    balanceUnits: Float64Array.from(balances, (balance) => balance.units),
  };
}

function starts(lengths: readonly number[]): Int32Array {
  const made = new Int32Array(lengths.length + 1);
  lengths.forEach((length, i) => { made[i + 1] = made[i] + length; });
  return made;
}

/** An instrument and what a population needs to know about it. */
export interface Listing {
  readonly spec: InstrumentSpec;
  readonly index: number;
  readonly startPrice: number;
  /** Value of one lot at the start, USD. */
  readonly lotUsd: number;
}

export interface BookPlan {
  readonly accounts: number;
  readonly listings: readonly Listing[];
  /** Per asset: cash units of one USD at the start. */
  readonly unitsPerUsd: readonly number[];
  readonly longShare: number;
  readonly portfolioShare: number;
  /** Share of accounts that are exact copies of another. */
  readonly copyShare: number;
  /** No two accounts share an entry price or a leverage, so that nothing ties. */
  readonly allDifferent: boolean;
  readonly medianUsd: number;
}

export function randomAccounts(dice: Dice, plan: BookPlan): PlainAccount[] {
  const accounts: PlainAccount[] = [];
  while (accounts.length < plan.accounts) {
    const copies = accounts.length > 0 && dice.chance(plan.copyShare);
    accounts.push(copies ? dice.pick(accounts) : randomAccount(dice, plan));
  }
  return dice.shuffled(accounts).map((account) => ({ ...account, owner: dice.below(plan.accounts) }));
}

export function valueOfLot(spec: InstrumentSpec, price: number): number {
  return spec.contract === 'inverse' ? -spec.valueScale / price : spec.valueScale * price;
}

/** Largest rate x notional - deduction. */
export function requirementOf(tiers: readonly MarginTier[], notional: number): number {
  return Math.max(...tiers.map(({ rate, deduction }) => rate * notional - deduction));
}

function randomAccount(dice: Dice, plan: BookPlan): PlainAccount {
  const first = dice.pick(plan.listings);
  const { venue, settleAsset } = first.spec;
  const isPortfolio = dice.chance(plan.portfolioShare);
  const others = plan.listings.filter((other) => other !== first && other.spec.venue === venue && other.spec.settleAsset === settleAsset);
  const listings = isPortfolio ? [first, ...others.filter(() => dice.chance(0.7))] : [first];
  listings.sort((a, b) => a.index - b.index);
  const positions = listings.map((listing) => randomPosition(dice, plan, listing));
  const leverage = dice.pick([2, 3, 5, 8, 12, 20, 30, 60]) * (plan.allDifferent ? dice.between(0.8, 1.2) : 1);
  const equity = equityFor(dice, leverage, positions.map((position, i) => ({ position, listing: listings[i] })));
  const hasBalances = isPortfolio && (listings.length === 1 || dice.chance(0.5));
  const balances = hasBalances ? randomBalances(dice, plan, { marginAsset: settleAsset, equity }) : [];
  const inBalances = balances.reduce((sum, { asset, units }) => sum + (units / plan.unitsPerUsd[asset]) * plan.unitsPerUsd[settleAsset], 0);
  const cash = Math.round(equity - openProfit(positions, listings) - inBalances);
  return { owner: 0, venue, marginAsset: settleAsset, cash, positions, balances };
}

function randomPosition(dice: Dice, plan: BookPlan, { index, startPrice, lotUsd }: Listing): PlainPosition {
  const size = Math.max(1, Math.round(dice.heavy(plan.medianUsd, 1.3) / lotUsd));
  const side = dice.chance(plan.longShare) ? 1 : -1;
  const entryPrice = dice.chance(0.3) && !plan.allDifferent ? startPrice : startPrice * Math.exp(0.08 * dice.normal());
  return { instrument: index, lots: side * size, entryPrice };
}

interface Holding {
  readonly position: PlainPosition;
  readonly listing: Listing;
}

/** Equity wanted at the start: the requirement times a cushion, or notional / leverage when that is more. */
function equityFor(dice: Dice, leverage: number, holdings: readonly Holding[]): number {
  const cushion = dice.between(0.97, 1.6);
  return holdings.reduce((sum, { position, listing }) => {
    const notional = Math.abs(position.lots * valueOfLot(listing.spec, listing.startPrice));
    return sum + Math.max(notional / leverage, cushion * requirementOf(listing.spec.maintenanceTiers, notional));
  }, 0);
}

function openProfit(positions: readonly PlainPosition[], listings: readonly Listing[]): number {
  return positions.reduce((sum, { lots, entryPrice }, i) => {
    const { spec, startPrice } = listings[i];
    return sum + lots * (valueOfLot(spec, startPrice) - valueOfLot(spec, entryPrice));
  }, 0);
}

function randomBalances(dice: Dice, { unitsPerUsd }: BookPlan, { marginAsset, equity }: { marginAsset: number; equity: number }) {
  const share = dice.pick([0.3, 0.8, 1.5]);
  const assets = unitsPerUsd.map((_, asset) => asset).filter((asset) => asset !== marginAsset && dice.chance(0.6));
  return assets
    .map((asset) => ({ asset, units: Math.round(((share * equity) / unitsPerUsd[marginAsset] / assets.length) * unitsPerUsd[asset]) }))
    .filter(({ units }) => units > 0);
}

/** The cash at which a single account is exactly at its trigger at a price where every number is a whole one. */
export function cashAtTrigger(spec: InstrumentSpec, { lots, entryPrice }: PlainPosition, price: number): number {
  const v = valueOfLot(spec, price);
  const leg = roundHalfAway(lots * valueOfLot(spec, entryPrice));
  return requirementOf(spec.maintenanceTiers, Math.abs(lots * v)) - lots * v + leg;
}
