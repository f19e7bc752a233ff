import { describe, expect, it } from 'vitest';
import { normalPdf } from '../../math/normal.ts';
import { returnsAsSeries, simulatedReturns } from '../../../test/reference/simulated-returns.ts';
import { mertonEstimator, mertonLogLikelihood } from './merton.ts';

const options = { longRunVariance: 'sample', jumpShare: 0.02 } as const;

describe('fit of Merton', () => {
  it('mixtureVSQuadrature: the density adds up to 1 and has the variance of the parameters', () => {
    // Goal: variance of a step = spread^2 + jumps (mean^2 + sd^2), by the trapezoidal rule over the density.
    const step = { location: 0.2, spread: 0.5, jumps: 0.7, jumpMean: -0.4, jumpSd: 1.1 };
    const moment = [0, 0, 0];
    for (let x = -30; x < 30; x += 0.01) {
      const weight = Math.exp(mertonLogLikelihood(Float64Array.of(x), step)) * 0.01;
      moment.forEach((_, power) => (moment[power] += weight * x ** power));
    }
    const mean = 0.2 - 0.7 * 0.4;
    expect(moment[0]).toBeCloseTo(1, 10);
    expect(moment[1]).toBeCloseTo(mean, 9);
    expect(moment[2] - mean * mean).toBeCloseTo(0.25 + 0.7 * (0.16 + 1.21), 8);
  });

  it('without jumps is a normal likelihood', () => {
    // Goal: the border of the model is the diffusion.
    const step = { location: 0.1, spread: 2, jumps: 0, jumpMean: 1, jumpSd: 1 };
    expect(mertonLogLikelihood(Float64Array.of(1.5), step)).toBeCloseTo(Math.log(normalPdf(0.7) / 2), 12);
  });

  it('finds the parameters of simulated returns', () => {
    // Goal: 3,000 hours of known parameters are found again within 3.5 standard errors each.
    const truth = { volatility: 0.45, drift: 0.5, 'jumps-per-year': 400, 'jump-mean': -0.005, 'jump-sd': 0.02 };
    const series = returnsAsSeries(simulatedReturns('merton', truth, { steps: 3000, seed: 2 }));
    const { parameters, converged, block } = mertonEstimator.estimate(series, options);
    expect(converged).toBe(true);
    expect(Object.keys(block).sort()).toEqual(Object.keys(truth).sort());
    for (const { name, value, standardError } of parameters) {
      expect(Math.abs(value - truth[name as keyof typeof truth]) / (standardError ?? NaN), name).toBeLessThan(3.5);
    }
  });
});
