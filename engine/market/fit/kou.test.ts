import { describe, expect, it } from 'vitest';
import { exp } from '../../math/transcendental.ts';
import { kouEstimator, kouLogLikelihood } from './kou.ts';
import { returnsAsSeries, simulatedReturns } from '../../../test/reference/simulated-returns.ts';

const step = { location: 0.1, spread: 0.6, jumps: 0.8, upProbability: 0.4, etaUp: 0.9, etaDown: 0.5 };
const density = (x: number): number => exp(kouLogLikelihood(Float64Array.of(x), step));

/** Inverse Fourier transform of the characteristic function, by the trapezoidal rule, which is exponentially accurate here. */
function densityByInversion(x: number): number {
  const { location, spread, jumps, upProbability: p, etaUp, etaDown } = step;
  const width = 0.005;
  let sum = 0;
  for (let u = 0; u < 60; u += width) {
    const [upSize, downSize] = [etaUp * etaUp + u * u, etaDown * etaDown + u * u];
    const real = (p * etaUp * etaUp) / upSize + ((1 - p) * etaDown * etaDown) / downSize;
    const imaginary = (p * etaUp * u) / upSize - ((1 - p) * etaDown * u) / downSize;
    const size = Math.exp(-0.5 * spread * spread * u * u + jumps * (real - 1));
    const angle = u * location + jumps * imaginary - u * x;
    sum += (u === 0 ? 0.5 : 1) * size * Math.cos(angle);
  }
  return (sum * width) / Math.PI;
}

describe('fit of Kou', () => {
  it('mixtureVSInversion: the density of a step is that of its characteristic function', () => {
    // Goal: an independent route to the density agrees to 10 digits in the body and to absolute 1e-13 in the tails.
    for (const x of [-9, -4, -1.3, -0.2, 0.1, 0.7, 2, 5]) {
      const other = densityByInversion(x);
      expect(Math.abs(density(x) - other)).toBeLessThan(1e-10 * other + 1e-13);
    }
  });

  it('far tails keep the rates of the jumps', () => {
    // Goal: no cancellation and no underflow where only jumps reach; ln density falls by eta per unit, to first order.
    const slope = (x: number): number => kouLogLikelihood(Float64Array.of(x + 1), step) - kouLogLikelihood(Float64Array.of(x), step);
    expect(slope(200)).toBeGreaterThan(-0.9);
    expect(slope(200)).toBeLessThan(-0.85);
    expect(slope(-200)).toBeGreaterThan(0.45);
    expect(slope(-200)).toBeLessThan(0.5);
  });

  it('finds the parameters of simulated returns', () => {
    // Goal: 2,500 hours of known parameters are found again within 3.5 standard errors each.
    const truth = { volatility: 0.45, drift: 0.5, 'jumps-per-year': 1500, 'up-probability': 0.35, 'eta-up': 90, 'eta-down': 60 };
    const series = returnsAsSeries(simulatedReturns('kou', truth, { steps: 2500, seed: 5 }));
    const { parameters, converged } = kouEstimator.estimate(series, { longRunVariance: 'sample', jumpShare: 0.02 });
    expect(converged).toBe(true);
    for (const { name, value, standardError } of parameters) {
      expect(Math.abs(value - truth[name as keyof typeof truth]) / (standardError ?? NaN), name).toBeLessThan(3.5);
    }
  });
});
