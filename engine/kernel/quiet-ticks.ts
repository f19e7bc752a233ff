/**
 * Which ticks cannot wake anybody: those whose prices, widened by our displacement, stay between the wake prices. Blocks of ticks carry
 * their lowest and highest price, so that most are passed over whole; they are made when a path is run twice in a row, by another
 * world or again, because making them takes longer than looking at every tick once.
 */
import { mapped } from '../math/mapped.ts';
import type { PricePath } from './world-spec.ts';

/** In a longer block fewer prices are the lowest or highest so far, which no processor can guess: it is made faster. */
const blockShift = 6;
const blockSize = 1 << blockShift;

interface BlockExtremes {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Of the whole series. */
  readonly lowest: number;
}

export interface PreparedPath {
  readonly path: PricePath;
  /** Per series; null until the path is run twice in a row. */
  blocks: readonly BlockExtremes[] | null;
}

/** Those with blocks. Paths that are run once are not kept here: each would be work for the garbage collector. */
const withBlocks = new WeakMap<PricePath, PreparedPath>();
/** The path that was run last. */
let last: PreparedPath | null = null;

/** Call once per run of a path. */
export function preparePath(path: PricePath): PreparedPath {
  if (last?.path !== path) return (last = withBlocks.get(path) ?? { path, blocks: null });
  if (last.blocks === null) {
    last.blocks = mapped(path.prices, blockExtremes);
    withBlocks.set(path, last);
  }
  return last;
}

/** Lowest price of a series. */
export function lowestPrice({ path, blocks }: PreparedPath, series: number): number {
  return blocks === null ? leastOf(path.prices[series]) : blocks[series].lowest;
}

function leastOf(values: Float64Array): number {
  let least = Infinity;
  for (let index = 0; index < values.length; index++) if (values[index] < least) least = values[index];
  return least;
}

function blockExtremes(prices: Float64Array): BlockExtremes {
  const count = Math.ceil(prices.length / blockSize);
  const low = new Float64Array(count);
  const high = new Float64Array(count);
  for (let block = 0; block < count; block++) {
    const start = block * blockSize;
    const end = Math.min(start + blockSize, prices.length);
    let least = prices[start];
    let most = least;
    for (let tick = start + 1; tick < end; tick++) {
      const price = prices[tick];
      if (price < least) least = price;
      if (price > most) most = price;
    }
    low[block] = least;
    high[block] = most;
  }
  return { low, high, lowest: leastOf(low) };
}

/** What a market's mark may be, relative to its price, until the next fill; and the marks that need attention. */
export interface QuietRange {
  readonly series: number;
  factorLow: number;
  factorHigh: number;
  shiftLow: number;
  shiftHigh: number;
  /** Marks strictly between these wake nobody. */
  wakeLow: number;
  wakeHigh: number;
}

/** The first tick from `from` on that is not before a time; the number of ticks when all are. */
export function firstAtOrAfter(timesMs: Float64Array, from: number, timeMs: number): number {
  let low = from;
  let high = timesMs.length;
  if (timesMs[high - 1] < timeMs) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timesMs[middle] < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first tick in [from, limit) that needs attention; `limit` when none does. */
export function firstLoudTick(path: PreparedPath, ranges: readonly QuietRange[], from: number, limit: number): number {
  let loud = limit;
  for (let index = 0; index < ranges.length; index++) loud = firstOutside(path, ranges[index], from, loud);
  return loud;
}

/** Prices strictly between two bounds are surely quiet; the others are looked at exactly. */
function firstOutside({ path, blocks }: PreparedPath, range: QuietRange, from: number, limit: number): number {
  const above = priceAbove(range, range.wakeLow);
  const below = priceBelow(range, range.wakeHigh);
  const prices = path.prices[range.series];
  const extremes = blocks === null ? null : blocks[range.series];
  for (let tick = from; tick < limit; ) {
    const block = tick >> blockShift;
    const end = extremes === null ? limit : Math.min(limit, (block + 1) << blockShift);
    if (extremes !== null && extremes.low[block] > above && extremes.high[block] < below) tick = end;
    for (; tick < end; tick++) {
      const price = prices[tick];
      if (!(price > above && price < below) && !isInside(range, price)) return tick;
    }
  }
  return limit;
}

/** The first tick in [from, limit) at which a mark may be below `low`; `limit` when there is none. */
export function nextBelow({ path, blocks }: PreparedPath, range: QuietRange, low: number, from: number, limit: number): number {
  const above = priceAbove(range, low);
  const prices = path.prices[range.series];
  const extremes = blocks === null ? null : blocks[range.series];
  if (extremes !== null && extremes.lowest > above) return limit;
  for (let tick = from; tick < limit; ) {
    const block = tick >> blockShift;
    const end = extremes === null ? limit : Math.min(limit, (block + 1) << blockShift);
    if (extremes !== null && extremes.low[block] > above) tick = end;
    for (; tick < end; tick++) {
      const price = prices[tick];
      if (!(price > above) && !(lowestMark(range, price) >= low)) return tick;
    }
  }
  return limit;
}

/** Relative distance by which bounds are on the safe side, against rounding. */
const guard = 1e-9;

/** Where a price is higher, and positive, its mark is surely above `mark`. */
function priceAbove({ factorLow, shiftLow }: QuietRange, mark: number): number {
  if (mark === -Infinity) return shiftLow === -Infinity ? Infinity : 0;
  const price = (mark - shiftLow + guard * (Math.abs(mark) + Math.abs(shiftLow))) / factorLow;
  // What is no number stays none, and nothing is above it.
  return price <= 0 ? 0 : price * (1 + guard);
}

/** Where a price is positive and lower, its mark is surely below `mark`. */
function priceBelow({ factorHigh, shiftHigh }: QuietRange, mark: number): number {
  if (mark === Infinity) return shiftHigh === Infinity ? 0 : Infinity;
  return ((mark - shiftHigh - guard * (Math.abs(mark) + Math.abs(shiftHigh))) / factorHigh) * (1 - guard);
}

function isInside(range: QuietRange, price: number): boolean {
  const highest = (price > 0 ? price * range.factorHigh : price * range.factorLow) + range.shiftHigh;
  return lowestMark(range, price) > range.wakeLow && highest < range.wakeHigh;
}

function lowestMark(range: QuietRange, price: number): number {
  return (price > 0 ? price * range.factorLow : price * range.factorHigh) + range.shiftLow;
}
