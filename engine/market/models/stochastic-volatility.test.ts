import { describe, expect, it } from 'vitest';
import { momentsOf, sampleOf } from '../testing/moments.ts';
import { testContext, totalReturn, walkOf } from '../testing/walk.ts';
import { StochasticVolatilityWalk } from './stochastic-volatility.ts';

const diffusion = { drift: 0.4, kappa: 20, theta: 0.5, xi: 3, rho: -0.7, 'shared-variance': false };
const week = testContext({ stepMs: 604_800_000 });

describe('stochastic volatility', () => {
  it('walkVSCumulants: variance of the log price with its leverage term, and a price that grows by its drift', () => {
    // Goal: for v0 = theta, Var ln S = theta T - rho xi theta I1 + xi^2 theta I2 / 4 with I1, I2 the integrals of g and g^2 over [0, T],
    // g(u) = (1 - e^{-kappa u}) / kappa (Ito isometry), and E S = S0 e^{mu T}, in eight steps of a week.
    const steps = 8;
    const model = { bars: false, open: () => new StochasticVolatilityWalk(diffusion, week.stepYears) };
    const log = sampleOf(25_000, (path) => totalReturn(walkOf(model, { steps, path })));
    const { variance, varianceError } = momentsOf(log);
    const { kappa, theta, xi, rho } = diffusion;
    const years = steps * week.stepYears;
    const first = (years - (1 - Math.exp(-kappa * years)) / kappa) / kappa;
    const both = years - (2 * (1 - Math.exp(-kappa * years))) / kappa + (1 - Math.exp(-2 * kappa * years)) / (2 * kappa);
    const exact = theta * years - rho * xi * theta * first + (0.25 * xi * xi * theta * both) / kappa ** 2;
    expect(Math.abs(variance - exact)).toBeLessThan(4 * varianceError + 0.01 * exact);
    const price = momentsOf(log.map((value) => Math.exp(value)));
    expect(Math.abs(price.mean - Math.exp(0.4 * years))).toBeLessThan(4 * price.meanError);
  });

  it('martingaleVSPlain: goes on without the correction where its moment is infinite', () => {
    // Goal: strong positive correlation and long steps leave no finite moment; returns stay numbers.
    const wild = { drift: 0, kappa: 1, theta: 1, xi: 2, rho: 0.95, 'shared-variance': false, 'start-variance': 4 };
    const model = { bars: false, open: () => new StochasticVolatilityWalk(wild, 2) };
    const { logReturn, variance } = walkOf(model, { steps: 200, path: 1 });
    expect(logReturn.every(Number.isFinite)).toBe(true);
    expect(variance.every((value) => value >= 0)).toBe(true);
  });

  it('carries its variance over stretches and shares it when asked', () => {
    // Goal: the first step of the second stretch starts from the variance of the last of the first; shared draws give equal variances.
    const [own, shared] = [false, true].map((share) => {
      const given = { ...diffusion, 'shared-variance': share };
      return { bars: false, open: () => new StochasticVolatilityWalk(given, week.stepYears) };
    });
    const other = new StochasticVolatilityWalk({ ...diffusion, 'start-variance': 2 }, week.stepYears);
    const high = walkOf({ bars: false, open: () => other }, { steps: 1, path: 5 }).variance[0];
    expect(high).toBeGreaterThan(walkOf(own, { steps: 1, path: 5 }).variance[0]);
    expect(walkOf(own, { steps: 6, path: 5 }).variance).not.toEqual(walkOf(shared, { steps: 6, path: 5 }).variance);
    const whole = walkOf(own, { steps: 6, path: 5, stretches: [3, 6] }).variance;
    expect(new Set(whole).size).toBe(6);
    expect(Array.from(whole.subarray(0, 3))).toEqual(
      Array.from(walkOf(own, { steps: 6, path: 5, stretches: [3] }).variance.subarray(0, 3)),
    );
  });
});
