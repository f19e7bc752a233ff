import { describe, expect, it } from 'vitest';
import { returnsAsSeries, simulatedReturns } from '../../../test/reference/simulated-returns.ts';
import { gbmEstimator } from './gbm.ts';

const options = { longRunVariance: 'sample', jumpShare: 0.02 } as const;

describe('fit of gbm', () => {
  it('covers the truth at the nominal rate', () => {
    // Goal: of 400 samples of 500 hours about 95 % of the intervals of 1.96 errors hold the truth (binomial error 1.1 %).
    const truth = { volatility: 0.8, drift: 0.3 };
    const covered = { volatility: 0, drift: 0 };
    for (let seed = 0; seed < 400; seed++) {
      const { parameters } = gbmEstimator.estimate(returnsAsSeries(simulatedReturns('gbm', truth, { steps: 500, seed })), options);
      for (const { name, value, standardError } of parameters) {
        const key = name as keyof typeof truth;
        if (Math.abs(value - truth[key]) < 1.96 * (standardError ?? NaN)) covered[key]++;
      }
    }
    for (const count of Object.values(covered)) expect(Math.abs(count / 400 - 0.95)).toBeLessThan(0.035);
  });

  it('warns of heavy tails', () => {
    // Goal: a volatility of returns with jumps is not taken for all there is to say.
    const truth = { volatility: 0.4, drift: 0, 'jumps-per-year': 200, 'jump-mean': 0, 'jump-sd': 0.05 };
    const jumpy = simulatedReturns('merton', truth, { steps: 1000, seed: 1 });
    expect(gbmEstimator.estimate(returnsAsSeries(jumpy), options).warnings[0]).toContain('not normal');
  });
});
