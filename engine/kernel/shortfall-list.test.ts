import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { OwnerTotals, ShortfallList } from './shortfall-list.ts';

describe('the list of shortfalls', () => {
  it('keeps what was written on this path, however much it is', () => {
    // Goal: it grows in the middle of a path, and forgets without a trace.
    const list = new ShortfallList();
    for (const count of [200, 3]) {
      for (let entry = 0; entry < count; entry++) list.add(entry, entry / 4);
      expect(Array.from(list.accounts)).toEqual(Array.from({ length: count }, (_, entry) => entry));
      expect(Array.from(list.usd)).toEqual(Array.from({ length: count }, (_, entry) => entry / 4));
      list.clear();
      expect([list.count, list.accounts.length, list.usd.length]).toEqual([0, 0, 0]);
    }
  });
});

describe('the largest owners', () => {
  const ownerOf = Int32Array.of(7, 7, 2, 3, 3, 3);
  // One for all cases: every call leaves it clean.
  const totals = new OwnerTotals(ownerOf);

  it('adds the accounts of an owner up', () => {
    // Goal: by hand: owner 7 lacks 5 + 6, owner 2 lacks 10, owner 3 lacks 9 in three accounts.
    const lists = { accounts: Int32Array.of(0, 2, 3, 1, 4, 5), usd: Float64Array.of(5, 10, 3, 6, 3, 3) };
    expect(totals.largest(lists)).toEqual({ oneUsd: 11, twoUsd: 21 });
    expect(totals.largest({ accounts: Int32Array.of(3, 3), usd: Float64Array.of(1, 2) })).toEqual({ oneUsd: 3, twoUsd: 3 });
    expect(totals.largest({ accounts: new Int32Array(), usd: new Float64Array() })).toEqual({ oneUsd: 0, twoUsd: 0 });
  });

  it('onePassVsSorting', () => {
    // Goal: sums per owner, sorted, give the same two; whole dollars, so that sums are exact in any order.
    const dice = new Dice(1, 'owners');
    for (let trial = 0; trial < 50; trial++) {
      const entries = Array.from({ length: dice.below(30) }, () => ({ account: dice.below(6), usd: 1 + dice.below(100) }));
      const perOwner = [2, 3, 7].map((owner) => {
        return entries.filter(({ account }) => ownerOf[account] === owner).reduce((sum, { usd }) => sum + usd, 0);
      });
      const [one, two] = perOwner.sort((a, b) => b - a);
      const lists = { accounts: Int32Array.from(entries, (entry) => entry.account), usd: Float64Array.from(entries, (entry) => entry.usd) };
      expect(totals.largest(lists)).toEqual({ oneUsd: one, twoUsd: one + two });
    }
  });
});
