/**
 * Where the triggers of a book lie at the start, and what follows from it: liquidatable notional along the price axis, and the
 * criticality profile n(p) (science 3.1): the impact of selling everything that triggers within the next 1 % of price, over 1 %.
 * Above 1 a move of 1 % sets off liquidations that move the price by more than 1 %.
 */
import { lotValue } from '../kernel/layout.ts';
import { triggerLotValue } from '../kernel/liquidation-price.ts';
import type { InstrumentSpec, MarginTier, WorldSpec } from '../kernel/world-spec.ts';
import { exp, log } from '../math/transcendental.ts';

export interface TriggerBins {
  readonly instrument: number;
  readonly startPrice: number;
  /** Centre of each bin, ascending; bins are equally wide in log price. */
  readonly prices: Float64Array;
  /** USD notional (at the start price) that becomes liquidatable in the bin: longs below, shorts above the start. */
  readonly longUsd: Float64Array;
  readonly shortUsd: Float64Array;
  /** n(p) for a move that goes on from the bin, down below the start price and up above it. */
  readonly criticality: Float64Array;
}

const binLogWidth = 0.01;
const binsEachSide = 100;

/** Prices at which the positions of a book trigger, everything else at its start price. NaN where no positive price triggers. */
export function triggerPrices(world: WorldSpec, startPrices: Float64Array): Float64Array {
  const { book } = world;
  const prices = new Float64Array(book.positionStart[book.count]).fill(NaN);
  for (let account = 0; account < book.count; account++) fillTriggers(world, startPrices, account, prices);
  return prices;
}

/** Writes the trigger prices of one account's positions into `prices`, one place per position of the book. */
export function fillTriggers(world: WorldSpec, startPrices: Float64Array, account: number, prices: Float64Array): void {
  const { book, instruments } = world;
  const [start, end] = [book.positionStart[account], book.positionStart[account + 1]];
  let equity = book.cash[account] + collateralValue(world, startPrices, account);
  let requirement = 0;
  for (let slot = start; slot < end; slot++) {
    const instrument = instruments[book.positionInstrument[slot]];
    const lots = book.positionLots[slot];
    const value = lotValue(instrument, startPrices[book.positionInstrument[slot]]);
    equity += lots * (value - lotValue(instrument, book.positionEntryPrice[slot]));
    requirement += requirementOf(instrument.maintenanceTiers, Math.abs(lots * value));
  }
  for (let slot = start; slot < end; slot++) {
    const instrument = instruments[book.positionInstrument[slot]];
    const lots = book.positionLots[slot];
    const value = lotValue(instrument, startPrices[book.positionInstrument[slot]]);
    const others = equity - lots * value - (requirement - requirementOf(instrument.maintenanceTiers, Math.abs(lots * value)));
    prices[slot] = priceOf(instrument, triggerLotValue({ lots, otherSlack: others, tiers: instrument.maintenanceTiers }));
  }
}

/** Margin value of an account's other balances, in cash units of its margin asset. */
function collateralValue({ book, assets, venues }: WorldSpec, startPrices: Float64Array, account: number): number {
  const margin = assets[book.marginAsset[account]];
  const marginUsd = margin.unit * (margin.market < 0 ? 1 : startPrices[margin.market]);
  let value = 0;
  for (let slot = book.balanceStart[account]; slot < book.balanceStart[account + 1]; slot++) {
    const asset = assets[book.balanceAsset[slot]];
    const usd = asset.unit * (asset.market < 0 ? 1 : startPrices[asset.market]);
    value += ((book.balanceUnits[slot] * usd) / marginUsd) * venues[book.venue[account]].collateralWeights[book.balanceAsset[slot]];
  }
  return value;
}

/** Margin that tiers ask for a notional: the largest of rate x notional - deduction, both in one unit. */
export function requirementOf(tiers: readonly MarginTier[], notional: number): number {
  let requirement = -Infinity;
  for (const { rate, deduction } of tiers) requirement = Math.max(requirement, rate * notional - deduction);
  return requirement;
}

function priceOf(instrument: InstrumentSpec, value: number): number {
  const price = instrument.contract === 'inverse' ? -instrument.valueScale / value : value / instrument.valueScale;
  return price > 0 && price < Infinity ? price : NaN;
}

/** USD notional of a position at a price. */
export function notionalUsd(world: WorldSpec, startPrices: Float64Array, instrument: number, lots: number): number {
  const spec = world.instruments[instrument];
  const settle = world.assets[spec.settleAsset];
  return Math.abs(lots * lotValue(spec, startPrices[instrument])) * settle.unit * (settle.market < 0 ? 1 : startPrices[settle.market]);
}

/** The trigger map of every instrument. */
export function triggerMap(world: WorldSpec, startPrices: Float64Array, scaleOf: (instrument: number) => number = () => 1): TriggerBins[] {
  const prices = triggerPrices(world, startPrices);
  return world.instruments.map((_, instrument) => binInstrument(world, startPrices, instrument, prices, scaleOf(instrument)));
}

function binInstrument(
  world: WorldSpec,
  startPrices: Float64Array,
  instrument: number,
  triggers: Float64Array,
  scale: number,
): TriggerBins {
  const { book } = world;
  const startPrice = startPrices[instrument];
  const longUsd = new Float64Array(2 * binsEachSide);
  const shortUsd = new Float64Array(2 * binsEachSide);
  const longLots = new Float64Array(2 * binsEachSide);
  const shortLots = new Float64Array(2 * binsEachSide);
  for (let slot = 0; slot < triggers.length; slot++) {
    if (book.positionInstrument[slot] !== instrument || !(triggers[slot] > 0)) continue;
    const bin = binOf(triggers[slot], startPrice);
    if (bin < 0) continue;
    const lots = book.positionLots[slot];
    const usd = notionalUsd(world, startPrices, instrument, lots);
    (lots > 0 ? longUsd : shortUsd)[bin] += usd;
    (lots > 0 ? longLots : shortLots)[bin] += Math.abs(lots);
  }
  const prices = longUsd.map((_, bin) => startPrice * exp(binLogWidth * (bin + 0.5 - binsEachSide)));
  const criticality = longLots.map((_, bin) => {
    const lots = bin < binsEachSide ? -longLots[bin] : shortLots[bin];
    return criticalityAt(world, startPrice, { instrument, scale, lots });
  });
  return { instrument, startPrice, prices, longUsd, shortUsd, criticality };
}

/** Bins of every instrument. */
export const binCount = 2 * binsEachSide;

/** Bin of a trigger price, ascending; -1 outside all of them. */
export function binOf(trigger: number, startPrice: number): number {
  const bin = binsEachSide + Math.floor(log(trigger / startPrice) / binLogWidth);
  return bin >= 0 && bin < binCount ? bin : -1;
}

/** Log displacement of trading lots from rest, over the width of a bin. */
export function criticalityAt(world: WorldSpec, startPrice: number, sold: { instrument: number; scale: number; lots: number }): number {
  const { instrument, scale, lots } = sold;
  if (lots === 0) return 0;
  const { liquidity } = world.markets[instrument];
  if (liquidity.frictionless) return 0;
  const displacement = Math.abs(liquidity.displacement(lots, scale));
  return (liquidity.unit === 'log' ? displacement : displacement / Math.abs(startPrice)) / binLogWidth;
}

export interface OpeningMargin {
  readonly initialMarginUsd: number;
  /** Larger side per instrument. */
  readonly openInterestUsd: number;
}

const nobody = new Int32Array(0);

interface OpeningSums {
  readonly startPrices: Float64Array;
  readonly leftOut: Int32Array;
  /** Notional by instrument, to be filled. */
  readonly longs: Float64Array;
  readonly shorts: Float64Array;
}

/** Adds every position to its side, USD, and returns the initial margin of all. */
function addPositions(world: WorldSpec, { startPrices, leftOut, longs, shorts }: OpeningSums): number {
  const { book, instruments, assets } = world;
  const unitUsd = Float64Array.from(instruments, ({ settleAsset }) => {
    const { unit, market } = assets[settleAsset];
    return unit * (market < 0 ? 1 : startPrices[market]);
  });
  const values = Float64Array.from(instruments, (spec, index) => Math.abs(lotValue(spec, startPrices[index])));
  let initialMarginUsd = 0;
  for (let account = 0; account < book.count; account++) {
    if (leftOut.includes(account)) continue;
    for (let slot = book.positionStart[account]; slot < book.positionStart[account + 1]; slot++) {
      const instrument = book.positionInstrument[slot];
      const notional = Math.abs(book.positionLots[slot]) * values[instrument];
      (book.positionLots[slot] > 0 ? longs : shorts)[instrument] += notional * unitUsd[instrument];
      initialMarginUsd += requirementOf(instruments[instrument].initialTiers, notional) * unitUsd[instrument];
    }
  }
  return initialMarginUsd;
}

/** Initial margin of all positions of a book and open interest, USD at the start; those of some accounts may be left out. */
export function openingMargin(world: WorldSpec, startPrices: Float64Array, leftOut: Int32Array = nobody): OpeningMargin {
  const { instruments } = world;
  const longs = new Float64Array(instruments.length);
  const shorts = new Float64Array(instruments.length);
  const initialMarginUsd = addPositions(world, { startPrices, leftOut, longs, shorts });
  let openInterestUsd = 0;
  for (let instrument = 0; instrument < instruments.length; instrument++) {
    openInterestUsd += Math.max(longs[instrument], shorts[instrument]);
  }
  return { initialMarginUsd, openInterestUsd };
}

/** The largest criticality of any bin; 0 without bins. */
export function criticalityMax(bins: readonly TriggerBins[]): number {
  let most = 0;
  for (const { criticality } of bins) for (const value of criticality) most = Math.max(most, value);
  return most;
}

