import { describe, expect, it } from 'vitest';
import type { Book } from '../kernel/world-spec.ts';
import { bookOf } from './book.ts';
import { bookFromShared, shareBook } from './shared-book.ts';

const accounts = ['acct-1', '', 'Zoë', '一\u{1F30A}\ud800'];

function someBook(accountIds: readonly string[]): Book {
  return bookOf(
    {
      owner: Int32Array.of(0, 1, 0, 2),
      venue: Uint8Array.of(0, 0, 1, 0),
      marginAsset: Uint8Array.of(0, 1, 0, 0),
      cash: Float64Array.of(5, -3, 0, 2 ** 52),
      positionStart: Int32Array.of(0, 1, 1, 3, 3),
      positionInstrument: Uint16Array.of(7, 0, 300),
      positionLots: Float64Array.of(-4, 2, 9),
      positionEntryPrice: Float64Array.of(1.5, -0.25, 1e9),
      balanceStart: Int32Array.of(0, 0, 0, 1, 1),
      balanceAsset: Uint8Array.of(2),
      balanceUnits: Float64Array.of(11),
    },
    { accountId: (account) => accountIds[account], ownerId: (owner) => `owner-${owner}` },
  );
}

function columnsOf({ accountId: _, ownerId: __, ...columns }: Book): Omit<Book, 'accountId' | 'ownerId'> {
  return columns;
}

describe('a shared book', () => {
  const names = [{ of: 'every script', ids: accounts }, { of: 'one byte each', ids: ['a', 'b', 'é', ''] }];
  it.each(names)('is the same, names of $of too', (one) => {
    // Goal: nothing is lost on the way to another thread: columns, empty names, pairs of codes and half of one.
    const book = someBook(one.ids);
    const again = bookFromShared(structuredClone(shareBook(book)));
    expect(columnsOf(again)).toEqual(columnsOf(book));
    expect(one.ids.map((_, account) => again.accountId(account))).toEqual(one.ids);
    expect([0, 1, 2].map((owner) => again.ownerId(owner))).toEqual(['owner-0', 'owner-1', 'owner-2']);
  });

  it('lies in the same memory on both sides', () => {
    // Goal: a clone, which is what another thread gets, sees what is written here: nothing was copied.
    const shared = shareBook(someBook(accounts));
    const there = bookFromShared(structuredClone(shared));
    for (const column of Object.values(shared.arrays)) expect(column.buffer).toBeInstanceOf(SharedArrayBuffer);
    shared.arrays.cash[2] = 77;
    expect(there.cash[2]).toBe(77);
  });

  it('is shared once: what is in shared memory already stays where it is', () => {
    // Goal: a book that was shared gives the same arrays again.
    const shared = shareBook(someBook(accounts));
    const again = shareBook(bookFromShared(shared));
    expect(again.arrays.positionLots).toBe(shared.arrays.positionLots);
  });
});
