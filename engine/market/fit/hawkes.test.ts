import { describe, expect, it } from 'vitest';
import { returnsAsSeries, simulatedReturns } from '../../../test/reference/simulated-returns.ts';
import { hawkesEstimator, hawkesLogLikelihood } from './hawkes.ts';

describe('fit of Hawkes', () => {
  it('without excitement is a Bernoulli likelihood', () => {
    // Goal: with branching 0 every step has the same probability of a jump, 1 - e^-base.
    const isJump = Uint8Array.of(0, 1, 0, 0, 1);
    const given = { base: 0.3, branching: 0, decay: 0.5 };
    expect(hawkesLogLikelihood(isJump, Uint8Array.of(1, 0, 0, 0, 0), given)).toBeCloseTo(-3 * 0.3 + 2 * Math.log(1 - Math.exp(-0.3)), 12);
  });

  it('stepsVSIntegral: the expected jumps of a step are the integral of the intensity', () => {
    // Goal: after a jump in the middle of step 1, steps 2 and 3 expect base plus branching times what decays in them.
    const [base, branching, decay] = [0.1, 0.6, 0.4];
    const given = { base, branching, decay };
    const none = hawkesLogLikelihood(Uint8Array.of(1, 0, 0), Uint8Array.of(1, 0, 0), given);
    const stationary = base / (0.4 * decay);
    const kept = (time: number): number => Math.exp(-decay * time);
    const integral = (from: number, to: number, size: number): number => branching * size * (kept(from) - kept(to));
    const first = base + integral(0, 1, stationary);
    const later = 2 * base + integral(1, 3, stationary) + integral(0.5, 2.5, 1);
    expect(none).toBeCloseTo(Math.log(1 - Math.exp(-first)) - later, 12);
  });

  it('finds the excitement of simulated jumps', () => {
    // Goal: 20,000 hours of known parameters are found again within 3.5 standard errors each. The diffusion is small beside the jumps,
    // because sizes beyond a threshold hold the diffusion of their step.
    const truth = { base: 0.004, branching: 0.7, decay: 0.05, volatility: 0.1, threshold: 0.02, mean: 0.012 };
    const returns = simulatedReturns('hawkes', truth, { steps: 20_000, seed: 1 });
    const jumpShare = returns.filter((value) => Math.abs(value) > 0.018).length / returns.length;
    const found = hawkesEstimator.estimate(returnsAsSeries(returns), { longRunVariance: 'sample', jumpShare });
    const { parameters, block, likelihoodOf } = found;
    expect(likelihoodOf).toBe('exceedances');
    const clusters = { 'base-jumps-per-year': 0.004 * 8760, branching: 0.7, 'half-life': Math.LN2 / 0.05 };
    const expected = { ...clusters, 'down-probability': 0.5, volatility: 0.1 };
    for (const { name, value, standardError } of parameters.filter((one) => one.name in expected)) {
      expect(Math.abs(value - expected[name as keyof typeof expected]) / (standardError ?? NaN), name).toBeLessThan(3.5);
    }
    expect(block['half-life']).toMatch(/^\d+\.\d+h$/);
  });

  it('needs jumps', () => {
    // Goal: a handful of exceedances carries no clustering.
    const calm = simulatedReturns('gbm', { volatility: 0.5, drift: 0 }, { steps: 600, seed: 1 });
    expect(() => hawkesEstimator.estimate(returnsAsSeries(calm), { longRunVariance: 'sample', jumpShare: 0.01 })).toThrow(/count as jumps/);
  });
});
