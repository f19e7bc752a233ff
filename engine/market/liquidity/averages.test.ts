import { describe, expect, it } from 'vitest';
import { between, meanExponential, meanRootExponential, meanWeightedExponential } from './averages.ts';

/** 2 y^n / ((n + 2) n!) summed: the mean of e^(c sqrt v) from 0 to v, y = c sqrt v. */
function rootSeries(y: number): number {
  let term = 2;
  let sum = 0;
  for (let n = 0; n < 60; n++) {
    sum += term / (n + 2);
    term *= y / (n + 1);
  }
  return sum;
}

describe('closed forms of average prices', () => {
  it('seriesVSclosed: mean exponentials agree on both sides of the switch', () => {
    for (const x of [-1, 1]) {
      expect(meanExponential(x * 0.9999999999)).toBeCloseTo(Math.sinh(1), 9);
      expect(meanExponential(x)).toBeCloseTo(Math.sinh(1), 14);
      const weighted = x * (Math.cosh(1) - Math.sinh(1));
      expect(meanWeightedExponential(x * 0.9999999999)).toBeCloseTo(weighted, 9);
      expect(meanWeightedExponential(x)).toBeCloseTo(weighted, 14);
    }
    expect([meanExponential(0), meanWeightedExponential(0)]).toEqual([1, 0]);
  });

  it('rootsVSseries: the mean of e^(c sqrt v) from zero is the power series in c sqrt v', () => {
    for (const y of [-3, -1.2, -0.5, -1e-3, 1e-6, 0.3, 0.999, 1.001, 4]) {
      expect(meanRootExponential(y / 20, 0, 400) / rootSeries(y)).toBeCloseTo(1, 13);
    }
  });

  it('rootsVSclosed: for large y it is 2 ((y - 1) e^y + 1) / y^2', () => {
    for (const y of [-6, -2, 2, 5]) {
      expect(meanRootExponential(y / 20, 0, 400) / ((2 * ((y - 1) * Math.exp(y) + 1)) / (y * y))).toBeCloseTo(1, 13);
    }
  });

  it('does not cancel for a tiny volume far from zero', () => {
    const c = 1e-6;
    const from = 1e12;
    expect(meanRootExponential(c, from, from + 1)).toBeCloseTo(Math.exp(c * Math.sqrt(from + 0.5)), 14);
  });

  it('clamps between two bounds in any order', () => {
    expect([between(5, 1, 3), between(5, 3, 1), between(0, 3, 1), between(2, 3, 1)]).toEqual([3, 3, 1, 2]);
  });
});
