/**
 * Which ticks cannot wake anybody. Blocks of ticks carry their lowest and highest price, made once per path and shared by every
 * parameter set; a block whose prices, widened by our displacement, stay between the wake prices is passed over whole.
 */
import { mapped } from '../math/mapped.ts';
import type { PricePath } from './world-spec.ts';

/** In a longer block fewer prices are the lowest or highest so far, which no processor can guess: it is made faster. */
const blockSize = 64;

export interface PreparedPath {
  readonly path: PricePath;
  /** Per series: lowest and highest price of each block, and of the whole path. */
  readonly low: readonly Float64Array[];
  readonly high: readonly Float64Array[];
  readonly lowest: Float64Array;
}

const prepared = new WeakMap<PricePath, PreparedPath>();

/** Block extremes of a path; computed once. */
export function preparePath(path: PricePath): PreparedPath {
  const known = prepared.get(path);
  if (known) return known;
  const extremes = mapped(path.prices, blockExtremes);
  const made = {
    path,
    low: mapped(extremes, (extreme) => extreme.low),
    high: mapped(extremes, (extreme) => extreme.high),
    lowest: Float64Array.of(...extremes.map(({ low }) => leastOf(low))),
  };
  prepared.set(path, made);
  return made;
}

function leastOf(values: Float64Array): number {
  let least = Infinity;
  for (let index = 0; index < values.length; index++) least = Math.min(least, values[index]);
  return least;
}

function blockExtremes(prices: Float64Array): { low: Float64Array; high: Float64Array } {
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
  return { low, high };
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
export function firstLoudTick(prepared: PreparedPath, ranges: readonly QuietRange[], from: number, limit: number): number {
  let tick = from;
  while (tick < limit) {
    if (tick % blockSize === 0 && tick + blockSize <= limit && isBlockQuiet(prepared, ranges, tick / blockSize)) {
      tick += blockSize;
      continue;
    }
    const end = Math.min(limit, tick - (tick % blockSize) + blockSize);
    for (; tick < end; tick++) if (!isTickQuiet(prepared.path, ranges, tick)) return tick;
  }
  return limit;
}

/** The first tick in [from, limit) at which a mark may be below `low`; `limit` when there is none. */
export function nextBelow(prepared: PreparedPath, range: QuietRange, low: number, from: number, limit: number): number {
  if (lowestMark(range, prepared.lowest[range.series]) >= low) return limit;
  const prices = prepared.path.prices[range.series];
  const blocks = prepared.low[range.series];
  for (let tick = from; tick < limit; ) {
    const block = (tick - (tick % blockSize)) / blockSize;
    const end = Math.min(limit, (block + 1) * blockSize);
    if (lowestMark(range, blocks[block]) >= low) tick = end;
    for (; tick < end; tick++) if (!(lowestMark(range, prices[tick]) >= low)) return tick;
  }
  return limit;
}

function isBlockQuiet(prepared: PreparedPath, ranges: readonly QuietRange[], block: number): boolean {
  for (let index = 0; index < ranges.length; index++) {
    const range = ranges[index];
    if (!isInside(range, prepared.low[range.series][block], prepared.high[range.series][block])) return false;
  }
  return true;
}

function isTickQuiet(path: PricePath, ranges: readonly QuietRange[], tick: number): boolean {
  for (let index = 0; index < ranges.length; index++) {
    const range = ranges[index];
    const price = path.prices[range.series][tick];
    if (!isInside(range, price, price)) return false;
  }
  return true;
}

function isInside(range: QuietRange, low: number, high: number): boolean {
  const markHigh = (high > 0 ? high * range.factorHigh : high * range.factorLow) + range.shiftHigh;
  return lowestMark(range, low) > range.wakeLow && markHigh < range.wakeHigh;
}

function lowestMark(range: QuietRange, price: number): number {
  return (price > 0 ? price * range.factorLow : price * range.factorHigh) + range.shiftLow;
}
