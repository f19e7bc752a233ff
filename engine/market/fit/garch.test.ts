import { describe, expect, it } from 'vitest';
import { studentPdf } from '../../math/student.ts';
import { returnsAsSeries, simulatedReturns } from '../../../test/reference/simulated-returns.ts';
import { garchEstimator, garchLogLikelihood } from './garch.ts';

const truth = { omega: 2e-6, alpha: 0.06, beta: 0.88, gamma: 0.04, degrees: 6, drift: 0.4 };

describe('fit of GARCH', () => {
  it('recursionVSHand: three returns, two of them in one stretch', () => {
    // Goal: the likelihood is that of scaled Student densities with variances worked out by hand.
    const step = { location: 0, omega: 0.1, alpha: 0.2, beta: 0.5, gamma: 0.2, degrees: 5, variance: 0.5, deviation: 0 };
    const returns = Float64Array.of(-1, 0.5, 2);
    const variances = [0.5, 0.1 + 0.4 * 1 + 0.5 * 0.5, 0.5];
    const expected = variances.reduce((sum, variance, i) => {
      const scale = Math.sqrt((variance * 3) / 5);
      return sum + Math.log(studentPdf({ t: returns[i] / scale, degrees: 5 }) / scale);
    }, 0);
    expect(garchLogLikelihood(returns, Uint8Array.of(1, 0, 1), step)).toBeCloseTo(expected, 12);
  });

  it.each(['sample', 'fitted'] as const)('finds the parameters of simulated returns, long-run variance %s', (longRunVariance) => {
    // Goal: 6,000 hours of known parameters are found again within 3.5 standard errors each, and the file can hold them.
    const series = returnsAsSeries(simulatedReturns('garch', truth, { steps: 6000, seed: 1 }));
    const { parameters, converged, block, freeParameters } = garchEstimator.estimate(series, { longRunVariance, jumpShare: 0.02 });
    expect({ converged, freeParameters }).toEqual({ converged: true, freeParameters: 6 });
    const estimated = parameters.filter(({ name }) => name in truth);
    expect(estimated.length).toBe(6);
    for (const { name, value, standardError } of estimated) {
      expect(Math.abs(value - truth[name as keyof typeof truth]) / (standardError ?? NaN), name).toBeLessThan(3.5);
    }
    expect(block).toMatchObject({ period: '1h' });
    const [alpha, beta, gamma] = [block['alpha'], block['beta'], block['gamma']].map(Number);
    expect(alpha + beta + gamma / 2).toBeLessThan(1);
  });
});
