import { describe, expect, it } from 'vitest';
import { maximizeLikelihood } from './maximum-likelihood.ts';

const coordinates = [
  { name: 'mean', lower: -10, upper: 10, scale: 'linear' },
  { name: 'deviation', lower: 1e-3, upper: 1e3, scale: 'log' },
] as const;

const sample = Float64Array.from({ length: 400 }, (_, i) => Math.sin(i * 12.9898) * 3 + 1);
const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length;
const variance = sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sample.length;

function normal([centre, deviation]: Float64Array): number {
  return sample.reduce((sum, value) => sum - Math.log(deviation) - (value - centre) ** 2 / (2 * deviation ** 2), 0);
}

describe('maximum likelihood', () => {
  it('searchVSClosedForm: mean, deviation and their errors under a normal law', () => {
    // Goal: what is known in closed form is found to six digits, errors of derived quantities (the variance) included.
    const { parameters, converged, warnings } = maximizeLikelihood({
      coordinates,
      starts: [[5, 100], [-5, 0.1]],
      logLikelihood: normal,
      report: {
        mean: { unit: '', at: (v) => v[0] },
        deviation: { unit: '', at: (v) => v[1] },
        variance: { unit: '', at: (v) => v[1] ** 2 },
      },
    });
    const exact = [mean, Math.sqrt(variance), variance];
    const errors = [Math.sqrt(variance / 400), Math.sqrt(variance / 800), variance * Math.sqrt(2 / 400)];
    parameters.forEach(({ value, standardError }, i) => {
      expect(Math.abs(value - exact[i])).toBeLessThan(2e-3 * errors[i]);
      expect((standardError ?? NaN) / errors[i]).toBeCloseTo(1, 3);
    });
    expect({ converged, warnings }).toEqual({ converged: true, warnings: [] });
  });

  it('takes the best of several maxima', () => {
    // Goal: a start in the wrong valley does not decide.
    const { values } = maximizeLikelihood({
      coordinates: [coordinates[0]],
      starts: [[-4], [4]],
      logLikelihood: ([x]) => 100 * Math.log(Math.exp(-((x + 3) ** 2)) + 2 * Math.exp(-((x - 3) ** 2))),
      report: {},
    });
    expect(values[0]).toBeCloseTo(3, 4);
  });

  it('says when the maximum lies at an edge, and gives no error there', () => {
    // Goal: a bound that decides is no estimate; the other parameter keeps its error.
    const { parameters, warnings } = maximizeLikelihood({
      coordinates: [{ ...coordinates[0], upper: 0.5 }, coordinates[1]],
      starts: [[0, 1]],
      logLikelihood: normal,
      report: { mean: { unit: '', at: (v) => v[0] }, deviation: { unit: '', at: (v) => v[1] } },
    });
    expect(parameters[0].standardError).toBeNull();
    expect(parameters[1].standardError).toBeGreaterThan(0);
    expect(warnings.join(' ')).toContain('mean at 0.5');
  });

  it('says when the data does not determine a parameter', () => {
    // Goal: a flat likelihood is no answer.
    const { warnings, parameters } = maximizeLikelihood({
      coordinates,
      starts: [[0, 1]],
      logLikelihood: (v) => -v[0] * v[0],
      report: { deviation: { unit: '', at: (v) => v[1] } },
    });
    expect(warnings.join(' ')).toMatch(/flat|hardly determines/);
    expect(parameters[0].standardError === null || parameters[0].standardError > 1).toBe(true);
  });
});
