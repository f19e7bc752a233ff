import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { movement, partyIndex } from './parties.ts';
import { socialize } from './socialization.ts';
import { micro, single, smallParts, smallPath, smallWorld, usd, type SmallAccount, type SmallParts } from './testing/small-world.ts';

/** Shorts from 100 at a mark of 90 win 10 USD per lot, longs lose. The pool owes `debt`, lent to an account that is no winner. */
function partsOf(accounts: readonly SmallAccount[], debt: number): SmallParts {
  const parts = smallParts(smallWorld({ accounts }), smallPath([[90]]));
  const { ledger } = parts;
  const [pool, market] = [partyIndex.pool, partyIndex.market].map((party) => ledger.cashSlotOf(0, party, usd));
  ledger.transfer(pool, market, usd, debt, movement['pool-loan']);
  return parts;
}

function socializedIn({ ledger, markets, layout }: SmallParts, debt: number, maxHaircut = 1) {
  const before = ledger.cash.slice();
  const changed: number[] = [];
  const request = { ledger, prices: markets, venue: 0, asset: usd, debt, maxHaircut };
  const result = socialize({ ...request, changed: (account) => changed.push(account) });
  const shares = new Map(changed.map((account) => [layout.stableOf[account], before[account] - ledger.cash[account]]));
  return { ...result, shares, pool: ledger.cash[ledger.cashSlotOf(0, partyIndex.pool, usd)] };
}

/** Shares by the definition, with whole numbers: floors first, then one unit each by ascending id. */
function sharesByDefinition(profits: readonly number[], taken: number): number[] {
  const total = profits.reduce((sum, profit) => sum + profit, 0);
  const shares = profits.map((profit) => Number((BigInt(taken) * BigInt(profit)) / BigInt(total)));
  for (let left = taken - shares.reduce((sum, share) => sum + share, 0); left > 0; ) {
    for (let id = 0; id < shares.length && left > 0; id++) {
      if (shares[id] >= profits[id]) continue;
      shares[id]++;
      left--;
    }
  }
  return shares;
}

describe('socialised losses', () => {
  it('sharesVsWholeNumbers: add up exactly and never exceed a profit', () => {
    // Goal: random winners and debts; the same shares as with BigInt, up to the unit that a rounded quotient may shift.
    const dice = new Dice(1, 'socialization');
    for (let trial = 0; trial < 200; trial++) {
      const lots = Array.from({ length: dice.integerBetween(1, 12) }, () => dice.integerBetween(1, 25));
      const profits = lots.map((count) => count * 10 * micro);
      const total = profits.reduce((sum, profit) => sum + profit, 0);
      const debt = dice.integerBetween(1, Math.floor(total * 1.2));
      const parts = partsOf([...lots.map((count) => single(0, -count, 100)), single(0, 9, 100)], debt);
      const { taken, winners, shares, pool } = socializedIn(parts, debt);
      expect([taken, winners, pool]).toEqual([Math.min(debt, total), lots.length, taken - debt]);
      const expected = sharesByDefinition(profits, taken);
      profits.forEach((profit, id) => {
        const share = shares.get(id) ?? 0;
        expect(share).toBeLessThanOrEqual(profit);
        expect(Math.abs(share - expected[id])).toBeLessThanOrEqual(1);
      });
      expect([...shares.values()].reduce((sum, share) => sum + share, 0)).toBe(taken);
    }
  });

  it('takes what rounding leaves from the smallest ids', () => {
    // Goal: 8 units from three equal winners: 2 each, the last two from ids 0 and 1.
    const { shares } = socializedIn(partsOf([single(0, -1, 100), single(0, -1, 100), single(0, -1, 100)], 8), 8);
    expect([...shares]).toEqual([[0, 3], [1, 3], [2, 2]]);
  });

  it('takes no more than the haircut allows', () => {
    // Goal: 30 % of a profit of 10 USD, rounded down; what is left stays owed.
    const debt = 8 * micro;
    expect(socializedIn(partsOf([single(0, -1, 100)], debt), debt, 0.3)).toMatchObject({ taken: 3 * micro, pool: -5 * micro });
    expect(socializedIn(partsOf([single(0, -1, 100)], debt), debt, 0)).toMatchObject({ taken: 0, winners: 0, pool: -debt });
    expect(socializedIn(partsOf([single(0, 1, 100)], debt), debt)).toMatchObject({ taken: 0, winners: 0, pool: -debt });
  });

  it('counts a profit once', () => {
    // Goal: what an earlier haircut took is no longer profit.
    const parts = partsOf([single(0, -1, 100)], 15 * micro);
    expect(socializedIn(parts, 4 * micro).taken).toBe(4 * micro);
    expect(socializedIn(parts, 11 * micro).taken).toBe(6 * micro);
  });

  it('nets the positions of a portfolio', () => {
    // Goal: a winner on one instrument who loses as much on another has no profit.
    const portfolio = { cash: 0, positions: [{ instrument: 0, lots: -2, entry: 100 }, { instrument: 1, lots: 1, entry: 105 }] };
    const parts = smallParts(smallWorld({ accounts: [portfolio], instruments: [{}, {}] }), smallPath([[90], [90]]));
    const debt = 9 * micro;
    parts.ledger.transfer(parts.ledger.cashSlotOf(0, partyIndex.pool, usd), 0, usd, debt, movement['pool-loan']);
    expect(socializedIn(parts, debt)).toMatchObject({ taken: 5 * micro, winners: 1 });
  });
});
