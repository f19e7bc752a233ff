/** The two verbs that move money, and the checks that must hold after every event (docs/semantics.md, section 1). */
import { assert } from '../../engine/math/assert.ts';
import { roundHalfAway } from '../../engine/math/round.ts';
import type { Holder, InstrumentState, Trader, VenueState, World } from './dense-world.ts';

export interface ConservationTotals {
  /** Sum of all cash per asset, constant for ever. */
  readonly cash: readonly number[];
}

export interface Transfer {
  readonly from: Holder;
  readonly to: Holder;
  readonly asset: number;
  readonly amount: number;
}

export interface Trade {
  readonly buyer: Holder;
  readonly seller: Holder;
  readonly instrument: InstrumentState;
  /** Signed: a negative count sells. */
  readonly lots: number;
  /** Value of the lots at the price of the trade, with their sign. */
  readonly leg: number;
}

export function transfer({ from, to, asset, amount }: Transfer): void {
  assert(Number.isSafeInteger(amount) && amount >= 0, `a transfer needs whole units, got ${amount}`);
  from.cash[asset] -= amount;
  to.cash[asset] += amount;
}

/** Moves lots one way and the leg the other; stored cash also takes lots x F, so that true cash changes by the leg only. */
export function trade({ buyer, seller, instrument, lots, leg }: Trade): void {
  assert(Number.isSafeInteger(lots) && Number.isSafeInteger(leg), `a trade needs whole lots and units, got ${lots} and ${leg}`);
  const asset = instrument.spec.settleAsset;
  const funding = lots * instrument.fundingIndex;
  buyer.cash[asset] += funding - leg;
  seller.cash[asset] -= funding - leg;
  buyer.lots[instrument.index] += lots;
  seller.lots[instrument.index] -= lots;
}

/** Closing reduces the cost basis in proportion; the last lots take all of it. */
export function reduceCost(trader: Trader, index: number, lots: number): void {
  const held = Math.abs(trader.lots[index]);
  trader.cost[index] -= lots === held ? trader.cost[index] : roundHalfAway((trader.cost[index] * lots) / held);
}

/** True cash in an asset: the stored cash less lots x F of the positions that settle in it. */
export function trueCash(world: Pick<World, 'instruments'>, holder: Holder, asset: number): number {
  let cash = holder.cash[asset];
  for (const instrument of world.instruments) {
    const lots = holder.lots[instrument.index];
    if (lots !== 0 && instrument.spec.settleAsset === asset) cash -= lots * instrument.fundingIndex;
  }
  return cash;
}

export function partiesOf(venue: VenueState): Holder[] {
  return [venue.market, venue.fund, venue.fees, venue.unfunded, venue.pool];
}

function sumOver(holders: readonly Holder[], read: (holder: Holder) => number): number {
  let sum = 0;
  for (const holder of holders) sum += read(holder);
  return sum;
}

function everyHolder(world: { readonly venues: readonly VenueState[]; readonly traders: readonly Trader[] }): Holder[] {
  return [...world.traders, ...world.venues.flatMap(partiesOf)];
}

export interface Holders {
  readonly venues: readonly VenueState[];
  readonly traders: readonly Trader[];
  readonly assets: number;
}

export function conservationTotals({ venues, traders, assets }: Holders): ConservationTotals {
  const holders = everyHolder({ venues, traders });
  return { cash: Array.from({ length: assets }, (_, asset) => sumOver(holders, (holder) => holder.cash[asset])) };
}

/** Throws unless cash per asset is what it was at the opening, lots per instrument are zero and no fund is in debt. */
export function checkConservation(world: World): void {
  const holders = everyHolder(world);
  world.spec.assets.forEach((asset, index) => {
    const total = sumOver(holders, (holder) => holder.cash[index]);
    assert(total === world.totals.cash[index], `${asset.id} was ${world.totals.cash[index]} units, is ${total}`);
  });
  for (const { spec, index } of world.instruments) {
    const total = sumOver(holders, (holder) => holder.lots[index]);
    assert(total === 0, `lots of ${spec.id} sum to ${total}`);
  }
  for (const venue of world.venues) assert(venue.fund.cash.every((units) => units >= 0), `the fund of ${venue.spec.id} is in debt`);
}

/** Throws unless shortfall = fund + adl + socialised + unfunded in every venue and asset, and every pool is cleared. */
export function checkWaterfall(world: World): void {
  for (const venue of world.venues) {
    venue.waterfall.forEach((totals, asset) => {
      const paid = totals.fund + totals.adl + totals.socialized + totals.unfunded;
      assert(totals.shortfall === paid, `${venue.spec.id}, asset ${asset}: shortfall ${totals.shortfall}, paid ${paid}`);
      assert(venue.pool.cash[asset] === 0, `${venue.spec.id}, asset ${asset}: pool holds ${venue.pool.cash[asset]} between instants`);
    });
  }
}
