/**
 * The large parts of a study, history and populations, in memory that threads share: one thread reads and makes them, the others find
 * them. What is small travels as a copy; what is drawn anew on every path stays with whoever runs the path.
 */
import type { Book } from '../kernel/world-spec.ts';
import type { Candles } from '../market/candles.ts';
import { sharedArray } from '../math/shared-array.ts';
import { bookFromShared, shareBook, sharedArrays } from '../population/shared-book.ts';
import type { SharedBook } from '../population/shared-book.ts';
import type { BookArrays } from '../population/book.ts';
import { bookFor, bookKey, bookNumber } from './books.ts';
import type { SeriesInput } from './inputs.ts';
import { keepReduced, reducedBook } from './reduced-book.ts';
import { firstPathOf } from './study.ts';
import type { Study, WholeRunBooks } from './study.ts';
import { worldWith } from './world-plan.ts';

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

/** A book that all paths have, and what is left of it without its largest accounts. Plain data. */
export interface SharedPopulation {
  /** `bookKey` of the plans that have it. */
  readonly key: string;
  readonly book: SharedBook;
  readonly reduced: { readonly arrays: BookArrays; readonly largest: readonly number[] };
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
    const book = bookFor(study.input, plan, number);
    const { book: left, largest } = reducedBook(worldWith(plan, book), plan.startPrices);
    const shared = shareBook(book);
    // Owners and the like are the same arrays in both books: they are shared once.
    const reduced = { ...left, owner: shared.arrays.owner, venue: shared.arrays.venue, marginAsset: shared.arrays.marginAsset };
    made.set(key, { key, book: shared, reduced: { arrays: sharedArrays(reduced), largest: [...largest] } });
  }
  return [...made.values()];
}

/** The books again, by `bookKey`, on the same memory. */
export function populationsFrom(shared: readonly SharedPopulation[]): WholeRunBooks {
  return new Map(shared.map((population) => [population.key, bookOfPopulation(population)]));
}

function bookOfPopulation({ book: shared, reduced }: SharedPopulation): Book {
  const book = bookFromShared(shared);
  const left = bookFromShared({ arrays: reduced.arrays, accounts: shared.accounts, owners: shared.owners });
  keepReduced(book, { book: left, largest: new Set(reduced.largest) });
  return book;
}
