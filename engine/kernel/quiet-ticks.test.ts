import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { firstLoudTick, lowestPrice, nextBelow, preparePath, type QuietRange } from './quiet-ticks.ts';
import { smallPath } from './testing/small-world.ts';

function walk(dice: Dice, ticks: number, crossesZero: boolean): number[] {
  let price = crossesZero ? 3 : 100;
  return Array.from({ length: ticks }, () => (price += dice.normal()));
}

function randomRange(dice: Dice, series: number): QuietRange {
  const factorLow = dice.pick([1, dice.between(0.9, 1)]);
  const factorHigh = dice.pick([1, dice.between(1, 1.1)]);
  const shift = dice.pick([0, dice.between(0, 4)]);
  const middle = dice.between(-20, 120);
  const [wakeLow, wakeHigh] = [dice.pick([-Infinity, middle - dice.between(0, 60)]), dice.pick([Infinity, middle + dice.between(0, 60)])];
  return { series, factorLow, factorHigh, shiftLow: -shift, shiftHigh: shift, wakeLow, wakeHigh };
}

/** Both ends of what the mark may be, tick by tick. */
function firstLoudByScan(prices: readonly (readonly number[])[], ranges: readonly QuietRange[], from: number, limit: number): number {
  for (let tick = from; tick < limit; tick++) {
    const isLoud = ranges.some((range) => {
      const ends = [range.factorLow, range.factorHigh].map((factor) => prices[range.series][tick] * factor);
      return Math.min(...ends) + range.shiftLow <= range.wakeLow || Math.max(...ends) + range.shiftHigh >= range.wakeHigh;
    });
    if (isLoud) return tick;
  }
  return limit;
}

describe('quiet ticks', () => {
  it.each([false, true])('blocksVsScan: finds the tick that a scan finds (prices cross zero: %s)', (crossesZero) => {
    // Goal: passing over blocks never passes over a loud tick and never stops at a quiet one, for any start and end.
    const dice = new Dice(crossesZero ? 1 : 0, 'quiet-ticks');
    for (let trial = 0; trial < 300; trial++) {
      const ticks = dice.integerBetween(1, 600);
      const prices = [walk(dice, ticks, crossesZero), walk(dice, ticks, crossesZero)];
      const path = smallPath(prices, 2);
      if (dice.below(2) === 0) preparePath(path);
      const prepared = preparePath(path);
      const ranges = [randomRange(dice, 0), randomRange(dice, 1)];
      const from = dice.below(ticks);
      const limit = dice.integerBetween(from, ticks);
      expect(firstLoudTick(prepared, ranges, from, limit)).toBe(firstLoudByScan(prices, ranges, from, limit));
    }
  });

  it('makes blocks when a path is run again, and knows the lowest price of each series before and after', () => {
    // Goal: parameter sets share the work, one run alone does not do it; the last, shorter block counts.
    const path = smallPath([[...new Array<number>(64).fill(5), 7, 2], new Array<number>(66).fill(1)], 2);
    const prepared = preparePath(path);
    expect(prepared.blocks).toBeNull();
    expect([0, 1].map((series) => lowestPrice(prepared, series))).toEqual([2, 1]);
    expect(preparePath(path)).toBe(prepared);
    expect(prepared.blocks?.[0]).toEqual({ low: Float64Array.of(5, 2), high: Float64Array.of(5, 7), lowest: 2 });
    expect([0, 1].map((series) => lowestPrice(prepared, series))).toEqual([2, 1]);
    const other = smallPath([[1, 2]], 1);
    preparePath(other);
    expect(preparePath(path)).toBe(prepared);
    expect(preparePath(other).blocks).toBeNull();
  });

  it('belowVsScan: finds the tick at which a mark may be below a level, with and without blocks', () => {
    // Goal: no low of a mark is missed.
    const dice = new Dice(3, 'quiet-ticks');
    for (let trial = 0; trial < 300; trial++) {
      const prices = walk(dice, dice.integerBetween(1, 600), dice.below(2) === 0);
      const path = smallPath([prices], 1);
      if (dice.below(2) === 0) preparePath(path);
      const range = randomRange(dice, 0);
      const low = dice.between(-20, 120);
      const from = dice.below(prices.length);
      const mark = (price: number): number => Math.min(price * range.factorLow, price * range.factorHigh) + range.shiftLow;
      const found = prices.findIndex((price, tick) => tick >= from && mark(price) < low);
      expect(nextBelow(preparePath(path), range, low, from, prices.length)).toBe(found < 0 ? prices.length : found);
    }
  });

  it('passes over nothing where the range is not known', () => {
    // Goal: a factor that is no number (a displaced market at price 0) makes every tick count, for triggers and for lows.
    const range = { series: 0, factorLow: NaN, factorHigh: NaN, shiftLow: 0, shiftHigh: 0, wakeLow: 9, wakeHigh: 11 };
    const prepared = preparePath(smallPath([[0, 10, 10]], 1));
    expect(firstLoudTick(prepared, [range], 1, 3)).toBe(1);
    expect(firstLoudTick(prepared, [{ ...range, wakeHigh: Infinity }], 1, 3)).toBe(1);
    expect(nextBelow(prepared, range, 5, 1, 3)).toBe(1);
  });

  it('wakes at a price that touches the wake price', () => {
    // Goal: wake prices are inclusive on both sides.
    const prepared = preparePath(smallPath([[10, 9, 10, 11, 10]], 1));
    const still = { series: 0, factorLow: 1, factorHigh: 1, shiftLow: 0, shiftHigh: 0 };
    expect(firstLoudTick(prepared, [{ ...still, wakeLow: 9, wakeHigh: Infinity }], 0, 5)).toBe(1);
    expect(firstLoudTick(prepared, [{ ...still, wakeLow: -Infinity, wakeHigh: 11 }], 0, 5)).toBe(3);
    expect(firstLoudTick(prepared, [{ ...still, wakeLow: 8.9, wakeHigh: 11.1 }], 0, 5)).toBe(5);
  });
});
