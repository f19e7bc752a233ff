/** One action on a liquidatable account (docs/semantics.md, section 4). */
import { roundHalfAway } from '../../engine/math/round.ts';
import type { LiquidationRequest } from '../../engine/kernel/world-spec.ts';
import { originOf } from './dense-ancestry.ts';
import { closeByDeleveraging } from './dense-deleveraging.ts';
import { bindingTier, equity, indexPrice, marginEquity, requirement } from './dense-health.ts';
import { reduceCost, trade, transfer } from './dense-ledger.ts';
import { executeFill, feedPrice, fillRange, isHalted, previewFill, schedule } from './dense-market.ts';
import { settle } from './dense-settlement.ts';
import { instrumentsHeld, lotValue, otherBalances, type InstrumentState, type Trader, type World } from './dense-world.ts';

/** Acts on an account: closes what its rule says, sells what it must, and settles it when nothing is left. */
export function act(world: World, trader: Trader): void {
  const origin = originOf(world, trader);
  const held = instrumentsHeld(trader);
  noteOccurrences(world, trader, held);
  const plan = planLots(world, trader);
  const final = held.every((index) => plan[index] === Math.abs(trader.lots[index]));
  if (final) sellBalances(world, trader);
  let closed = 0;
  for (const index of held) closed += closePosition(world, trader, { index, lots: plan[index], final, ...origin });
  if (closed === 0) deferToNextInstant(world, trader);
  if (instrumentsHeld(trader).length > 0) startWaiting(world, trader);
  if (instrumentsHeld(trader).length === 0 && otherBalances(trader).length === 0) settle(world, trader, final);
}

function noteOccurrences(world: World, trader: Trader, held: readonly number[]): void {
  const { occurrences } = world.records;
  const { marks } = world.venues[trader.venue];
  if (held.length > 1 || otherBalances(trader).length > 0) occurrences.portfolioActions++;
  const aboveFirstTier = held.some((index) => {
    const { spec } = world.instruments[index];
    return bindingTier(spec, Math.abs(trader.lots[index] * lotValue(spec, marks[index]))).tier > 0;
  });
  if (aboveFirstTier) occurrences.higherBrackets++;
  if (marginEquity(world, trader, marks) === requirement(world, trader, marks)) occurrences.exactTriggers++;
}

function startWaiting(world: World, trader: Trader): void {
  const { intervalMs } = world.spec.venues[trader.venue].liquidation;
  if (intervalMs <= 0) return;
  trader.waitUntilMs = world.timeMs + intervalMs;
  schedule(world, trader.waitUntilMs);
  world.records.occurrences.pacedWaits++;
}

function deferToNextInstant(world: World, trader: Trader): void {
  trader.deferred = true;
  world.records.occurrences.deferrals++;
}

/** 1. Lots to close per instrument. */
function planLots(world: World, trader: Trader): number[] {
  const rule = world.spec.venues[trader.venue].liquidation;
  const fraction = rule.alwaysFull ? 1 : rule.fractionToClose(requestFor(world, trader));
  if (fraction < 1) world.records.occurrences.partialActions++;
  return lotsAtFraction(world, trader, fraction);
}

function lotsAtFraction(world: World, trader: Trader, fraction: number): number[] {
  return trader.lots.map((lots, index) => {
    const size = Math.abs(lots);
    if (size === 0 || isHalted(world, world.instruments[index])) return 0;
    return fraction === 1 ? size : Math.max(1, Math.min(size, Math.ceil(fraction * size)));
  });
}

/** The request describes the first position; the answers about what follows cover all of them. */
function requestFor(world: World, trader: Trader): LiquidationRequest {
  const { marks } = world.venues[trader.venue];
  const [first] = instrumentsHeld(trader);
  return {
    lots: Math.abs(trader.lots[first]),
    lotValue: lotValue(world.instruments[first].spec, marks[first]),
    side: Math.sign(trader.lots[first]),
    marginEquity: marginEquity(world, trader, marks),
    requirement: requirement(world, trader, marks),
    timeMs: world.timeMs,
    marginEquityAfter: (fraction) => marginEquityAfter(world, trader, fraction),
    requirementAfter: (fraction) => requirementAfter(world, trader, fraction),
  };
}

/** Margin equity after closing at market: the slippage against the mark and the fee are lost. */
function marginEquityAfter(world: World, trader: Trader, fraction: number): number {
  const { marks, spec } = world.venues[trader.venue];
  let after = marginEquity(world, trader, marks);
  lotsAtFraction(world, trader, fraction).forEach((lots, index) => {
    if (lots === 0) return;
    const side = Math.sign(trader.lots[index]);
    const v = lotValue(world.instruments[index].spec, marks[index]);
    const w = lotValue(world.instruments[index].spec, previewFill(world, world.markets[index], -side * lots).averagePrice);
    after = after - (lots * (side * (v - w)) + spec.liquidation.feeRate * (lots * Math.abs(w)));
  });
  return after;
}

function requirementAfter(world: World, trader: Trader, fraction: number): number {
  const { marks } = world.venues[trader.venue];
  const closing = lotsAtFraction(world, trader, fraction);
  let sum = 0;
  for (const index of instrumentsHeld(trader)) {
    const { spec } = world.instruments[index];
    const left = Math.abs(trader.lots[index]) - closing[index];
    sum = sum + bindingTier(spec, Math.abs(left * lotValue(spec, marks[index]))).requirement;
  }
  return sum;
}

/** 2. Sells every other balance whole through its spot market, in the venue's order; unnamed assets follow. */
function sellBalances(world: World, trader: Trader): void {
  const named = world.spec.venues[trader.venue].collateralSaleOrder;
  const held = otherBalances(trader);
  for (const asset of named) if (held.includes(asset)) sellBalance(world, trader, asset);
  for (const asset of held) if (!named.includes(asset)) sellBalance(world, trader, asset);
}

function sellBalance(world: World, trader: Trader, asset: number): void {
  const { assets } = world.spec;
  const venue = world.venues[trader.venue];
  const amount = trader.cash[asset];
  const ratio = salePrice(world, asset, amount * assets[asset].unit) / indexPrice(world, venue.marks, trader.marginAsset);
  const proceeds = Math.max(0, roundHalfAway(amount * ratio * (assets[asset].unit / assets[trader.marginAsset].unit)));
  transfer({ from: trader, to: venue.market, asset, amount });
  transfer({ from: venue.market, to: trader, asset: trader.marginAsset, amount: proceeds });
  world.records.collateralSales.push({ timeMs: world.timeMs, account: trader.id, asset, amountUnits: amount, proceeds });
}

/** Average price of selling coins on the spot market of an asset; the valuation currency sells at 1. */
function salePrice(world: World, asset: number, coins: number): number {
  const { market } = world.spec.assets[asset];
  if (market === -1) return 1;
  return executeFill(world, world.markets[market], -coins).averagePrice;
}

interface Closing {
  readonly index: number;
  readonly lots: number;
  readonly final: boolean;
  readonly parent: number;
  readonly generation: number;
}

/** 3. Closes lots of one position. Returns how many were closed. */
function closePosition(world: World, trader: Trader, closing: Closing): number {
  const instrument = world.instruments[closing.index];
  const side = Math.sign(trader.lots[closing.index]);
  const lots = lotsWithinFillRange(world, instrument, { side, lots: closing.lots });
  if (lots === 0) return 0;
  const split = closing.final ? splitLots(world, trader, { instrument, side, lots }) : { market: lots, lotValue: 0 };
  const given = closeByDeleveraging(world, trader, { instrument, side, lots: lots - split.market, lotValue: split.lotValue });
  const fill = closeAtMarket(world, trader, { instrument, side, lots: lots - given.lots });
  world.records.liquidations.push({
    seq: world.records.liquidations.length, timeMs: world.timeMs, round: world.round, account: trader.id, instrument: closing.index, side,
    marketLots: lots - given.lots, deleveragedLots: given.lots, averagePrice: fill.averagePrice,
    markPrice: world.venues[trader.venue].marks[closing.index], fee: fill.fee, absorbed: given.absorbed,
    parent: closing.parent, generation: closing.generation,
  });
  return lots;
}

interface Lots {
  readonly side: number;
  readonly lots: number;
}

interface InstrumentLots extends Lots {
  readonly instrument: InstrumentState;
}

/** The largest number in [0, lots] that passes a test, by bisection; 0 is never asked. */
function largestPassing(lots: number, passes: (count: number) => boolean): number {
  if (passes(lots)) return lots;
  let low = 0;
  let high = lots;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (passes(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** 3a. None when neither all lots nor a single one end inside: the book is outside before the fill. */
function lotsWithinFillRange(world: World, instrument: InstrumentState, { side, lots }: Lots): number {
  const { low, high } = fillRange(instrument);
  if (lots === 0 || (low === -Infinity && high === Infinity)) return lots;
  const endsInside = (count: number): boolean => {
    const { bookAfter } = previewFill(world, world.markets[instrument.index], -side * count);
    return bookAfter >= low && bookAfter <= high;
  };
  return endsInside(lots) || endsInside(1) ? largestPassing(lots, endsInside) : 0;
}

/** 3b. Splits lots between the market and the winners, so that the market part costs no more than can be covered. */
function splitLots(world: World, trader: Trader, { instrument, side, lots }: InstrumentLots) {
  const venue = world.venues[trader.venue];
  const stage = venue.deleveragingStage;
  if (stage === undefined) return { market: lots, lotValue: 0 };
  const mark = lotValue(instrument.spec, venue.marks[instrument.index]);
  const bankruptcy = mark - side * (equity(world, trader, venue.marks) / Math.abs(trader.lots[instrument.index]));
  const price = stage.price === 'bankruptcy' ? bankruptcy : mark;
  const cover = coverBeforeDeleveraging(world, trader);
  const market = largestPassing(lots, (count) => {
    const fillValue = lotValue(instrument.spec, previewFill(world, world.markets[instrument.index], -side * count).averagePrice);
    return count * (side * (bankruptcy - fillValue)) + (lots - count) * (side * (bankruptcy - price)) <= cover;
  });
  return { market, lotValue: price };
}

/** What the stages before `adl` can pay now: the fund its balance up to its cap, a socialised stage everything. */
function coverBeforeDeleveraging(world: World, trader: Trader): number {
  const venue = world.venues[trader.venue];
  let cover = 0;
  for (const stage of venue.spec.losses) {
    if (stage.stage === 'adl') break;
    cover += stage.stage === 'insurance-fund' ? Math.min(venue.fund.cash[trader.marginAsset], stage.drawCapUnits) : Infinity;
  }
  return cover;
}

/** 3d and 3e. */
function closeAtMarket(world: World, trader: Trader, { instrument, side, lots }: InstrumentLots): { averagePrice: number; fee: number } {
  if (lots === 0) return { averagePrice: NaN, fee: 0 };
  const { averagePrice } = executeFill(world, world.markets[instrument.index], -side * lots);
  world.currentFills.push({
    seq: world.records.liquidations.length, market: instrument.index, feedAfter: feedPrice(world, world.markets[instrument.index]),
  });
  const leg = roundHalfAway(lots * lotValue(instrument.spec, averagePrice));
  reduceCost(trader, instrument.index, lots);
  trade({ buyer: world.venues[trader.venue].market, seller: trader, instrument, lots: side * lots, leg: side * leg });
  return { averagePrice, fee: takeFee(world, trader, leg) };
}

function takeFee(world: World, trader: Trader, leg: number): number {
  const venue = world.venues[trader.venue];
  const left = Math.max(0, Math.floor(equity(world, trader, venue.marks)));
  const fee = Math.min(roundHalfAway(venue.spec.liquidation.feeRate * Math.abs(leg)), left);
  const toFund = Math.floor(fee * (venue.fundStage?.feeShare ?? 0));
  transfer({ from: trader, to: venue.fund, asset: trader.marginAsset, amount: toFund });
  transfer({ from: trader, to: venue.fees, asset: trader.marginAsset, amount: fee - toFund });
  return fee;
}
