import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { logGamma } from '../math/beta.ts';
import { openStream } from '../math/random.ts';
import { combineDependentEValues, combineIndependentEValues, rateEValue } from './e-value.ts';

/** Expectation over a binomial number of events: the sum over all outcomes. */
function expectation({ rate, trials, limit }: { rate: number; trials: number; limit: number }): number {
  let sum = 0;
  for (let events = 0; events <= trials; events++) {
    const ways = logGamma(trials + 1) - logGamma(events + 1) - logGamma(trials - events + 1);
    const probability = Math.exp(ways + events * Math.log(rate) + (trials - events) * Math.log(1 - rate));
    sum += probability * rateEValue({ events, trials, limit });
  }
  return sum;
}

describe('rateEValue', () => {
  it('eValueVSArbitraryPrecision: is the mean likelihood ratio over rates above the limit', () => {
    // Goal: three values with 40 digits (mpmath).
    for (const [events, trials, limit, exact] of [
      [3, 100, 0.01, 0.1608405738533037],
      [0, 50, 0.02, 0.019607843137254902],
      [30, 1000, 0.01, 7116.323731638819],
    ]) {
      expect(Math.abs(rateEValue({ events, trials, limit }) / exact - 1)).toBeLessThan(1e-12);
    }
  });

  it('has expectation 1 at the limit, less below it, more above it', () => {
    // Goal: what makes it evidence; exact sums over all outcomes.
    for (const trials of [1, 40, 300]) {
      expect(expectation({ rate: 0.1, trials, limit: 0.1 })).toBeCloseTo(1, 11);
      expect(expectation({ rate: 0.05, trials, limit: 0.1 })).toBeLessThan(1);
      expect(expectation({ rate: 0.2, trials, limit: 0.1 })).toBeGreaterThan(1);
    }
  });

  it('never speaks against the limit when nothing happened', () => {
    // Goal: the two-sided form rejects "rate <= limit" after many paths without an event; this one falls like 1 / (n + 1).
    expect(rateEValue({ events: 0, trials: 0, limit: 0.3 })).toBeCloseTo(1, 14);
    expect(rateEValue({ events: 0, trials: 9999, limit: 0.01 })).toBeCloseTo(1e-4, 15);
  });

  it('reaches 20 at any time in at most one of twenty runs at the limit', () => {
    // Goal: Ville's inequality, looked at after every trial.
    let rejected = 0;
    for (let run = 0; run < 300; run++) {
      const stream = openStream({ seed: 11, scenario: 'test', path: run, component: 'e-value', purpose: 'ville' });
      let events = 0;
      let largest = 0;
      for (let trials = 1; trials <= 400; trials++) {
        if (stream.uniform() < 0.05) events++;
        largest = Math.max(largest, rateEValue({ events, trials, limit: 0.05 }));
      }
      if (largest >= 20) rejected++;
    }
    expect(rejected / 300).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 300));
  });

  it('survives overflow and refuses what is no count', () => {
    // Goal: large studies.
    expect(rateEValue({ events: 1e6, trials: 1e6, limit: 0.001 })).toBe(Infinity);
    expect(() => rateEValue({ events: 2, trials: 1, limit: 0.1 })).toThrow(InvariantError);
    expect(() => rateEValue({ events: 0, trials: 1, limit: 0 })).toThrow(InvariantError);
  });
});

describe('combining e-values', () => {
  it('multiplies independent ones and averages the others', () => {
    // Goal: and 0 x Infinity stays 0: one scenario has proved the limit kept.
    expect(combineIndependentEValues([2, 3, 0.5])).toBe(3);
    expect(combineIndependentEValues([Infinity, 0])).toBe(0);
    expect(combineIndependentEValues([])).toBe(1);
    expect(combineDependentEValues([2, 4])).toBe(3);
    expect(() => combineDependentEValues([])).toThrow(InvariantError);
    expect(() => combineIndependentEValues([-1])).toThrow(InvariantError);
  });
});
