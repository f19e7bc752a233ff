/** Two regimes of volatility with Markov switches. */
import { exp, log } from '../../math/transcendental.ts';
import { forFile } from './contract.ts';
import type { Estimator } from './contract.ts';
import type { Coordinate } from './coordinates.ts';
import { durationOf } from './duration.ts';
import { fitReturns } from './likelihood-fit.ts';
import { sampleOf } from './sample.ts';

const ROOT_TWO_PI = 2.5066282746310002;
const model = 'regime';

const coordinates: readonly Coordinate[] = [
  { name: 'location', lower: -2, upper: 2, scale: 'linear' },
  { name: 'calm volatility / volatility of the returns', lower: 0.02, upper: 1.5, scale: 'log' },
  { name: 'stress volatility / calm volatility', lower: 1.02, upper: 100, scale: 'log' },
  { name: 'probability of stress after calm', lower: 1e-6, upper: 0.9, scale: 'log' },
  { name: 'probability of calm after stress', lower: 1e-6, upper: 0.9, scale: 'log' },
];

/** Storms of hours and of weeks. */
const starts: readonly (readonly number[])[] = [
  [0, 0.6, 3, 0.05, 0.15],
  [0, 0.7, 2.5, 0.003, 0.01],
];

/**
 * The filter of J. Hamilton, A new approach to the economic analysis of nonstationary time series and the business cycle, 1989, for two
 * states.
 */
export const regimeEstimator: Estimator = {
  model,
  method: 'Maximum likelihood with the Hamilton filter.',
  estimate(series) {
    const sample = sampleOf(series, { model, least: 200 });
    const { deviation, mean, scores } = sample;
    const { stepYears } = series;
    const perYear = deviation / Math.sqrt(stepYears);
    const period = durationOf(series.stepMs);
    return fitReturns({
      model,
      series,
      sample,
      coordinates,
      starts,
      logLikelihood: ([location, calm, ratio, toStress, toCalm]) =>
        regimeLogLikelihood(scores, series.fresh, { location, calm, stress: calm * ratio, toStress, toCalm, deviation }),
      report: {
        'volatilities[1]': { unit: 'calm, per sqrt(year)', at: (v) => v[1] * perYear },
        'volatilities[2]': { unit: 'stress, per sqrt(year)', at: (v) => v[1] * v[2] * perYear },
        'transitions[1][2]': { unit: `calm to stress, per ${period}`, at: (v) => v[3] },
        'transitions[2][1]': { unit: `stress to calm, per ${period}`, at: (v) => v[4] },
        drift: { unit: 'per year', at: (v) => (v[0] * deviation + mean) / stepYears },
      },
      block: (values) => ({
        volatilities: [forFile(values['volatilities[1]']), forFile(values['volatilities[2]'])],
        period,
        transitions: transitionRows(values['transitions[1][2]'], values['transitions[2][1]']),
        drift: forFile(values['drift']),
      }),
    });
  },
};

/** Rounded to ten places rather than digits: rows must add up to 1. */
function transitionRows(toStress: number, toCalm: number): readonly (readonly number[])[] {
  const [out, back] = [toStress, toCalm].map((probability) => Math.ceil(probability * 1e10) / 1e10);
  return [[1 - out, out], [back, 1 - back]];
}

export interface RegimeStep {
  readonly location: number;
  /** Standard deviation of a step's return in calm. */
  readonly calm: number;
  readonly stress: number;
  /** Probability that a step of stress follows one of calm. */
  readonly toStress: number;
  readonly toCalm: number;
  /** Half the variance is taken off the mean, in units of a standard deviation of the returns. */
  readonly deviation: number;
}

/** Sum of the logarithms of the predictive densities; where returns start anew the chain is in its stationary law. */
export function regimeLogLikelihood(returns: Float64Array, fresh: Uint8Array, given: RegimeStep): number {
  const { location, calm, stress, toStress, toCalm, deviation } = given;
  const stationary = toStress / (toStress + toCalm);
  const [calmHeight, stressHeight] = [1 / (ROOT_TWO_PI * calm), 1 / (ROOT_TWO_PI * stress)];
  const [calmRate, stressRate] = [-0.5 / (calm * calm), -0.5 / (stress * stress)];
  // Half the variance of a step is taken off its mean, so that the expected price grows by the drift in both regimes.
  const [calmMean, stressMean] = [location - 0.5 * deviation * calm * calm, location - 0.5 * deviation * stress * stress];
  let stressShare = stationary;
  let sum = 0;
  for (let i = 0; i < returns.length; i++) {
    const prior = fresh[i] === 1 ? stationary : stressShare * (1 - toCalm) + (1 - stressShare) * toStress;
    const fromCalm = returns[i] - calmMean;
    const fromStress = returns[i] - stressMean;
    const inStress = prior * stressHeight * exp(stressRate * fromStress * fromStress);
    const density = 1e-300 + inStress + (1 - prior) * calmHeight * exp(calmRate * fromCalm * fromCalm);
    stressShare = inStress / density;
    sum += log(density);
  }
  return sum;
}
