/** A book without its largest accounts: what the figures without them are made from. */
import type { Book, WorldSpec } from '../kernel/world-spec.ts';
import { largestAccounts, withoutAccounts } from '../population/book.ts';
import { notionalUsd } from './trigger-map.ts';

export interface ReducedBook {
  readonly book: Book;
  readonly largest: ReadonlySet<number>;
}

const largestLeftOut = 3;

/** Sets that share a book share what is left of it: who is largest follows from positions and start prices alone. */
const known = new WeakMap<Book, ReducedBook>();

/** The book of a world without its three largest accounts by notional, and who they are; made once for every book. */
export function reducedBook(world: WorldSpec, startPrices: Float64Array): ReducedBook {
  const { book } = world;
  const before = known.get(book);
  if (before) return before;
  const largest = largestAccounts(book, largestLeftOut, (instrument, lots) => notionalUsd(world, startPrices, instrument, lots));
  return keepReduced(book, { book: withoutAccounts(book, largest), largest: new Set(largest) });
}

/** Remembers what is left of a book, where another thread has found it out. */
export function keepReduced(book: Book, reduced: ReducedBook): ReducedBook {
  known.set(book, reduced);
  return reduced;
}
