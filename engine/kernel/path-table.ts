/**
 * All prices of a path in one flat array, each series with its lowest and highest price over blocks of ticks and over the rest of the
 * path: what searches along a path read. Made once per path and shared by every parameter set.
 */
import type { PricePath } from './world-spec.ts';

/** Blocks of 16 and of 128 ticks, as shifts of the tick number. */
export const fineShift = 4;
export const coarseShift = 7;

/**
 * Row r begins at r x stride: first the value of every tick, then, at the offsets below, one entry per block. Row s is series s; when
 * `inverted`, row (series count + s) is -1 / price of series s, which rises with it. A rest is its block and all that follow.
 */
export interface PathTable {
  readonly tickCount: number;
  readonly seriesCount: number;
  readonly inverted: boolean;
  readonly values: Float64Array;
  readonly stride: number;
  readonly fineLow: number;
  readonly fineHigh: number;
  readonly coarseLow: number;
  readonly coarseHigh: number;
  readonly restLow: number;
  readonly restHigh: number;
}

const tables = new WeakMap<PricePath, PathTable>();

/** The table of a path; `inverted` asks for the rows of -1 / price as well. */
export function tableOf(path: PricePath, inverted: boolean): PathTable {
  const known = tables.get(path);
  if (known && (known.inverted || !inverted)) return known;
  const table = emptyTable(path.timesMs.length, path.prices.length, inverted);
  path.prices.forEach((prices, series) => {
    fillRow(table, series, prices);
    if (inverted) fillRow(table, path.prices.length + series, prices.map((price) => -1 / price));
  });
  tables.set(path, table);
  return table;
}

function emptyTable(tickCount: number, seriesCount: number, inverted: boolean): PathTable {
  const fine = ((tickCount - 1) >> fineShift) + 1;
  const coarse = ((tickCount - 1) >> coarseShift) + 1;
  const stride = tickCount + 2 * fine + 4 * coarse;
  const coarseLow = tickCount + 2 * fine;
  return {
    tickCount,
    seriesCount,
    inverted,
    values: new Float64Array(stride * seriesCount * (inverted ? 2 : 1)),
    stride,
    fineLow: tickCount,
    fineHigh: tickCount + fine,
    coarseLow,
    coarseHigh: coarseLow + coarse,
    restLow: coarseLow + 2 * coarse,
    restHigh: coarseLow + 3 * coarse,
  };
}

function fillRow(table: PathTable, row: number, prices: Float64Array): void {
  const { values } = table;
  const start = row * table.stride;
  values.set(prices, start);
  values.fill(Infinity, start + table.fineLow, start + table.fineHigh);
  values.fill(-Infinity, start + table.fineHigh, start + table.coarseLow);
  fillFine(table, start, prices);
  fillCoarse(table, start);
}

function fillFine({ tickCount, values, fineLow, fineHigh }: PathTable, start: number, prices: Float64Array): void {
  for (let tick = 0; tick < tickCount; tick++) {
    const block = start + (tick >> fineShift);
    values[block + fineLow] = Math.min(values[block + fineLow], prices[tick]);
    values[block + fineHigh] = Math.max(values[block + fineHigh], prices[tick]);
  }
}

function fillCoarse(table: PathTable, start: number): void {
  const { values } = table;
  const finePerCoarse = 1 << (coarseShift - fineShift);
  const fine = table.fineHigh - table.fineLow;
  const coarse = table.coarseHigh - table.coarseLow;
  for (let block = coarse - 1; block >= 0; block--) {
    let low = Infinity;
    let high = -Infinity;
    for (let part = block * finePerCoarse; part < Math.min(fine, (block + 1) * finePerCoarse); part++) {
      low = Math.min(low, values[start + table.fineLow + part]);
      high = Math.max(high, values[start + table.fineHigh + part]);
    }
    values[start + table.coarseLow + block] = low;
    values[start + table.coarseHigh + block] = high;
    const last = block === coarse - 1;
    values[start + table.restLow + block] = last ? low : Math.min(low, values[start + table.restLow + block + 1]);
    values[start + table.restHigh + block] = last ? high : Math.max(high, values[start + table.restHigh + block + 1]);
  }
}
