import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { integrateFromZero } from '../math/quadrature.ts';
import { studentQuantile } from '../math/student.ts';
import { normalTail, studentTail } from './tail-measures.ts';

describe('tail measures', () => {
  it('D14: Student with three degrees, and the normal law', () => {
    // Goal: the target to ten digits.
    const [at99, at999] = [studentTail({ level: 0.99, degrees: 3 }), studentTail({ level: 0.999, degrees: 3 })];
    for (const [value, exact] of [
      [at99.valueAtRisk, 4.540702858698419],
      [at99.expectedShortfall, 7.003082035891277],
      [at999.valueAtRisk, 10.214531852405331],
      [at999.expectedShortfall, 15.409336115114902],
      [normalTail(0.99).expectedShortfall, 2.665214220345808],
      [normalTail(0.975).expectedShortfall, 2.337802792201415],
    ]) {
      expect(Math.abs(value / exact - 1)).toBeLessThan(1e-10);
    }
  });

  it('shortfallVSQuadrature: is the mean of the quantiles beyond', () => {
    // Goal: the defining integral over the tail.
    for (const degrees of [1.5, 2.2, 8]) {
      const tail = 0.02;
      const mean = integrateFromZero({ of: (p) => -studentQuantile({ probability: p, degrees }), to: tail }) / tail;
      expect(studentTail({ level: 0.98, degrees }).expectedShortfall / mean).toBeCloseTo(1, degrees < 2 ? 4 : 8);
    }
  });

  it('knows that a tail without a mean has no shortfall', () => {
    // Goal: Cauchy and heavier.
    expect(studentTail({ level: 0.99, degrees: 1 }).expectedShortfall).toBe(Infinity);
    expect(() => normalTail(1)).toThrow(InvariantError);
  });
});
