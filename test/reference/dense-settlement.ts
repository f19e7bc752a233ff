/** The end of an account, socialised losses and the horizon (docs/semantics.md, sections 4.4, 6 and 7). */
import type { LossStage } from '../../engine/kernel/world-spec.ts';
import { equity, positionProfit } from './dense-health.ts';
import { transfer, trueCash } from './dense-ledger.ts';
import { instrumentsHeld, type Trader, type VenueState, type World } from './dense-world.ts';

/** Settles an account without positions and balances: a hole runs down the waterfall, the surplus of a final action may go to the fund. */
export function settle(world: World, trader: Trader, final: boolean): void {
  const cash = trueCash(world, trader, trader.marginAsset);
  const paid = cash < 0 ? payShortfall(world, trader, -cash) : { fund: 0, lentByPool: 0, unfunded: 0 };
  const surplus = cash > 0 && final ? takeSurplus(world, trader, cash) : 0;
  world.records.settlements.push({ timeMs: world.timeMs, account: trader.id, shortfall: Math.max(0, 0 - cash), ...paid, surplus });
}

function takeSurplus(world: World, trader: Trader, amount: number): number {
  const venue = world.venues[trader.venue];
  if (venue.fundStage?.takesSurplus !== true) return 0;
  transfer({ from: trader, to: venue.fund, asset: trader.marginAsset, amount });
  return amount;
}

function payShortfall(world: World, trader: Trader, shortfall: number) {
  const venue = world.venues[trader.venue];
  const asset = trader.marginAsset;
  const paid = { fund: 0, lentByPool: 0, unfunded: 0 };
  let rest = shortfall;
  for (const stage of venue.spec.losses) {
    const amount = payFromStage(venue, { stage, trader, rest });
    if (stage.stage === 'insurance-fund') paid.fund += amount;
    else paid.lentByPool += amount;
    rest -= amount;
  }
  transfer({ from: venue.unfunded, to: trader, asset, amount: rest });
  paid.unfunded = rest;
  bookPayments(venue, asset, { shortfall, ...paid });
  if (paid.fund > 0) world.records.occurrences.fundDraws++;
  return paid;
}

interface Payment {
  readonly stage: LossStage;
  readonly trader: Trader;
  readonly rest: number;
}

function payFromStage(venue: VenueState, { stage, trader, rest }: Payment): number {
  if (stage.stage === 'adl' || rest === 0) return 0;
  const asset = trader.marginAsset;
  const isFund = stage.stage === 'insurance-fund';
  const amount = isFund ? Math.min(venue.fund.cash[asset], stage.drawCapUnits, rest) : rest;
  transfer({ from: isFund ? venue.fund : venue.pool, to: trader, asset, amount });
  return amount;
}

interface Payments {
  readonly shortfall: number;
  readonly fund: number;
  readonly lentByPool: number;
  readonly unfunded: number;
}

function bookPayments(venue: VenueState, asset: number, paid: Payments): void {
  const totals = venue.waterfall[asset];
  totals.shortfall += paid.shortfall;
  totals.fund += paid.fund;
  totals.socialized += paid.lentByPool;
  totals.unfunded += paid.unfunded;
}

interface Winner {
  readonly trader: Trader;
  readonly profit: number;
  share: number;
}

/** Section 6: what every pool lent is taken from winners, the rest stays unfunded. Returns true when there was anything to settle. */
export function settlePools(world: World): boolean {
  let settled = false;
  for (const venue of world.venues) {
    venue.pool.cash.forEach((cash, asset) => {
      if (cash >= 0) return;
      settlePool(world, venue, asset);
      settled = true;
    });
  }
  return settled;
}

function settlePool(world: World, venue: VenueState, asset: number): void {
  const debt = -venue.pool.cash[asset];
  const winners = winnersOf(world, venue, asset);
  let total = 0;
  for (const { profit } of winners) total += profit;
  const take = Math.min(debt, Math.floor((venue.socializationStage?.maxHaircut ?? 0) * total));
  shareOut(winners, { take, total });
  for (const { trader, share } of winners) takeHaircut(venue, { trader, share, asset });
  transfer({ from: venue.unfunded, to: venue.pool, asset, amount: debt - take });
  venue.waterfall[asset].socialized -= debt - take;
  venue.waterfall[asset].unfunded += debt - take;
  world.records.socializations.push({
    timeMs: world.timeMs, venue: venue.index, asset, taken: take, unfunded: debt - take, winners: take > 0 ? winners.length : 0,
  });
}

function winnersOf(world: World, venue: VenueState, asset: number): Winner[] {
  return world.traders
    .filter((trader) => trader.venue === venue.index && trader.marginAsset === asset)
    .map((trader) => ({ trader, profit: profitLeft(world, trader), share: 0 }))
    .filter(({ profit }) => profit > 0);
}

function profitLeft(world: World, trader: Trader): number {
  let profit = 0;
  for (const index of instrumentsHeld(trader)) profit += positionProfit(world, trader, index);
  return profit - trader.haircutsTaken;
}

/** Shares in proportion to profit, rounded down; single units by ascending id for what is left. */
function shareOut(winners: Winner[], { take, total }: { readonly take: number; readonly total: number }): void {
  let left = take;
  for (const winner of winners) {
    winner.share = Math.min(Math.floor(take * (winner.profit / total)), winner.profit, left);
    left -= winner.share;
  }
  while (left > 0) {
    for (const winner of winners) {
      if (left === 0 || winner.share >= winner.profit) continue;
      winner.share++;
      left--;
    }
  }
}

function takeHaircut(venue: VenueState, { trader, share, asset }: { trader: Trader; share: number; asset: number }): void {
  transfer({ from: trader, to: venue.pool, asset, amount: share });
  trader.haircutsTaken += share;
}

/** Section 7: negative equity that is still open counts as shortfall that nobody paid. */
export function countOpenShortfalls(world: World): void {
  for (const trader of world.traders) {
    if (instrumentsHeld(trader).length === 0) continue;
    const venue = world.venues[trader.venue];
    const missing = -Math.floor(equity(world, trader, venue.marks));
    if (missing <= 0) continue;
    venue.waterfall[trader.marginAsset].shortfall += missing;
    venue.waterfall[trader.marginAsset].unfunded += missing;
    world.records.occurrences.horizonShortfalls++;
  }
}
