import { describe, expect, it } from 'vitest';
import { returnsAsSeries } from '../../../test/reference/simulated-returns.ts';
import { sampleOf, thinned, unchangedWarnings } from './sample.ts';

describe('sample', () => {
  it('has the moments of its returns', () => {
    // Goal: mean, deviation and kurtosis of two values in equal numbers are known: 1 is the least kurtosis there is.
    const series = returnsAsSeries(Float64Array.of(0.03, -0.01, 0.03, -0.01));
    const { mean, deviation, kurtosis, scores, logJacobian } = sampleOf(series, { model: 'gbm', least: 4 });
    expect([mean, deviation, kurtosis].map((value) => Number(value.toFixed(12)))).toEqual([0.01, 0.02, 1]);
    expect(Array.from(scores, (score) => Number(score.toFixed(9)))).toEqual([1, -1, 1, -1]);
    expect(logJacobian).toBeCloseTo(-4 * Math.log(0.02), 12);
  });

  it('is thinned evenly', () => {
    // Goal: a part of the data for rough searches, never less than what is wanted.
    expect(Array.from(thinned(Float64Array.from({ length: 10 }, (_, i) => i), 3))).toEqual([0, 3, 6, 9]);
    expect(thinned(new Float64Array(5), 10).length).toBe(5);
  });

  it('refuses what cannot be fitted', () => {
    // Goal: too few returns and a price that never moves are the user's to mend, not numbers.
    expect(() => sampleOf(returnsAsSeries(Float64Array.of(0.1)), { model: 'kou', least: 2 })).toThrow(/kou cannot be fitted: 1 returns/);
    expect(() => sampleOf(returnsAsSeries(new Float64Array(50)), { model: 'kou', least: 2 })).toThrow(/never moves/);
  });

  it('warns of prices that stand still', () => {
    // Goal: a coarse tick makes zeros that every density takes for calm.
    expect(unchangedWarnings(returnsAsSeries(Float64Array.of(0, 0, 0.1, -0.1)))[0]).toContain('50 %');
    expect(unchangedWarnings(returnsAsSeries(Float64Array.of(0.2, 0.1)))).toEqual([]);
  });
});
