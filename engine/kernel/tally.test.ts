import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { InvariantError } from '../math/assert.ts';
import { Tally, unitsTotal, usdTotal } from './tally.ts';

describe('tally', () => {
  it('countsVsSets: accounts and owners are counted once', () => {
    // Goal: however often and in whatever order an account is hit.
    const dice = new Dice(1, 'tally');
    const owners = Int32Array.from({ length: 40 }, () => dice.below(15));
    const tally = new Tally(1, 1, owners);
    const [liquidated, insolvent, deleveraged] = [new Set<number>(), new Set<number>(), new Set<number>()];
    for (let step = 0; step < 60; step++) {
      const account = dice.below(40);
      if (dice.chance(0.5)) tally.noteLiquidated((liquidated.add(account), account), step);
      if (dice.chance(0.5)) tally.noteInsolvent((insolvent.add(account), account), 1);
      if (dice.chance(0.5)) tally.noteDeleveraged((deleveraged.add(account), account), step);
    }
    expect(tally.liquidatedAccounts).toBe(liquidated.size);
    expect(tally.liquidatedOwners).toBe(new Set([...liquidated].map((account) => owners[account])).size);
    expect(tally.insolventAccounts).toBe(insolvent.size);
    expect(tally.deleveragedAccounts).toBe(deleveraged.size);
  });

  it('keeps sums of venues and assets apart', () => {
    // Goal: each place is its own.
    const tally = new Tally(2, 3, new Int32Array(1));
    tally.addUnits(1, 2, unitsTotal.shortfall, 7);
    tally.addUnits(1, 2, unitsTotal.adl, 4);
    tally.addUnits(1, 2, unitsTotal.adl, 3);
    tally.addUnits(0, 0, unitsTotal.unfunded, 1);
    tally.addUsd(1, usdTotal.liquidationFees, 2.5);
    const nothing = { shortfall: 0, fund: 0, adl: 0, socialized: 0, unfunded: 0 };
    expect(tally.waterfall).toEqual([
      [{ ...nothing, unfunded: 1 }, nothing, nothing],
      [nothing, nothing, { ...nothing, shortfall: 7, adl: 7 }],
    ]);
    expect(tally.usd[0].liquidationFees).toBe(0);
    expect(tally.usd[1]).toEqual({
      ...{ shortfall: 0, fund: 0, fundIncome: 0, adl: 0, adlNotional: 0, socialized: 0, unfunded: 0, liquidatedNotional: 0 },
      liquidationFees: 2.5,
    });
  });

  it('checks the waterfall identity to the unit', () => {
    // Goal: one unit too few stops the run.
    const tally = new Tally(1, 1, new Int32Array(1));
    tally.addUnits(0, 0, unitsTotal.shortfall, 10);
    (['fund', 'adl', 'socialized'] as const).forEach((name) => tally.addUnits(0, 0, unitsTotal[name], 3));
    expect(() => tally.check()).toThrow(InvariantError);
    tally.addUnits(0, 0, unitsTotal.unfunded, 1);
    expect(() => tally.check()).not.toThrow();
  });

  it('finds the busiest minute', () => {
    // Goal: minutes of the clock, not of the run.
    const tally = new Tally(1, 1, new Int32Array(1));
    [[59_000, 5], [60_000, 4], [119_999, 3], [120_000, 6]].forEach(([timeMs, notionalUsd]) => tally.noteVolume(timeMs, notionalUsd));
    expect(tally.peakUsdPerMinute).toBe(7);
  });

  it('remembers only the first times, and nothing after a reset', () => {
    // Goal: NaN until something happens; touched accounts count again on the next path.
    const tally = new Tally(1, 1, Int32Array.of(0, 0));
    expect([tally.firstLiquidationMs, tally.firstDeleveragingMs]).toEqual([NaN, NaN]);
    for (const timeMs of [0, 5]) {
      tally.noteLiquidated(1, timeMs);
      tally.noteDeleveraged(0, timeMs + 1);
    }
    expect([tally.firstLiquidationMs, tally.firstDeleveragingMs]).toEqual([0, 1]);
    tally.reset(Int32Array.of(0, 1));
    expect([tally.firstLiquidationMs, tally.liquidatedAccounts, tally.liquidatedOwners]).toEqual([NaN, 0, 0]);
    tally.noteLiquidated(1, 9);
    expect([tally.firstLiquidationMs, tally.liquidatedAccounts, tally.liquidatedOwners]).toEqual([9, 1, 1]);
  });
});
