import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { optimalFund } from './optimal-fund.ts';

const problem = { logMean: Math.log(2e6), logDeviation: 1.5, holdingCost: 0.05, shortfallCost: 1 };

describe('optimalFund', () => {
  it('D26: the fund, the expected excess and the cost', () => {
    // Goal: the target to nine digits.
    const { fundUsd, expectedExcessUsd, cost } = optimalFund(problem);
    expect(fundUsd / 23580677.365930468).toBeCloseTo(1, 10);
    expect(expectedExcessUsd / 1546423.4421005046).toBeCloseTo(1, 10);
    expect(cost / 2725457.310397028).toBeCloseTo(1, 10);
  });

  it('optimumVSNeighbours: dearer holding means a smaller fund and a higher cost', () => {
    // Goal: the quantile is decreasing in the price of holding; at half of the shortfall cost it is the median.
    const dear = optimalFund({ ...problem, holdingCost: 0.5 });
    expect(dear.fundUsd).toBeCloseTo(2e6, 4);
    expect(dear.cost).toBeGreaterThan(optimalFund(problem).cost);
    expect(() => optimalFund({ ...problem, holdingCost: 1 })).toThrow(InvariantError);
    expect(() => optimalFund({ ...problem, logDeviation: 0 })).toThrow(InvariantError);
  });
});
