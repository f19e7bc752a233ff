import { describe, expect, it } from 'vitest';
import { InvariantError } from './assert.ts';
import { normalQuantile } from './normal.ts';
import { studentCdf, studentPdf, studentQuantile } from './student.ts';

/** t, degrees of freedom and P(T <= t), by arbitrary-precision arithmetic with 50 digits. */
const distribution: readonly (readonly [number, number, number])[] = [
  [-1, 1, 0.25],
  [-5, 3, 0.007696219036651151],
  [-2, 0.5, 0.22275744509156561],
  [-1e-6, 4, 0.499999625],
  [1.5, 7, 0.911350756505015],
  [-100000.0, 2, 4.99999999925e-11],
  [-3, 30, 0.002694982032825973],
  [-3, 100000.0, 0.0013502304420323595],
  [-8, 1000, 1.7133307411957373e-15],
  [-40, 100, 1.2310538010700354e-63],
];

function relativeError(value: number, exact: number): number {
  return Math.abs(value - exact) / Math.abs(exact);
}

describe('Student law', () => {
  it('studentCdfVSArbitraryPrecision: keeps thirteen digits from half a degree of freedom to 1e5', () => {
    for (const [t, degrees, exact] of distribution) {
      expect(relativeError(studentCdf({ t, degrees }), exact)).toBeLessThan(1e-13);
    }
  });

  it('quantileVSCdf: each undoes the other for any degrees of freedom', () => {
    for (const degrees of [0.3, 1, 2, 2.5, 3, 10, 99, 1e4, 1e9]) {
      for (const probability of [1e-12, 1e-4, 0.025, 0.3, 0.499, 0.7, 0.975, 0.9999]) {
        const t = studentQuantile({ probability, degrees });
        expect(relativeError(studentCdf({ t, degrees }), probability)).toBeLessThan(1e-12);
      }
    }
  });

  it('quantileVSClosedForm: one and two degrees of freedom have elementary quantiles', () => {
    for (const probability of [1e-6, 0.01, 0.2, 0.4, 0.6, 0.99]) {
      const cauchy = -1 / Math.tan(Math.PI * probability);
      const two = (2 * probability - 1) / Math.sqrt(2 * probability * (1 - probability));
      expect(relativeError(studentQuantile({ probability, degrees: 1 }), cauchy)).toBeLessThan(1e-12);
      expect(relativeError(studentQuantile({ probability, degrees: 2 }), two)).toBeLessThan(1e-12);
    }
  });

  it('approaches the normal law with its first correction', () => {
    const z = normalQuantile(0.975);
    const corrected = z + (z * z * z + z) / (4 * 1e7);
    expect(relativeError(studentQuantile({ probability: 0.975, degrees: 1e7 }), corrected)).toBeLessThan(1e-13);
    expect(studentQuantile({ probability: 0.975, degrees: Infinity })).toBe(z);
  });

  it('reproduces value at risk and expected shortfall of the law with three degrees (target D14)', () => {
    const shortfall = (level: number) => {
      const quantile = studentQuantile({ probability: level, degrees: 3 });
      return (studentPdf({ t: quantile, degrees: 3 }) * (3 + quantile * quantile)) / (2 * (1 - level));
    };
    expect(relativeError(studentQuantile({ probability: 0.99, degrees: 3 }), 4.540702858698419)).toBeLessThan(1e-10);
    expect(relativeError(studentQuantile({ probability: 0.999, degrees: 3 }), 10.214531852405331)).toBeLessThan(1e-10);
    expect(relativeError(shortfall(0.99), 7.003082035891277)).toBeLessThan(1e-10);
    expect(relativeError(shortfall(0.999), 15.409336115114902)).toBeLessThan(1e-10);
  });

  it('is symmetric, has the limits at the ends and refuses what lies outside', () => {
    expect(studentQuantile({ probability: 0.5, degrees: 4 })).toBe(0);
    expect(studentQuantile({ probability: 0.25, degrees: 4 })).toBe(-studentQuantile({ probability: 0.75, degrees: 4 }));
    expect(studentQuantile({ probability: 0, degrees: 4 })).toBe(-Infinity);
    expect(studentQuantile({ probability: 1, degrees: 4 })).toBe(Infinity);
    expect([studentCdf({ t: 0, degrees: 4 }), studentCdf({ t: Infinity, degrees: 4 })]).toEqual([0.5, 1]);
    expect(() => studentCdf({ t: 1, degrees: 0 })).toThrow(InvariantError);
    expect(() => studentQuantile({ probability: 2, degrees: 4 })).toThrow(InvariantError);
  });
});
