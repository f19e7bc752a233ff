/** What a book holds at the start: the quantities that scenarios pin, measured on the finished accounts. */
import type { Book } from '../kernel/world-spec.ts';
import { roundHalfAway } from '../math/round.ts';
import { sortedOrder } from '../math/sort.ts';
import { lotValue } from '../kernel/layout.ts';
import type { BookWorld } from './book.ts';

export interface BookMeasures {
  /** Per account, USD without haircuts at the start prices. */
  readonly equityUsd: Float64Array;
  readonly notionalUsd: Float64Array;
  readonly totalEquityUsd: number;
  /** Per instrument, USD. */
  readonly longUsd: Float64Array;
  readonly shortUsd: Float64Array;
  /** Median of notional / equity of the accounts, weighted by the open interest of the side; NaN for an empty side. */
  readonly medianLeverage: { readonly long: number; readonly short: number };
  /** Share of all equity per asset. */
  readonly collateral: Float64Array;
  /** Largest equity of one account / total equity. */
  readonly largestShare: number;
  /** Gini coefficient of equity, 0 when all are equal; accounts with positive equity only. */
  readonly gini: number;
}

/** Measures a book at the start prices (USD per market). */
export function measureBook(book: Book, world: BookWorld, startPrices: ArrayLike<number>): BookMeasures {
  const unitUsd = Float64Array.from(world.assets, ({ unit, market }) => unit * (market < 0 ? 1 : startPrices[market]));
  const lotUsd = Float64Array.from(world.instruments, (spec, index) => {
    return Math.abs(lotValue(spec, startPrices[index])) * unitUsd[spec.settleAsset];
  });
  const { notionalUsd, longUsd, shortUsd } = notionals(book, lotUsd);
  const { equityUsd, heldUsd } = equities({ book, world, startPrices, unitUsd });
  const totalEquityUsd = sum(equityUsd);
  const leverages = { book, lotUsd, equityUsd, notionalUsd };
  return {
    equityUsd, notionalUsd, totalEquityUsd, longUsd, shortUsd,
    medianLeverage: { long: weightedMedianLeverage(leverages, 1), short: weightedMedianLeverage(leverages, -1) },
    collateral: heldUsd.map((usd) => usd / totalEquityUsd),
    largestShare: equityUsd.reduce((most, usd) => Math.max(most, usd), 0) / totalEquityUsd,
    gini: giniOf(equityUsd),
  };
}

function notionals(book: Book, lotUsd: Float64Array): Pick<BookMeasures, 'notionalUsd' | 'longUsd' | 'shortUsd'> {
  const notionalUsd = new Float64Array(book.count);
  const longUsd = new Float64Array(lotUsd.length);
  const shortUsd = new Float64Array(lotUsd.length);
  for (let account = 0; account < book.count; account++) {
    for (let slot = book.positionStart[account]; slot < book.positionStart[account + 1]; slot++) {
      const instrument = book.positionInstrument[slot];
      const usd = Math.abs(book.positionLots[slot]) * lotUsd[instrument];
      notionalUsd[account] += usd;
      (book.positionLots[slot] > 0 ? longUsd : shortUsd)[instrument] += usd;
    }
  }
  return { notionalUsd, longUsd, shortUsd };
}

interface EquityInput {
  readonly book: Book;
  readonly world: BookWorld;
  readonly startPrices: ArrayLike<number>;
  readonly unitUsd: Float64Array;
}

/** Equity as docs/semantics.md has it (cash less opening legs, positions at the start price, other balances); what each asset holds. */
function equities({ book, world, startPrices, unitUsd }: EquityInput): { equityUsd: Float64Array; heldUsd: Float64Array } {
  const equityUsd = new Float64Array(book.count);
  const heldUsd = new Float64Array(world.assets.length);
  for (let account = 0; account < book.count; account++) {
    const margin = book.marginAsset[account];
    let units = book.cash[account];
    for (let slot = book.positionStart[account]; slot < book.positionStart[account + 1]; slot++) {
      const spec = world.instruments[book.positionInstrument[slot]];
      const lots = book.positionLots[slot];
      units -= roundHalfAway(lots * lotValue(spec, book.positionEntryPrice[slot]));
      units += lots * lotValue(spec, startPrices[book.positionInstrument[slot]]);
    }
    equityUsd[account] = units * unitUsd[margin];
    heldUsd[margin] += equityUsd[account];
    for (let place = book.balanceStart[account]; place < book.balanceStart[account + 1]; place++) {
      const usd = book.balanceUnits[place] * unitUsd[book.balanceAsset[place]];
      equityUsd[account] += usd;
      heldUsd[book.balanceAsset[place]] += usd;
    }
  }
  return { equityUsd, heldUsd };
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

interface LeverageInput {
  readonly book: Book;
  /** |lot value| at the start per instrument. */
  readonly lotUsd: Float64Array;
  readonly equityUsd: Float64Array;
  readonly notionalUsd: Float64Array;
}

function weightedMedianLeverage({ book, lotUsd, equityUsd, notionalUsd }: LeverageInput, side: number): number {
  const leverages: number[] = [];
  const weights: number[] = [];
  for (let account = 0; account < book.count; account++) {
    for (let slot = book.positionStart[account]; slot < book.positionStart[account + 1]; slot++) {
      if (book.positionLots[slot] * side < 0) continue;
      leverages.push(notionalUsd[account] / equityUsd[account]);
      weights.push(Math.abs(book.positionLots[slot]) * lotUsd[book.positionInstrument[slot]]);
    }
  }
  return weightedMedian(Float64Array.from(leverages), weights);
}

/** The smallest value at which half of the weight is reached. NaN without values. */
export function weightedMedian(values: Float64Array, weights: ArrayLike<number>): number {
  let rest = 0;
  for (let i = 0; i < values.length; i++) rest += 0.5 * weights[i];
  for (const index of sortedOrder(values)) {
    rest -= weights[index];
    if (rest <= 0) return values[index];
  }
  return NaN;
}

/** 2 sum(rank x value) / (n sum) - (n + 1) / n over the values in ascending order. */
function giniOf(values: Float64Array): number {
  const positive = values.filter((value) => value > 0);
  const order = sortedOrder(positive);
  const count = positive.length;
  let ranked = 0;
  for (let place = 0; place < count; place++) ranked += (place + 1) * positive[order[place]];
  return count === 0 ? 0 : (2 * ranked) / (count * sum(positive)) - (count + 1) / count;
}
