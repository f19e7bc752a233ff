/**
 * The large parts of a study, history and populations, in memory that threads share: one thread reads and makes them, the others find
 * them. What is small travels as a copy; what is drawn anew on every path stays with whoever runs the path.
 */
import type { Candles } from '../market/candles.ts';
import { sharedArray } from '../math/shared-array.ts';
import { bookFromShared, shareBook } from '../population/shared-book.ts';
import type { SharedBook } from '../population/shared-book.ts';
import { bookFor, bookKey, bookNumber } from './books.ts';
import type { SeriesInput } from './inputs.ts';
import { firstPathOf } from './study.ts';
import type { Study, WholeRunBooks } from './study.ts';

/** The same prices in shared memory. */
export function shareSeries(series: Readonly<Record<string, SeriesInput>>): Record<string, SeriesInput> {
  return Object.fromEntries(Object.entries(series).map(([name, one]) => [name, sharedSeries(one)]));
}

function sharedSeries(series: SeriesInput): SeriesInput {
  if (series.kind === 'ticks') return { kind: 'ticks', timesMs: sharedArray(series.timesMs), prices: sharedArray(series.prices) };
  if (series.kind === 'bars') return { kind: 'bars', candles: sharedCandles(series.candles) };
  const { startPrice, model, candles } = series;
  return { kind: 'model', startPrice, model, candles: candles && sharedCandles(candles) };
}

function sharedCandles({ symbol, stepMs, openTimeMs, open, high, low, close, volume }: Candles): Candles {
  return {
    symbol,
    stepMs,
    openTimeMs: sharedArray(openTimeMs),
    open: sharedArray(open),
    high: sharedArray(high),
    low: sharedArray(low),
    close: sharedArray(close),
    volume: volume && sharedArray(volume),
  };
}

/** A book that all paths have. Plain data. */
export interface SharedPopulation {
  /** `bookKey` of the plans that have it. */
  readonly key: string;
  readonly book: SharedBook;
}

/**
 * Makes the books that all paths of a study have, one for all sets that draw from the same; none where paths have books of their own.
 * Throws UserError for accounts that make no book.
 */
export function sharedPopulations(study: Study): SharedPopulation[] {
  const made = new Map<string, SharedPopulation>();
  const first = firstPathOf(study.input);
  for (const plan of study.baseline ? [study.baseline, ...study.sets] : study.sets) {
    const number = bookNumber(plan, first);
    const key = bookKey(plan);
    if (made.has(key) || number !== bookNumber(plan, first + study.input.paths - 1)) continue;
    made.set(key, { key, book: shareBook(bookFor(study.input, plan, number)) });
  }
  return [...made.values()];
}

/** The books again, by `bookKey`, on the same memory. */
export function populationsFrom(shared: readonly SharedPopulation[]): WholeRunBooks {
  return new Map(shared.map(({ key, book }) => [key, bookFromShared(book)]));
}
