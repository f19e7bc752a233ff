import { describe, expect, it } from 'vitest';
import { InvariantError } from './assert.ts';
import { acoshOnePlus, cosh, sinh } from './hyperbolic.ts';

describe('hyperbolic functions', () => {
  it('hyperbolicVSArbitraryPrecision: keep all digits, small arguments included', () => {
    // Goal: relative error of a few units in the last place (values with 30 digits from mpmath).
    for (const [x, sine, cosine] of [
      [1e-8, 1e-8, 1],
      [0.3, 0.3045202934471426, 1.0453385141288605],
      [1, 1.1752011936438014, 1.5430806348152437],
      [20.5, 399951088.7377527, 399951088.7377527],
      [-3, -10.017874927409903, 10.067661995777765],
    ]) {
      expect(Math.abs(sinh(x) / sine - 1)).toBeLessThan(1e-15);
      expect(Math.abs(cosh(x) / cosine - 1)).toBeLessThan(1e-15);
    }
    for (const [excess, angle] of [
      [1e-12, 1.4142135623729772e-6],
      [1e-4, 0.014142017775252324],
      [0.5, 0.9624236501192069],
      [3, 2.0634370688955603],
      [1e10, 23.718998110600403],
    ]) {
      expect(Math.abs(acoshOnePlus(excess) / angle - 1)).toBeLessThan(1e-15);
    }
  });

  it('reach as far as doubles do, and refuse what is no cosine', () => {
    // Goal: e^710 overflows, its half does not.
    expect(sinh(-710)).toBeLessThan(-1e308);
    expect(cosh(710.4)).toBeLessThan(Infinity);
    expect(cosh(800)).toBe(Infinity);
    expect(sinh(0)).toBe(0);
    expect(() => acoshOnePlus(-1)).toThrow(InvariantError);
  });
});
