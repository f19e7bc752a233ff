import { describe, expect, it } from 'vitest';
import type { AssetSpec, InstrumentSpec } from '../kernel/world-spec.ts';
import { lotValue } from '../kernel/layout.ts';
import { BookBuilder, largestAccounts, withoutAccounts, type AccountEntry } from './book.ts';

const tiers = [{ notionalFloor: 0, rate: 0.01, deduction: 0 }];
const instrument = (id: string, settleAsset: number): InstrumentSpec => ({
  id, venue: 0, contract: settleAsset === 0 ? 'linear' : 'inverse', settleAsset,
  valueScale: 10, lotSize: 1, maintenanceTiers: tiers, initialTiers: tiers,
});
const assets: AssetSpec[] = [{ id: 'USD', unit: 0.01, market: -1 }, { id: 'BTC', unit: 1e-8, market: 0 }];
const world = { assets, instruments: [instrument('A', 0), instrument('B', 0), instrument('C', 1)] };
const account = (id: string, over: Partial<AccountEntry> = {}): AccountEntry => ({
  id, owner: id, venue: 0, marginAsset: 0, cash: 100, positions: [{ instrument: 0, lots: 2, entryPrice: 5 }], balances: [], ...over,
});

function bookOfThree() {
  const builder = new BookBuilder(world);
  const two = [{ instrument: 0, lots: -5, entryPrice: 5 }, { instrument: 1, lots: 1, entryPrice: 7 }];
  builder.add(account('a'));
  builder.add(account('b', { owner: 'a', positions: two, balances: [{ asset: 1, units: 9 }] }));
  builder.add(account('c', { cash: -3 }));
  return builder.build();
}

describe('BookBuilder', () => {
  it('lays accounts out as they were added', () => {
    // Goal: indexes, starts and names are those of the interface.
    const book = bookOfThree();
    expect([book.count, [...book.owner], [...book.cash]]).toEqual([3, [0, 0, 1], [100, 100, -3]]);
    expect([...book.positionStart]).toEqual([0, 1, 3, 4]);
    expect([[...book.positionInstrument], [...book.positionLots]]).toEqual([[0, 0, 1, 0], [2, -5, 1, 2]]);
    expect([[...book.balanceStart], [...book.balanceAsset], [...book.balanceUnits]]).toEqual([[0, 0, 1, 1], [1], [9]]);
    expect([book.accountId(1), book.ownerId(0), book.ownerId(1)]).toEqual(['b', 'a', 'c']);
  });

  it('keeps what was added beyond its first capacity', () => {
    // Goal: growing loses nothing.
    const builder = new BookBuilder(world);
    for (let i = 0; i < 1000; i++) builder.add(account(`x${i}`, { cash: i, positions: [{ instrument: 0, lots: i + 1, entryPrice: 5 }] }));
    const book = builder.build();
    expect(book.cash.every((cash, i) => cash === i) && book.positionLots.every((lots, i) => lots === i + 1)).toBe(true);
  });

  it.each<[string, Partial<AccountEntry>]>([
    ['no lots', { positions: [{ instrument: 0, lots: 0, entryPrice: 5 }] }],
    ['part of a lot', { positions: [{ instrument: 0, lots: 1.5, entryPrice: 5 }] }],
    ['descending positions', { positions: [{ instrument: 1, lots: 1, entryPrice: 5 }, { instrument: 0, lots: 1, entryPrice: 5 }] }],
    [
      'two positions in one instrument',
      { positions: [{ instrument: 0, lots: 1, entryPrice: 5 }, { instrument: 0, lots: 1, entryPrice: 5 }] },
    ],
    ['a position that settles elsewhere', { positions: [{ instrument: 2, lots: 1, entryPrice: 5 }] }],
    ['an unknown instrument', { positions: [{ instrument: 9, lots: 1, entryPrice: 5 }] }],
    ['an entry price without value', { positions: [{ instrument: 0, lots: 1, entryPrice: NaN }] }],
    ['another venue', { venue: 1 }],
    ['part of a unit', { cash: 0.5 }],
    ['the margin asset as a balance', { balances: [{ asset: 0, units: 1 }] }],
    ['a negative balance', { balances: [{ asset: 1, units: -1 }] }],
  ])('refuses %s', (_, over) => {
    // Goal: a book that the kernel could not execute is not made.
    expect(() => new BookBuilder(world).add(account('a', over))).toThrow();
  });

  it('refuses the same id twice', () => {
    // Goal: an id names one account.
    const builder = new BookBuilder(world);
    builder.add(account('a'));
    expect(() => builder.add(account('a'))).toThrow('twice');
  });

  it.each<[string, Partial<AccountEntry>, string]>([
    ['cash', { cash: Number.MAX_SAFE_INTEGER }, 'units of USD'],
    ['balances', { balances: [{ asset: 1, units: Number.MAX_SAFE_INTEGER }] }, 'units of BTC'],
    ['lots', { positions: [{ instrument: 0, lots: Number.MAX_SAFE_INTEGER, entryPrice: 1e-9 }] }, 'lots of A'],
    ['legs', { positions: [{ instrument: 0, lots: 1e6, entryPrice: 1e9 }] }, 'units of USD'],
  ])('refuses totals of %s that double arithmetic cannot count', (_, over, message) => {
    // Goal: one side of the venue stays below 2^53.
    const builder = new BookBuilder(world);
    builder.add(account('a', over));
    builder.add(account('b', over));
    expect(() => builder.build()).toThrow(message);
  });
});

describe('withoutAccounts', () => {
  it('empties accounts and moves nobody', () => {
    // Goal: index, id and owner of everyone stay, so no draw shifts.
    const book = bookOfThree();
    const rest = withoutAccounts(book, [1]);
    expect([rest.count, rest.accountId(2), [...rest.owner]]).toEqual([3, 'c', [0, 0, 1]]);
    expect([[...rest.cash], [...rest.positionStart], [...rest.positionLots]]).toEqual([[100, 0, -3], [0, 1, 1, 2], [2, 2]]);
    expect([[...rest.balanceStart], rest.balanceUnits.length]).toEqual([[0, 0, 0, 0], 0]);
    expect([...book.cash]).toEqual([100, 100, -3]);
  });

  it('is the same book when nobody is left out', () => {
    // Goal: no rounding, no reordering.
    const book = bookOfThree();
    const same = withoutAccounts(book, []);
    for (const name of ['cash', 'positionStart', 'positionInstrument', 'positionLots', 'positionEntryPrice', 'balanceUnits'] as const) {
      expect(same[name]).toEqual(book[name]);
    }
    expect(() => withoutAccounts(book, [3])).toThrow('no account 3');
  });
});

describe('largestAccounts', () => {
  it('ranks by total notional, ties by index', () => {
    // Goal: the sum over positions decides, signs do not.
    const book = bookOfThree();
    const notionalOf = (index: number, lots: number): number => lots * (index === 0 ? 10 : 1);
    expect(largestAccounts(book, 2, notionalOf)).toEqual([1, 0]);
    expect(largestAccounts(book, 9, notionalOf)).toEqual([1, 0, 2]);
    expect(largestAccounts(withoutAccounts(book, [1]), 9, notionalOf)).toEqual([0, 2]);
    expect(largestAccounts(book, 0, notionalOf)).toEqual([]);
  });
});

describe('lotValue', () => {
  it('rises with the price for every contract', () => {
    // Goal: the sign convention of the kernel.
    expect([lotValue(world.instruments[0], 3), lotValue(world.instruments[2], 4)]).toEqual([30, -2.5]);
  });
});
