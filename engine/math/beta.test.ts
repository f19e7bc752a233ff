import { describe, expect, it } from 'vitest';
import { InvariantError } from './assert.ts';
import { betaTails, inverseRegularizedIncompleteBeta, logGamma, regularizedIncompleteBeta } from './beta.ts';

/** x and log Gamma(x), by arbitrary-precision arithmetic with 50 digits. */
const logGammas: readonly (readonly [number, number])[] = [
  [1e-10, 23.025850929882736],
  [0.1, 2.252712651734206],
  [0.5, 0.5723649429247001],
  [1, 0.0],
  [1.5, -0.12078223763524522],
  [2, 0.0],
  [3.7, 1.428072326665388],
  [14.9, 24.924132002217277],
  [15, 25.19122118273868],
  [100.5, 361.4355404677776],
  [1000000.0, 12815504.569147611],
  [1000000000000000.0, 3.3538776394910668e16],
];

/** x, a, b and I_x(a, b), by the hypergeometric series with 50 digits. */
const incompleteBetas: readonly (readonly [number, number, number, number])[] = [
  [0.5, 2, 3, 0.6875],
  [0.1, 0.5, 0.5, 0.20483276469913345],
  [0.9, 0.5, 0.5, 0.7951672353008665],
  [1e-10, 0.01, 5, 0.8109929104464574],
  [0.3, 100, 200, 0.10884306564490975],
  [0.3, 30, 100, 0.9640543757315133],
  [0.001, 3, 998, 0.08020934284020105],
  [0.999, 998, 3, 0.9197906571597988],
  [0.0009, 100000.0, 100000000.0, 2.5585113993540432e-231],
  [0.00101, 10000.0, 10000000.0, 0.864521799786913],
  [0.2, 0.001, 0.001, 0.49930791787531936],
  [0.5, 1, 1, 0.5],
  [0.9999, 10000.0, 0.5, 0.1572940177633515],
  [1e-300, 0.5, 2, 1.5e-150],
];

function relativeError(value: number, exact: number): number {
  return Math.abs(value - exact) / Math.abs(exact);
}

describe('gamma and beta', () => {
  it('logGammaVSArbitraryPrecision: keeps fourteen digits', () => {
    for (const [x, exact] of logGammas) {
      expect(Math.abs(logGamma(x) - exact)).toBeLessThan(1e-14 * Math.max(1, Math.abs(exact)));
    }
    expect(() => logGamma(0)).toThrow(InvariantError);
  });

  it('incompleteBetaVSArbitraryPrecision: keeps twelve digits for shapes from 1e-3 to 1e8 and probabilities down to 1e-200', () => {
    for (const [x, a, b, exact] of incompleteBetas) {
      expect(relativeError(regularizedIncompleteBeta({ x, a, b }), exact)).toBeLessThan(1e-12);
    }
  });

  it('inverseVSIncompleteBeta: finds the argument again', () => {
    for (const [x, a, b, probability] of incompleteBetas) {
      expect(relativeError(inverseRegularizedIncompleteBeta({ probability, a, b }), x)).toBeLessThan(1e-11);
    }
  });

  it('incompleteBetaVSBinomialSum: equals the upper tail of a binomial law', () => {
    const [n, p] = [12, 0.3];
    let tail = 0;
    for (let k = n; k >= 1; k--) {
      const ways = Array.from({ length: k }, (_, i) => (n - i) / (i + 1)).reduce((product, factor) => product * factor, 1);
      tail += ways * p ** k * (1 - p) ** (n - k);
      expect(relativeError(regularizedIncompleteBeta({ x: p, a: k, b: n - k + 1 }), tail)).toBeLessThan(1e-13);
    }
  });

  it('gives the limits at the ends and refuses what lies outside', () => {
    expect(regularizedIncompleteBeta({ x: 0, a: 2, b: 3 })).toBe(0);
    expect(regularizedIncompleteBeta({ x: 1, a: 2, b: 3 })).toBe(1);
    expect(inverseRegularizedIncompleteBeta({ probability: 0, a: 2, b: 3 })).toBe(0);
    expect(inverseRegularizedIncompleteBeta({ probability: 1, a: 2, b: 3 })).toBe(1);
    expect(() => regularizedIncompleteBeta({ x: 1.01, a: 2, b: 3 })).toThrow(InvariantError);
    expect(() => regularizedIncompleteBeta({ x: 0.5, a: 0, b: 3 })).toThrow(InvariantError);
    expect(() => inverseRegularizedIncompleteBeta({ probability: NaN, a: 2, b: 3 })).toThrow(InvariantError);
  });

  it('keeps both tails precise when the point lies within 1e-18 of an end', () => {
    const { lower, upper } = betaTails({ x: 1, complement: 1e-18, a: 3, b: 0.5 });
    const mirrored = betaTails({ x: 1e-18, complement: 1, a: 0.5, b: 3 });
    expect([lower, upper]).toEqual([mirrored.upper, mirrored.lower]);
    // To first order (complement)^b / (b B(a, b)), with B(3, 1/2) = 16 / 15.
    expect(relativeError(upper, 1e-9 / (0.5 * (16 / 15)))).toBeLessThan(1e-13);
  });
});
