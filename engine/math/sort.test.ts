import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from './assert.ts';
import { sortedOrder } from './sort.ts';

/** The same permutation by the built-in stable sort. */
function comparatorOrder(keys: Float64Array): number[] {
  return Array.from(keys.keys()).sort((a, b) => keys[a] - keys[b] || 0);
}

/** A deterministic sweep of [0, 1). */
function fraction(i: number): number {
  return (i * 0.6180339887498949) % 1;
}

describe('sortedOrder', () => {
  it('radixVSComparator: gives the stable order of any finite keys', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 600 }), (values) => {
        const keys = Float64Array.from(values);
        expect(Array.from(sortedOrder(keys))).toEqual(comparatorOrder(keys));
      }),
      { numRuns: 100, seed: 20200312 },
    );
  });

  it('keeps ties in index order, below and above the insertion limit', () => {
    for (const length of [0, 1, 2, 119, 199, 200, 201, 5000]) {
      const keys = Float64Array.from({ length }, (_, i) => Math.floor(fraction(i) * 7) - 3);
      expect(Array.from(sortedOrder(keys))).toEqual(comparatorOrder(keys));
    }
  });

  it('treats -0 and 0 as the same key and orders infinities at the ends', () => {
    for (const length of [4, 400]) {
      const cycle = [0, -0, Infinity, -Infinity];
      const keys = Float64Array.from({ length }, (_, i) => cycle[i % 4]);
      const order = Array.from(sortedOrder(keys));
      const byIndex = (value: number) => Array.from(keys.keys()).filter((i) => keys[i] === value);
      expect(order).toEqual([...byIndex(-Infinity), ...byIndex(0), ...byIndex(Infinity)]);
    }
  });

  it('skips digits that all keys share without losing the order', () => {
    const keys = Float64Array.from({ length: 1000 }, (_, i) => 1000 - i);
    expect(Array.from(sortedOrder(keys))).toEqual(Array.from({ length: 1000 }, (_, i) => 999 - i));
    expect(Array.from(sortedOrder(new Float64Array(300).fill(5)))).toEqual(Array.from({ length: 300 }, (_, i) => i));
  });

  it('orders keys that differ in the last bit only', () => {
    const keys = new Float64Array(500);
    keys[0] = 1;
    for (let i = 1; i < keys.length; i++) keys[i] = keys[i - 1] + 2 ** -52;
    expect(Array.from(sortedOrder(keys.slice().reverse()))).toEqual(Array.from({ length: 500 }, (_, i) => 499 - i));
  });

  it('orders keys of which many share their upper half', () => {
    const keys = Float64Array.from({ length: 3000 }, (_, i) => 1 + Math.floor(fraction(i) * 4) / 4 + fraction(7 * i) * 2 ** -30);
    expect(Array.from(sortedOrder(keys))).toEqual(comparatorOrder(keys));
  });

  it('refuses NaN and leaves the keys untouched', () => {
    expect(() => sortedOrder(Float64Array.of(1, NaN))).toThrow(InvariantError);
    const keys = Float64Array.from({ length: 300 }, (_, i) => fraction(i) - 0.5);
    const copy = keys.slice();
    sortedOrder(keys);
    expect(keys).toEqual(copy);
  });
});
