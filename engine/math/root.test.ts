import { describe, expect, it } from 'vitest';
import { InvariantError } from './assert.ts';
import { findRoot } from './root.ts';

describe('findRoot', () => {
  it('finds roots of rising and falling functions to the last bit', () => {
    // Goal: neighbouring doubles around the root.
    expect(Math.abs(findRoot({ of: (x) => x * x - 2, low: 0, high: 2 }) - Math.SQRT2)).toBeLessThan(4e-16);
    expect(Math.abs(findRoot({ of: (x) => 2 - x * x, low: 0, high: 2 }) - Math.SQRT2)).toBeLessThan(4e-16);
    expect(findRoot({ of: (x) => x, low: 0, high: 1 })).toBe(0);
    expect(Math.abs(findRoot({ of: (x) => x, low: -1, high: 2 }))).toBeLessThan(1e-300);
  });

  it('refuses an interval without a change of sign', () => {
    // Goal: no root is invented.
    expect(() => findRoot({ of: (x) => x + 1, low: 0, high: 1 })).toThrow(InvariantError);
  });
});
