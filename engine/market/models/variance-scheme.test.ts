import { describe, expect, it } from 'vitest';
import { openStream } from '../../math/random.ts';
import { momentsOf, sampleOf } from '../testing/moments.ts';
import { VarianceScheme } from './variance-scheme.ts';

const paths = 40_000;

/** Variances after some steps from `start`, and e^(weight v) of each. */
function sampleVariances(process: { kappa: number; theta: number; xi: number; start: number; steps: number; years: number }): Float64Array {
  const scheme = new VarianceScheme({ ...process, stepYears: process.years / process.steps });
  const stream = openStream({ seed: 3, scenario: 'test', path: 0, component: 'v', purpose: 'scheme' });
  return sampleOf(paths, () => {
    let v = process.start;
    for (let step = 0; step < process.steps; step++) v = scheme.next(v, stream.normal(), stream.uniform(), 0);
    return v;
  });
}

describe('quadratic-exponential scheme', () => {
  it.each([
    { name: 'Feller holds', kappa: 60, theta: 0.36, xi: 3, start: 0.36, steps: 6, years: 1 / 52 },
    { name: 'Feller violated, half of the time near zero', kappa: 1, theta: 0.3, xi: 2, start: 0.2, steps: 8, years: 1 },
    { name: 'from a calm start in one step', kappa: 4, theta: 0.5, xi: 1.5, start: 0.01, steps: 1, years: 0.1 },
  ])('schemeVSSquareRootProcess: mean and variance where $name', ({ kappa, theta, xi, start, steps, years }) => {
    // Goal: E v = theta + (v0 - theta) e^{-kappa T}, Var v = v0 xi^2 e(1 - e) / kappa + theta xi^2 (1 - e)^2 / (2 kappa) (Cox, Ingersoll
    // and Ross 1985) for any number of steps, and never a negative variance.
    const sample = sampleVariances({ kappa, theta, xi, start, steps, years });
    const e = Math.exp(-kappa * years);
    const { mean, variance, meanError, varianceError } = momentsOf(sample);
    expect(Math.abs(mean - (theta + (start - theta) * e))).toBeLessThan(4 * meanError);
    const exact = (start * xi * xi * e * (1 - e)) / kappa + (theta * xi * xi * (1 - e) ** 2) / (2 * kappa);
    expect(Math.abs(variance - exact)).toBeLessThan(4 * varianceError);
    expect(sample.every((value) => value >= 0)).toBe(true);
  });

  it.each([
    ['squared normal', 0.36, -0.8],
    ['exponential with an atom', 0.002, -0.8],
    ['squared normal', 0.36, 0.5],
  ])('momentVSSample: the moment for the martingale correction on the branch of the %s', (_, start, weight) => {
    // Goal: log E e^(weight v') as used for the drift is that of the values drawn.
    const scheme = new VarianceScheme({ kappa: 2, theta: 0.3, xi: 1.5, stepYears: 1 / 12 });
    const stream = openStream({ seed: 4, scenario: 'test', path: 0, component: 'v', purpose: 'moment' });
    const sample = sampleOf(paths, () => Math.exp(weight * scheme.next(start, stream.normal(), stream.uniform(), weight)));
    const { mean, meanError } = momentsOf(sample);
    expect(Math.abs(mean - Math.exp(scheme.logMoment()))).toBeLessThan(4 * meanError);
  });

  it('says where the moment does not exist', () => {
    // Goal: a weight beyond the exponential tail has no finite moment, and the caller must notice.
    const scheme = new VarianceScheme({ kappa: 2, theta: 0.3, xi: 1.5, stepYears: 1 / 12 });
    for (const start of [0.36, 0.002]) {
      scheme.next(start, 0, 0.5, 1e6);
      expect(scheme.logMoment()).toBeNaN();
    }
  });
});
