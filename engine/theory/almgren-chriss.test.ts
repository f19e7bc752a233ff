import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { optimalExecution } from './almgren-chriss.ts';

const problem = {
  quantity: 1e6,
  horizon: 5,
  steps: 5,
  volatility: 0.95,
  fixedCost: 0.0625,
  permanentImpact: 2.5e-7,
  temporaryImpact: 2.5e-6,
};

describe('optimalExecution', () => {
  it('D21: cost, variance and time constant for three risk aversions', () => {
    // Goal: the target, which a published library prints as .6625 / 1.0812 / 51.30 and so on, to ten digits.
    for (const [riskAversion, cost, variance, time] of [
      [1e-9, 662500.9036702956, 1081191800978.231, 51.299729815270055],
      [5e-9, 662522.4212451333, 1074010208779.8286, 22.943389350577586],
      [9e-9, 662572.0988200271, 1066909586730.322, 17.10207530997398],
    ]) {
      const schedule = optimalExecution({ ...problem, riskAversion });
      expect(schedule.expectedCost / cost).toBeCloseTo(1, 11);
      expect(schedule.variance / variance).toBeCloseTo(1, 11);
      expect(schedule.timeConstant / time).toBeCloseTo(1, 11);
    }
  });

  it('optimumVSNeighbours: no nearby schedule is better', () => {
    // Goal: E + lambda V is least at the schedule: every inner holding moved either way makes it worse.
    const riskAversion = 1e-6;
    const { holdings, expectedCost, variance } = optimalExecution({ ...problem, riskAversion });
    const impact = 2.5e-6 - 2.5e-7 / 2;
    const objective = (x: Float64Array) => {
      const trades = x.slice(1).map((left, j) => x[j] - left);
      const cost = (2.5e-7 * 1e12) / 2 + 0.0625 * 1e6 + impact * trades.reduce((sum, n) => sum + n * n, 0);
      return cost + riskAversion * 0.95 ** 2 * x.slice(1).reduce((sum, left) => sum + left * left, 0);
    };
    const best = objective(holdings);
    expect(best / (expectedCost + riskAversion * variance)).toBeCloseTo(1, 13);
    for (let j = 1; j < 5; j++) {
      for (const move of [-1000, 1000]) {
        expect(objective(holdings.map((left, i) => (i === j ? left + move : left)))).toBeGreaterThan(best);
      }
    }
  });

  it('sells evenly without risk aversion, at once with much, and refuses a market that pays for selling', () => {
    // Goal: the limits, and eta - gamma tau / 2 > 0.
    const even = optimalExecution({ ...problem, riskAversion: 0 });
    expect(Array.from(even.holdings)).toEqual([1e6, 8e5, 6e5, 4e5, 2e5, 0]);
    expect(even.timeConstant).toBe(Infinity);
    expect(optimalExecution({ ...problem, riskAversion: 1e3 }).holdings[1]).toBeLessThan(1);
    expect(() => optimalExecution({ ...problem, riskAversion: 0, permanentImpact: 1e-5 })).toThrow(InvariantError);
    expect(() => optimalExecution({ ...problem, riskAversion: -1 })).toThrow(InvariantError);
  });
});
