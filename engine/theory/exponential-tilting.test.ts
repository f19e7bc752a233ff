import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { bestNormalTilt, normalTilt } from './exponential-tilting.ts';

describe('normalTilt', () => {
  it('D38: probability, second moment and variance reduction at a tilt of 4', () => {
    // Goal: the target, to ten digits.
    const { probability, secondMoment, varianceReduction } = normalTilt({ threshold: 4, tilt: 4 });
    expect(probability / 3.167124183311998e-5).toBeCloseTo(1, 11);
    expect(secondMoment / 5.5280143206701594e-9).toBeCloseTo(1, 11);
    expect(varianceReduction / 6999.030140110371).toBeCloseTo(1, 11);
  });

  it('D38: the best tilt is 4.1197 with a reduction of 7061', () => {
    // Goal: the optimum with 16 digits (mpmath; the target's own has seven), and that neighbours on both sides are worse.
    const best = bestNormalTilt(4);
    expect(best).toBeCloseTo(4.119677015344322, 12);
    const reductionAt = (tilt: number) => normalTilt({ threshold: 4, tilt }).varianceReduction;
    expect(reductionAt(best)).toBeCloseTo(7061.45, 1);
    expect(reductionAt(best + 0.01)).toBeLessThan(reductionAt(best));
    expect(reductionAt(best - 0.01)).toBeLessThan(reductionAt(best));
  });

  it('gains nothing without a tilt, and refuses to tilt towards the middle', () => {
    // Goal: the limits.
    expect(normalTilt({ threshold: 1, tilt: 0 }).varianceReduction).toBeCloseTo(1, 14);
    expect(() => bestNormalTilt(0)).toThrow(InvariantError);
  });
});
