import { describe, expect, it } from 'vitest';
import { randomWorld } from '../../test/reference/random-world.ts';
import { InvariantError } from '../math/assert.ts';
import { roundHalfAway } from '../math/round.ts';
import { clearTier, isSingle, layOut, lotValue, partyCash, triggerKey } from './layout.ts';
import { partyKinds } from './parties.ts';
import { micro, single, smallWorld } from './testing/small-world.ts';
import type { InstrumentSpec } from './world-spec.ts';

const seeds = Array.from({ length: 25 }, (_, seed) => seed);

describe('layout', () => {
  it('conserves what the book holds', () => {
    // Goal: per asset the cash of all holders is that of the book and the funds; per instrument lots sum to zero.
    for (const seed of seeds) {
      const { spec } = randomWorld(seed);
      const { book } = spec;
      const layout = layOut(spec);
      spec.assets.forEach((_, asset) => {
        let expected = 0;
        for (let account = 0; account < book.count; account++) if (book.marginAsset[account] === asset) expected += book.cash[account];
        book.balanceAsset.forEach((held, index) => (expected += held === asset ? book.balanceUnits[index] : 0));
        for (const { losses } of spec.venues) {
          for (const stage of losses) if (stage.stage === 'insurance-fund') expected += stage.openingUnits[asset];
        }
        let total = 0;
        layout.accountAsset.forEach((held, account) => (total += held === asset ? layout.openingCash[account] : 0));
        layout.balanceAsset.forEach((held, index) => (total += held === asset ? layout.openingCash[layout.accountCount + index] : 0));
        const parties = layout.openingCash.subarray(layout.firstPartyCash);
        parties.forEach((units, slot) => (total += slot % spec.assets.length === asset ? units : 0));
        expect(total).toBe(expected);
      });
      spec.instruments.forEach((_, instrument) => {
        let lots = layout.openingLots[layout.firstMarketSlot + instrument];
        layout.slotInstrument.forEach((held, slot) => (lots += held === instrument ? layout.openingLots[slot] : 0));
        expect(lots).toBe(0);
      });
    }
  });

  it('only renumbers: every account keeps what it had', () => {
    // Goal: a permutation of accounts, each with its venue, owner, positions (leg = rounded entry value) and balances.
    for (const seed of seeds) {
      const { spec, accounts } = randomWorld(seed);
      const layout = layOut(spec);
      expect([...layout.stableOf].sort((a, b) => a - b)).toEqual(accounts.map((_, id) => id));
      layout.stableOf.forEach((stable, account) => {
        const { positions, balances, ...expected } = accounts[stable];
        const isPortfolio = account >= layout.singleCount;
        expect(isPortfolio).toBe(!isSingle(spec.book, stable));
        const first = isPortfolio ? layout.positionStart[account - layout.singleCount] : account;
        let cash = expected.cash;
        positions.forEach(({ instrument, lots, entryPrice }, index) => {
          const leg = roundHalfAway(lots * lotValue(spec.instruments[instrument], entryPrice));
          cash -= leg;
          const slot = first + index;
          expect([layout.slotInstrument[slot], layout.openingLots[slot], layout.openingCost[slot]]).toEqual([instrument, lots, leg]);
        });
        expect([layout.openingCash[account], layout.accountVenue[account], layout.accountOwner[account], layout.accountAsset[account]])
          .toEqual([cash, expected.venue, expected.owner, expected.marginAsset]);
        balances.forEach(({ asset, units }, index) => {
          const slot = layout.balanceStart[account - layout.singleCount] + index;
          expect([layout.balanceAsset[slot - layout.accountCount], layout.openingCash[slot]]).toEqual([asset, units]);
        });
      });
    }
  });

  it('puts the members of a group into the order in which an adverse price reaches them', () => {
    // Goal: groups tile the keyed accounts; keys fall for longs and rise for shorts; copies stay in the order of their ids.
    for (const seed of seeds) {
      const { spec } = randomWorld(seed);
      const layout = layOut(spec);
      let end = 0;
      for (const group of layout.groups) {
        expect(group.start).toBe(end);
        end = group.end;
        const { deduction } = spec.instruments[group.instrument].maintenanceTiers[group.tier];
        for (let account = group.start; account < group.end; account++) {
          expect(layout.slotInstrument[account]).toBe(group.instrument);
          expect(Math.sign(layout.openingLots[account])).toBe(group.side);
          if (account === group.start) continue;
          const keyOf = (one: number): number => triggerKey(layout.openingCash[one], layout.openingLots[one], deduction);
          const [before, key] = [keyOf(account - 1), keyOf(account)];
          expect(group.side * (before - key)).toBeGreaterThanOrEqual(0);
          if (before === key) expect(layout.stableOf[account - 1]).toBeLessThan(layout.stableOf[account]);
        }
      }
      expect(end).toBe(layout.keyedCount);
    }
  });

  it('gives every party of every venue its own cash slot per asset', () => {
    // Goal: slots of parties tile the end of the cash array.
    const { spec } = randomWorld(3);
    const layout = layOut(spec);
    const slots = spec.venues.flatMap((_, venue) =>
      partyKinds.flatMap((_kind, party) => spec.assets.map((_asset, asset) => partyCash(layout, spec.assets.length, venue, party, asset))));
    expect(slots).toEqual(slots.map((_, index) => layout.firstPartyCash + index));
    expect(layout.firstPartyCash + slots.length).toBe(layout.cashCount);
  });

  it('knows the tier at the trigger only where it is clear', () => {
    // Goal: within 5 % of a bracket's end, and where no bracket holds, the answer is "watch by radius".
    const tiers = [{ notionalFloor: 0, rate: 0.1, deduction: 0 }, { notionalFloor: 1000, rate: 0.2, deduction: 100 }];
    const instrument = { ...smallWorld({ accounts: [] }).instruments[0], valueScale: 1, maintenanceTiers: tiers } satisfies InstrumentSpec;
    // A long of 10 lots whose notional at the trigger is n has cash of requirement(n) - n.
    const tierAt = (notional: number): number => {
      const requirement = Math.max(...tiers.map(({ rate, deduction }) => rate * notional - deduction));
      return clearTier(instrument, 1, requirement - notional, 10, 0);
    };
    expect([500, 900, 960, 1000, 1040, 1100, 5000].map(tierAt)).toEqual([0, 0, -1, -1, -1, 1, 1]);
    expect(clearTier(instrument, 1, 1, 10, 0)).toBe(-1);
  });

  it('refuses books that contradict themselves', () => {
    // Goal: what the study layer must have checked is asserted once more.
    const bad = [single(1, 0, 100), single(1, 0.5, 100), { ...single(1, 1, 100), marginAsset: 1 }, single(1, 2 ** 53, 1e-9)];
    for (const account of bad) expect(() => layOut(smallWorld({ accounts: [account] }))).toThrow(InvariantError);
    expect(layOut(smallWorld({ accounts: [single(1, 1, 100)] })).openingCash[0]).toBe(-99 * micro);
  });
});
