import { describe, expect, it } from 'vitest';
import { normalPdf } from '../../math/normal.ts';
import { returnsAsSeries, simulatedReturns } from '../../../test/reference/simulated-returns.ts';
import { regimeEstimator, regimeLogLikelihood } from './regime.ts';

describe('fit of regimes', () => {
  it('filterVSPaths: the likelihood is the sum over all paths of the chain', () => {
    // Goal: the filter equals brute force over the 2^4 regime paths of four returns.
    const step = { location: 0.1, calm: 0.5, stress: 2, toStress: 0.2, toCalm: 0.3, deviation: 0.4 };
    const returns = [0.3, -1.5, 2.2, 0.1];
    const deviations = [step.calm, step.stress];
    const moves = [[0.8, 0.2], [0.3, 0.7]];
    let total = 0;
    for (let path = 0; path < 16; path++) {
      const states = returns.map((_, i) => (path >> i) & 1);
      const densities = states.map((state, i) => {
        const deviation = deviations[state];
        return normalPdf((returns[i] - 0.1 + 0.2 * deviation * deviation) / deviation) / deviation;
      });
      const chain = states.map((state, i) => (i === 0 ? [0.6, 0.4][state] : moves[states[i - 1]][state]));
      total += [...densities, ...chain].reduce((product, factor) => product * factor, 1);
    }
    const fresh = Uint8Array.of(1, 0, 0, 0);
    expect(regimeLogLikelihood(Float64Array.from(returns), fresh, step)).toBeCloseTo(Math.log(total), 12);
  });

  it('finds the parameters of simulated returns', () => {
    // Goal: 4,000 hours of the regimes of target D16 are found again within 3.5 standard errors each; rows of the file add up to 1.
    const truth = { calm: 0.003521, stress: 0.017392, toStress: 0.06203, toCalm: 0.15169, location: 0.0001 };
    const series = returnsAsSeries(simulatedReturns('regime', truth, { steps: 4000, seed: 1 }));
    const { parameters, converged, block } = regimeEstimator.estimate(series, { longRunVariance: 'sample', jumpShare: 0.02 });
    expect(converged).toBe(true);
    const perYear = Math.sqrt(8760);
    const expected = [truth.calm * perYear, truth.stress * perYear, truth.toStress, truth.toCalm, truth.location * 8760];
    parameters.forEach(({ name, value, standardError }, i) => {
      expect(Math.abs(value - expected[i]) / (standardError ?? NaN), name).toBeLessThan(3.5);
    });
    for (const [first, second] of block['transitions'] as number[][]) expect(first + second).toBeCloseTo(1, 15);
  });
});
