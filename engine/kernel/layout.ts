/**
 * Where everything lives in the flat arrays. Accounts are renumbered at load: accounts with one position first, in the order in
 * which the trigger index will reach them (memory is then read in sequence while a market falls), portfolios after them.
 * Nothing here changes during a run.
 */
import { assert } from '../math/assert.ts';
import { roundHalfAway } from '../math/round.ts';
import { sortedOrder } from '../math/sort.ts';
import { partyKinds } from './parties.ts';
import type { Book, InstrumentSpec, MarginTier, WorldSpec } from './world-spec.ts';

/** Accounts of one instrument, side and tier. Their keys are comparable with one number, see trigger-index.ts. */
export interface TriggerGroup {
  readonly instrument: number;
  readonly side: number;
  readonly tier: number;
  /** Accounts [start, end), in the order in which an adverse price reaches them. */
  readonly start: number;
  readonly end: number;
}

export interface Layout {
  readonly accountCount: number;
  /** Accounts below this have exactly one position and no other balance. */
  readonly singleCount: number;
  /** Singles below this are in the trigger index; the rest are watched by radius. */
  readonly keyedCount: number;
  readonly groups: readonly TriggerGroup[];
  /** Stable account id of an internal account number. */
  readonly stableOf: Int32Array;
  readonly accountVenue: Uint8Array;
  readonly accountAsset: Uint8Array;
  readonly accountOwner: Int32Array;
  /** Position slots of portfolio a: [positionStart[a - singleCount], positionStart[a - singleCount + 1]); a single's slot is a. */
  readonly positionStart: Int32Array;
  readonly slotCount: number;
  readonly slotInstrument: Uint16Array;
  /** Account of a portfolio's slot: portfolioOfSlot[slot - singleCount]. */
  readonly portfolioOfSlot: Int32Array;
  /** Cash slots of a portfolio's other balances: [balanceStart[...], ...); a margin balance's cash slot is the account number. */
  readonly balanceStart: Int32Array;
  readonly balanceAsset: Uint8Array;
  readonly firstPartyCash: number;
  readonly cashCount: number;
  /** Market party's position slot of instrument i is firstMarketSlot + i. */
  readonly firstMarketSlot: number;
  readonly openingCash: Float64Array;
  readonly openingLots: Float64Array;
  readonly openingCost: Float64Array;
  /** Cash legs that opened the positions, per instrument: what the market party received. */
  readonly marketOpeningLegs: Float64Array;
}

const exactLimit = 2 ** 53;

/** Cash units that one lot is worth at a price: scale x price, for inverse contracts -scale / price. */
export function lotValue(instrument: InstrumentSpec, price: number): number {
  return instrument.contract === 'inverse' ? -instrument.valueScale / price : instrument.valueScale * price;
}

/** Cash slot of a party of a venue in an asset. */
export function partyCash(layout: Layout, assetCount: number, venue: number, party: number, asset: number): number {
  return layout.firstPartyCash + (venue * partyKinds.length + party) * assetCount + asset;
}

/** Account that a position slot belongs to. */
export function accountOfSlot({ singleCount, portfolioOfSlot }: Layout, slot: number): number {
  return slot < singleCount ? slot : portfolioOfSlot[slot - singleCount];
}

/** True for an account with exactly one position and no other balance. */
export function isSingle(book: Book, account: number): boolean {
  return (
    book.positionStart[account + 1] - book.positionStart[account] === 1 &&
    book.balanceStart[account + 1] === book.balanceStart[account]
  );
}

/**
 * Cash per lot at which the account's trigger lies, in the form that section 3 of docs/semantics.md compares with h.
 */
export function triggerKey(cash: number, lots: number, deduction: number): number {
  return -(cash + deduction) / lots;
}

/** How far the notional at the trigger must be from the ends of its tier, so that funding does not carry it into another one. */
const tierMargin = 0.05;

/**
 * The tier whose line decides at the trigger, or -1 when that is not clear-cut: such an account is watched by radius. With one tier
 * always 0.
 */
export function clearTier(instrument: InstrumentSpec, side: number, cash: number, lots: number, fundingIndex: number): number {
  const tiers = instrument.maintenanceTiers;
  if (tiers.length === 1) return 0;
  for (let tier = 0; tier < tiers.length; tier++) {
    const notional = notionalAtTrigger(tiers[tier], side, cash, lots, fundingIndex, instrument.contract === 'inverse');
    if (notional === notional && clearlyInside(tiers, tier, notional)) return tier;
  }
  return -1;
}

function notionalAtTrigger(tier: MarginTier, side: number, cash: number, lots: number, fundingIndex: number, inverse: boolean): number {
  const target = triggerKey(cash, lots, tier.deduction) + fundingIndex;
  if (inverse ? target >= 0 : target <= 0) return NaN;
  const factor = 1 - (inverse ? -side : side) * tier.rate;
  return Math.abs(lots * (target / factor));
}

function clearlyInside(tiers: readonly MarginTier[], tier: number, notional: number): boolean {
  const floor = tier === 0 ? -Infinity : tiers[tier].notionalFloor * (1 + tierMargin);
  const ceiling = tier + 1 < tiers.length ? tiers[tier + 1].notionalFloor * (1 - tierMargin) : Infinity;
  return notional > floor && notional < ceiling;
}

interface Openings {
  readonly cash: Float64Array;
  readonly legs: Float64Array;
  readonly marketLegs: Float64Array;
}

/** Executes the opening trades: cash pays the entry value, the market party receives it. */
function openPositions(spec: WorldSpec): Openings {
  const { book, instruments } = spec;
  const cash = Float64Array.from(book.cash.subarray(0, book.count));
  const legs = new Float64Array(book.positionStart[book.count]);
  const marketLegs = new Float64Array(instruments.length);
  for (let account = 0; account < book.count; account++) {
    for (let slot = book.positionStart[account]; slot < book.positionStart[account + 1]; slot++) {
      const instrument = book.positionInstrument[slot];
      const leg = roundHalfAway(book.positionLots[slot] * lotValue(instruments[instrument], book.positionEntryPrice[slot]));
      legs[slot] = leg;
      cash[account] -= leg;
      marketLegs[instrument] += leg;
    }
  }
  return { cash, legs, marketLegs };
}

function checkBook(spec: WorldSpec): void {
  const { book, instruments } = spec;
  const longs = new Float64Array(instruments.length);
  for (let account = 0; account < book.count; account++) {
    for (let slot = book.positionStart[account]; slot < book.positionStart[account + 1]; slot++) {
      const instrument = instruments[book.positionInstrument[slot]];
      const lots = book.positionLots[slot];
      assert(instrument.settleAsset === book.marginAsset[account], 'a position must settle in its account\'s margin asset');
      assert(instrument.venue === book.venue[account], 'a position must be on its account\'s venue');
      assert(Number.isInteger(lots) && lots !== 0, 'lots must be whole and not zero');
      longs[book.positionInstrument[slot]] += Math.abs(lots);
    }
  }
  for (const total of longs) assert(total < exactLimit, 'lots of one instrument must stay below 2^53 in total');
}

interface Keyed {
  readonly order: Int32Array;
  readonly groups: readonly TriggerGroup[];
  readonly keyedCount: number;
  readonly singleCount: number;
}

function mostTiers(instruments: WorldSpec['instruments']): number {
  let most = 1;
  for (const { maintenanceTiers } of instruments) most = Math.max(most, maintenanceTiers.length);
  return most;
}

function groupNumber(instrument: number, side: number, tier: number, tierLimit: number): number {
  return (instrument * 2 + (side > 0 ? 0 : 1)) * tierLimit + tier;
}

/**
 * Internal order: keyed singles by group and key, other singles, portfolios by leverage, highest first. A path touches those that are near
 * their limit: this way they are neighbours in memory.
 */
function orderAccounts(spec: WorldSpec, openings: Openings): Keyed {
  const { book, instruments } = spec;
  const tierLimit = mostTiers(instruments);
  const groupTotal = instruments.length * 2 * tierLimit;
  const groupOf = new Int32Array(book.count);
  const keys = new Float64Array(book.count);
  const counts = new Int32Array(groupTotal + 2);
  for (let account = 0; account < book.count; account++) {
    groupOf[account] = groupTotal + 1;
    if (isSingle(book, account)) {
      const slot = book.positionStart[account];
      const lots = book.positionLots[slot];
      const side = lots > 0 ? 1 : -1;
      const instrument = instruments[book.positionInstrument[slot]];
      const tier = clearTier(instrument, side, openings.cash[account], lots, 0);
      groupOf[account] = tier < 0 ? groupTotal : groupNumber(book.positionInstrument[slot], side, tier, tierLimit);
      if (tier >= 0) keys[account] = -side * triggerKey(openings.cash[account], lots, instrument.maintenanceTiers[tier].deduction);
    } else keys[account] = openingMargin(book, account, openings.legs);
    counts[groupOf[account]]++;
  }
  return arrange(groupOf, keys, counts, groupTotal, tierLimit);
}

function arrange(groupOf: Int32Array, keys: Float64Array, counts: Int32Array, groupTotal: number, tierLimit: number): Keyed {
  const starts = new Int32Array(counts.length + 1);
  for (let group = 0; group < counts.length; group++) starts[group + 1] = starts[group] + counts[group];
  const order = new Int32Array(groupOf.length);
  const next = starts.slice();
  for (let account = 0; account < groupOf.length; account++) order[next[groupOf[account]]++] = account;
  const groups: TriggerGroup[] = [];
  for (let group = 0; group < groupTotal; group++) {
    const [start, end] = [starts[group], starts[group + 1]];
    if (start === end) continue;
    sortByKey(order.subarray(start, end), keys);
    const pair = Math.floor(group / tierLimit);
    groups.push({ instrument: pair >> 1, side: pair & 1 ? -1 : 1, tier: group % tierLimit, start, end });
  }
  sortByKey(order.subarray(starts[groupTotal + 1]), keys);
  return { order, groups, keyedCount: starts[groupTotal], singleCount: starts[groupTotal + 1] };
}

/** Cash of an account per unit of its positions at entry; balances do not count. */
function openingMargin(book: Book, account: number, legs: Float64Array): number {
  let gross = 0;
  for (let slot = book.positionStart[account]; slot < book.positionStart[account + 1]; slot++) gross += Math.abs(legs[slot]);
  return gross === 0 ? Infinity : book.cash[account] / gross;
}

function sortByKey(members: Int32Array, keys: Float64Array): void {
  const memberKeys = new Float64Array(members.length);
  for (let index = 0; index < members.length; index++) memberKeys[index] = keys[members[index]];
  const sorted = sortedOrder(memberKeys);
  const before = members.slice();
  for (let index = 0; index < members.length; index++) members[index] = before[sorted[index]];
}

/** Lays a world out. Cost is one sort of the accounts. */
export function layOut(spec: WorldSpec): Layout {
  checkBook(spec);
  const { book } = spec;
  const openings = openPositions(spec);
  const { order, groups, keyedCount, singleCount } = orderAccounts(spec, openings);
  const portfolioCount = book.count - singleCount;
  const positionStart = new Int32Array(portfolioCount + 1).fill(singleCount);
  const balanceStart = new Int32Array(portfolioCount + 1).fill(book.count);
  for (let index = 0; index < portfolioCount; index++) {
    const account = order[singleCount + index];
    positionStart[index + 1] = positionStart[index] + book.positionStart[account + 1] - book.positionStart[account];
    balanceStart[index + 1] = balanceStart[index] + book.balanceStart[account + 1] - book.balanceStart[account];
  }
  const slotCount = positionStart[portfolioCount];
  const firstPartyCash = balanceStart[portfolioCount];
  const partyCashCount = spec.venues.length * partyKinds.length * spec.assets.length;
  const layout: Layout = {
    accountCount: book.count,
    singleCount,
    keyedCount,
    groups,
    stableOf: order,
    accountVenue: permuted(book.venue, order, new Uint8Array(book.count)),
    accountAsset: permuted(book.marginAsset, order, new Uint8Array(book.count)),
    accountOwner: permuted(book.owner, order, new Int32Array(book.count)),
    positionStart,
    slotCount,
    slotInstrument: new Uint16Array(slotCount),
    portfolioOfSlot: new Int32Array(slotCount - singleCount),
    balanceStart,
    balanceAsset: new Uint8Array(firstPartyCash - book.count),
    firstPartyCash,
    cashCount: firstPartyCash + partyCashCount,
    firstMarketSlot: slotCount,
    openingCash: new Float64Array(firstPartyCash + partyCashCount),
    openingLots: new Float64Array(slotCount + spec.instruments.length),
    openingCost: new Float64Array(slotCount),
    marketOpeningLegs: openings.marketLegs,
  };
  fillAccounts(spec, layout, openings);
  return layout;
}

function permuted<Values extends Uint8Array | Int32Array>(source: Values, order: Int32Array, target: Values): Values {
  for (let index = 0; index < order.length; index++) target[index] = source[order[index]];
  return target;
}

function fillAccounts(spec: WorldSpec, layout: Layout, openings: Openings): void {
  const { book } = spec;
  for (let account = 0; account < layout.accountCount; account++) {
    const stable = layout.stableOf[account];
    layout.openingCash[account] = openings.cash[stable];
    const portfolio = account - layout.singleCount;
    let slot = portfolio < 0 ? account : layout.positionStart[portfolio];
    for (let from = book.positionStart[stable]; from < book.positionStart[stable + 1]; from++, slot++) {
      layout.slotInstrument[slot] = book.positionInstrument[from];
      layout.openingLots[slot] = book.positionLots[from];
      layout.openingCost[slot] = openings.legs[from];
      layout.openingLots[layout.firstMarketSlot + book.positionInstrument[from]] -= book.positionLots[from];
      if (portfolio >= 0) layout.portfolioOfSlot[slot - layout.singleCount] = account;
    }
    if (portfolio >= 0) fillBalances(book, layout, stable, portfolio);
  }
  for (let instrument = 0; instrument < spec.instruments.length; instrument++) {
    const { venue, settleAsset } = spec.instruments[instrument];
    layout.openingCash[partyCash(layout, spec.assets.length, venue, 0, settleAsset)] += openings.marketLegs[instrument];
  }
  spec.venues.forEach((venue, index) => {
    const fund = venue.losses.find((stage) => stage.stage === 'insurance-fund');
    fund?.openingUnits.forEach((units, asset) => {
      layout.openingCash[partyCash(layout, spec.assets.length, index, 1, asset)] = units;
    });
  });
}

function fillBalances(book: Book, layout: Layout, stable: number, portfolio: number): void {
  let slot = layout.balanceStart[portfolio];
  for (let from = book.balanceStart[stable]; from < book.balanceStart[stable + 1]; from++, slot++) {
    layout.openingCash[slot] = book.balanceUnits[from];
    layout.balanceAsset[slot - layout.accountCount] = book.balanceAsset[from];
  }
}
