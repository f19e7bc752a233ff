/** Merton's jump diffusion: normal jumps at Poisson times. */
import { exp, log } from '../../math/transcendental.ts';
import type { Estimator } from './contract.ts';
import type { Coordinate } from './coordinates.ts';
import { fitReturns } from './likelihood-fit.ts';
import { poissonWeights } from './poisson-weights.ts';
import { sampleOf, thinned } from './sample.ts';

const ROOT_TWO_PI = 2.5066282746310002;
const model = 'merton';
const roughCount = 1000;

/** In units of a standard deviation of a step's return. */
const coordinates: readonly Coordinate[] = [
  { name: 'location of the diffusion', lower: -2, upper: 2, scale: 'linear' },
  // A diffusion that shrinks onto one return has an infinite likelihood (P. Honore, Pitfalls in estimating jump-diffusion models, 1998).
  { name: 'volatility / volatility of the returns', lower: 0.05, upper: 1.5, scale: 'log' },
  { name: 'jumps per step', lower: 1e-5, upper: 20, scale: 'log' },
  { name: 'jump-mean / deviation of the returns', lower: -50, upper: 50, scale: 'linear' },
  { name: 'jump-sd / deviation of the returns', lower: 0.02, upper: 50, scale: 'log' },
];

/** Frequent small jumps that make the body of the law, and rare large ones that make its tails. */
const starts: readonly (readonly number[])[] = [
  [0, 0.6, 0.4, 0, 1.3],
  [0, 0.85, 0.01, 0, 5],
];

/**
 * The density of a step is a Poisson mixture of normals (R. Merton, Option pricing when underlying stock returns are discontinuous,
 * 1976); its likelihood is maximised.
 */
export const mertonEstimator: Estimator = {
  model,
  method: 'Maximum likelihood on the Poisson mixture of normals.',
  estimate(series) {
    const sample = sampleOf(series, { model, least: 100 });
    const { deviation, mean, scores } = sample;
    const { stepYears } = series;
    const rough = thinned(scores, roughCount);
    const volatility = (v: Float64Array): number => (v[1] * deviation) / Math.sqrt(stepYears);
    const rate = (v: Float64Array): number => v[2] / stepYears;
    const drift = (v: Float64Array): number => {
      const [jumpMean, jumpSd] = [v[3] * deviation, v[4] * deviation];
      const compensator = exp(jumpMean + 0.5 * jumpSd * jumpSd) - 1;
      const location = (v[0] * deviation + mean) / stepYears;
      return location + 0.5 * volatility(v) * volatility(v) + rate(v) * compensator;
    };
    return fitReturns({
      model,
      series,
      sample,
      coordinates,
      starts,
      logLikelihood: (v) => mertonLogLikelihood(scores, mertonStep(v)),
      roughLogLikelihood: (v) => mertonLogLikelihood(rough, mertonStep(v)),
      report: {
        volatility: { unit: 'per sqrt(year)', at: volatility },
        drift: { unit: 'per year', at: drift },
        'jumps-per-year': { unit: 'per year', at: rate },
        'jump-mean': { unit: 'log price', at: (v) => v[3] * deviation },
        'jump-sd': { unit: 'log price', at: (v) => v[4] * deviation },
      },
    });
  },
};

export interface MertonStep {
  readonly location: number;
  /** Standard deviation of the diffusion over the step. */
  readonly spread: number;
  /** Mean jumps of the step. */
  readonly jumps: number;
  readonly jumpMean: number;
  readonly jumpSd: number;
}

function mertonStep([location, spread, jumps, jumpMean, jumpSd]: Float64Array): MertonStep {
  return { location, spread, jumps, jumpMean, jumpSd };
}

/** Sum of the logarithms of the density of a step at the returns. */
export function mertonLogLikelihood(returns: Float64Array, { location, spread, jumps, jumpMean, jumpSd }: MertonStep): number {
  const weights = poissonWeights(jumps);
  const centres = weights.map((_, count) => location + count * jumpMean);
  const variances = weights.map((_, count) => spread * spread + count * jumpSd * jumpSd);
  const heights = weights.map((weight, count) => weight / (ROOT_TWO_PI * Math.sqrt(variances[count])));
  const rates = variances.map((variance) => -0.5 / variance);
  let sum = 0;
  for (let i = 0; i < returns.length; i++) {
    let density = 1e-300;
    for (let count = 0; count < heights.length; count++) {
      const distance = returns[i] - centres[count];
      density += heights[count] * exp(rates[count] * distance * distance);
    }
    sum += log(density);
  }
  return sum;
}
