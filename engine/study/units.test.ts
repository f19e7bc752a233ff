import { describe, expect, it } from 'vitest';
import { RandomStream } from '../math/random.ts';
import { pow } from '../math/transcendental.ts';
import { chooseCashUnit, chooseLot } from './units.ts';

const exactLimit = 2 ** 53;

describe('cash units', () => {
  it('are a millionth of USD and a hundred-millionth of a coin while that stays exact', () => {
    // Goal: the finest units of venues, where they fit.
    expect(chooseCashUnit(1e6, true)).toBe(1e-6);
    expect(chooseCashUnit(1000, false)).toBe(1e-8);
  });

  it('grow with what is held: 256 times the amount stays below 2^53, and a tenth of the unit would not do', () => {
    // Goal: as fine as possible, never finer.
    for (const amount of [1e8, 3.5e8, 1e9, 4e9, 1.7e13]) {
      const unit = chooseCashUnit(amount, true);
      expect((amount * 256) / unit).toBeLessThan(exactLimit);
      expect((amount * 256) / (unit / 10)).toBeGreaterThanOrEqual(exactLimit);
    }
    expect(chooseCashUnit(1e9, true)).toBe(1e-4);
  });

  it('are the correctly rounded powers of ten', () => {
    // Goal: 1e-6, not the product of six tenths: amounts of files must be whole multiples.
    expect([1, 1e8, 1e9, 1e10, 1e13].map((amount) => chooseCashUnit(amount, true))).toEqual([1e-6, 1e-5, 1e-4, 1e-3, 1]);
  });

  it('are refused for amounts that nothing can count', () => {
    // Goal: no silent loss of units.
    expect(() => chooseCashUnit(1e40, true)).toThrow(/too large/);
  });
});

describe('lots', () => {
  it('are worth 0.1 to 1 of the settlement asset at any price', () => {
    // Goal: fine enough for every account, coarse enough to count all of them.
    const stream = RandomStream.fromKey('lots');
    for (let draw = 0; draw < 2000; draw++) {
      const price = pow(10, 20 * stream.uniform() - 10);
      const worth = chooseLot('linear', price) * price;
      expect(worth).toBeGreaterThan(0.1 * (1 - 1e-12));
      expect(worth).toBeLessThanOrEqual(1);
    }
  });

  it('are known powers of ten at known prices', () => {
    // Goal: what a user sees for bitcoin, ether and a coin of five cents.
    expect([7935, 194.6, 1, 0.05].map((price) => chooseLot('linear', price))).toEqual([1e-4, 1e-3, 1, 10]);
    expect(chooseLot('quanto', 0.0002)).toBe(1000);
  });

  it('are one USD for inverse contracts, and one where the price is 0; negative prices count by size', () => {
    // Goal: the edges that have no power of ten.
    expect(chooseLot('inverse', 7935)).toBe(1);
    expect(chooseLot('linear', 0)).toBe(1);
    expect(chooseLot('linear', -37.63)).toBe(0.01);
  });
});
