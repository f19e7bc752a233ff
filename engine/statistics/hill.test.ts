import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import { heavyTailWarning, hillEstimator } from './hill.ts';

function pareto(alpha: number, n: number): Float64Array {
  const stream = openStream({ seed: 17, scenario: 'test', path: 0, component: 'hill', purpose: String(alpha) });
  return Float64Array.from({ length: n }, () => stream.uniformFine() ** (-1 / alpha));
}

describe('hillEstimator', () => {
  it('reads three logarithms by hand', () => {
    // Goal: k / sum log(x(i) / x(k + 1)) with e^3, e^2, e over 1.
    const values = Float64Array.of(1, Math.E, 0.5, Math.E ** 3, Math.E ** 2);
    const { alpha, standardError } = hillEstimator({ values, tailCount: 3 });
    expect(alpha).toBeCloseTo(0.5, 14);
    expect(standardError).toBeCloseTo(0.5 / Math.sqrt(3), 14);
  });

  it('finds the exponent of Pareto laws within its standard error', () => {
    // Goal: exact law, so no bias: at most four standard errors.
    for (const alpha of [0.85, 1.5, 3]) {
      const estimate = hillEstimator({ values: pareto(alpha, 20_000), tailCount: 1000 });
      expect(Math.abs(estimate.alpha - alpha)).toBeLessThan(4 * estimate.standardError);
    }
  });

  it('refuses tails that are none', () => {
    // Goal: logarithms of negative losses never enter.
    expect(() => hillEstimator({ values: Float64Array.of(-1, 1, 2), tailCount: 2 })).toThrow(InvariantError);
    expect(() => hillEstimator({ values: Float64Array.of(1, 2), tailCount: 2 })).toThrow(InvariantError);
  });
});

describe('heavyTailWarning', () => {
  it('warns of tails without a variance and of tails without a mean', () => {
    // Goal: the sentence that stands beside an expected shortfall.
    expect(heavyTailWarning(pareto(1.5, 4000))).toMatch(/^tail index 1\.\d\d \(Hill, largest 63 of 4000\): the variance is infinite/);
    expect(heavyTailWarning(pareto(0.6, 4000))).toMatch(/even the mean is infinite/);
  });

  it('is silent about light tails, few values, and nothing at all', () => {
    // Goal: no cry of wolf.
    expect(heavyTailWarning(pareto(4, 4000))).toBeNull();
    expect(heavyTailWarning(pareto(0.6, 19))).toBeNull();
    expect(heavyTailWarning(new Float64Array(500))).toBeNull();
    expect(heavyTailWarning(new Float64Array(500).fill(3))).toBeNull();
  });
});
