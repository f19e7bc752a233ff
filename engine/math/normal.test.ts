import { describe, expect, it } from 'vitest';
import { InvariantError } from './assert.ts';
import { normalCdf, normalPdf, normalQuantile } from './normal.ts';

/** x and P(X <= x), by arbitrary-precision arithmetic with 50 digits. */
const distribution: readonly (readonly [number, number])[] = [
  [-37.5, 4.605353009581955e-308],
  [-30, 4.906713927148187e-198],
  [-20, 2.7536241186062337e-89],
  [-8, 6.220960574271784e-16],
  [-5, 2.866515718791939e-7],
  [-3, 0.0013498980316300946],
  [-2.6, 0.004661188023718749],
  [-2.5, 0.006209665325776135],
  [-2.49, 0.006387154764943173],
  [-2, 0.02275013194817921],
  [-1, 0.15865525393145705],
  [-0.3, 0.3820885778110474],
  [-1e-8, 0.4999999960105772],
  [0.1, 0.539827837277029],
  [1.5, 0.9331927987311419],
  [2.4, 0.9918024640754038],
  [2.6, 0.9953388119762813],
  [5, 0.9999997133484281],
];

/** p and the quantile, by root finding with 50 digits. */
const quantiles: readonly (readonly [number, number])[] = [
  [1e-300, -37.0470962993612],
  [1e-100, -21.273453560965326],
  [1e-20, -9.262340089798407],
  [1e-10, -6.361340902404057],
  [1e-5, -4.264890793922825],
  [0.001, -3.0902323061678136],
  [0.025, -1.9599639845400543],
  [0.0499, -1.6458239980325582],
  [0.0501, -1.6438848022300352],
  [0.2, -0.8416212335729142],
  [0.4, -0.2533471031357997],
  [0.49, -0.025068908258711057],
  [0.4999999, -2.5066282747031063e-7],
];

function relativeError(value: number, exact: number): number {
  return Math.abs(value - exact) / Math.abs(exact);
}

describe('normal law', () => {
  it('normalCdfVSArbitraryPrecision: keeps thirteen digits, far tails included', () => {
    for (const [x, probability] of distribution) expect(relativeError(normalCdf(x), probability)).toBeLessThan(1e-13);
  });

  it('normalQuantileVSArbitraryPrecision: keeps thirteen digits, far tails included', () => {
    for (const [probability, x] of quantiles) expect(relativeError(normalQuantile(probability), x)).toBeLessThan(1e-13);
  });

  it('quantileVSCdf: each undoes the other, and the quantile is odd around one half', () => {
    for (let i = 1; i < 2000; i++) {
      const p = i / 2000;
      expect(relativeError(normalCdf(normalQuantile(p)), p)).toBeLessThan(1e-14);
    }
    for (const p of [0.25, 0.125, 2 ** -20]) expect(normalQuantile(1 - p)).toBe(-normalQuantile(p));
  });

  it('pdfVSDifferenceOfCdf: the density is the slope of the distribution', () => {
    for (const x of [-4, -2, -1.3, 0, 0.7, 1.9, 3]) {
      const slope = (normalCdf(x + 1e-5) - normalCdf(x - 1e-5)) / 2e-5;
      expect(Math.abs(slope - normalPdf(x))).toBeLessThan(1e-10);
    }
  });

  it('gives the limits at the ends and refuses what is no probability', () => {
    expect([normalCdf(-Infinity), normalCdf(Infinity), normalCdf(0)]).toEqual([0, 1, 0.5]);
    expect([normalQuantile(0), normalQuantile(1), normalQuantile(0.5)]).toEqual([-Infinity, Infinity, 0]);
    expect([normalPdf(Infinity), normalPdf(-100), normalCdf(NaN)]).toEqual([0, 0, NaN]);
    for (const p of [-0.1, 1.1, NaN]) expect(() => normalQuantile(p)).toThrow(InvariantError);
  });

  it('reproduces the expected shortfall of the normal law at 99 % and 97.5 % (target D14)', () => {
    const shortfall = (level: number) => normalPdf(normalQuantile(level)) / (1 - level);
    expect(relativeError(shortfall(0.99), 2.665214220345808)).toBeLessThan(1e-10);
    expect(relativeError(shortfall(0.975), 2.337802792201415)).toBeLessThan(1e-10);
  });
});
