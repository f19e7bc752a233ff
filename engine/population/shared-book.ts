/** A book that threads share: its arrays and its names lie in shared memory, so that it is there once whatever the number of threads. */
import { ownerCount } from '../kernel/shortfall-list.ts';
import type { Book } from '../kernel/world-spec.ts';
import { sharedArray } from '../math/shared-array.ts';
import { bookOf } from './book.ts';
import type { BookArrays } from './book.ts';

/** Plain data that travels between threads without being copied. */
export interface SharedBook {
  readonly arrays: BookArrays;
  readonly accounts: SharedTexts;
  readonly owners: SharedTexts;
}

/** Texts one after the other: text i is made of the UTF-16 codes [starts[i], starts[i + 1]). */
export interface SharedTexts {
  /** Bytes where every code fits one. */
  readonly codes: Uint8Array | Uint16Array;
  readonly starts: Int32Array;
}

/** Arrays of the book that are shared already stay what they are. */
export function shareBook(book: Book): SharedBook {
  const owners = ownerCount(book.owner);
  return {
    arrays: sharedArrays(book),
    accounts: shareTexts(book.count, (account) => book.accountId(account)),
    owners: shareTexts(owners, (owner) => book.ownerId(owner)),
  };
}

function sharedArrays(book: BookArrays): BookArrays {
  return {
    owner: sharedArray(book.owner),
    venue: sharedArray(book.venue),
    marginAsset: sharedArray(book.marginAsset),
    cash: sharedArray(book.cash),
    positionStart: sharedArray(book.positionStart),
    positionInstrument: sharedArray(book.positionInstrument),
    positionLots: sharedArray(book.positionLots),
    positionEntryPrice: sharedArray(book.positionEntryPrice),
    balanceStart: sharedArray(book.balanceStart),
    balanceAsset: sharedArray(book.balanceAsset),
    balanceUnits: sharedArray(book.balanceUnits),
  };
}

/** The book again, on the same memory. */
export function bookFromShared({ arrays, accounts, owners }: SharedBook): Book {
  return bookOf(arrays, { accountId: (account) => textAt(accounts, account), ownerId: (owner) => textAt(owners, owner) });
}

function shareTexts(count: number, textOf: (index: number) => string): SharedTexts {
  const starts = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * (count + 1)));
  let largest = 0;
  for (let index = 0; index < count; index++) {
    const text = textOf(index);
    for (let place = 0; place < text.length; place++) largest = Math.max(largest, text.charCodeAt(place));
    starts[index + 1] = starts[index] + text.length;
  }
  const total = starts[count];
  const codes = largest < 256 ? new Uint8Array(new SharedArrayBuffer(total)) : new Uint16Array(new SharedArrayBuffer(2 * total));
  for (let index = 0; index < count; index++) {
    const text = textOf(index);
    for (let place = 0; place < text.length; place++) codes[starts[index] + place] = text.charCodeAt(place);
  }
  return { codes, starts };
}

function textAt({ codes, starts }: SharedTexts, index: number): string {
  return String.fromCharCode(...codes.subarray(starts[index], starts[index + 1]));
}
