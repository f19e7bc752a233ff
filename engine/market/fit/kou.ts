/** Kou's jump diffusion: double-exponential jumps at Poisson times. */
import { millsRatio } from '../../math/mills-ratio.ts';
import { exp, log } from '../../math/transcendental.ts';
import type { Estimator } from './contract.ts';
import type { Coordinate } from './coordinates.ts';
import { erlangWeights } from './erlang-weights.ts';
import { fitReturns } from './likelihood-fit.ts';
import { poissonWeights } from './poisson-weights.ts';
import { sampleOf, thinned } from './sample.ts';

const ROOT_TWO_PI = 2.5066282746310002;
const model = 'kou';
const roughCount = 1000;
const negligible = 1e-17;

/** In units of a standard deviation of a step's return. Mean sizes rather than rates, because they have the unit of the returns. */
function coordinatesFor(deviation: number): readonly Coordinate[] {
  return [
    { name: 'location of the diffusion', lower: -2, upper: 2, scale: 'linear' },
    { name: 'volatility / volatility of the returns', lower: 0.05, upper: 1.5, scale: 'log' },
    { name: 'jumps per step', lower: 1e-5, upper: 10, scale: 'log' },
    { name: 'up-probability', lower: 0, upper: 1, scale: 'linear' },
    // Above a mean of 1 the expected price after a jump up is infinite.
    { name: 'mean jump up / deviation of the returns', lower: 0.02, upper: Math.min(50, 0.95 / deviation), scale: 'log' },
    { name: 'mean jump down / deviation of the returns', lower: 0.02, upper: 50, scale: 'log' },
  ];
}

const starts: readonly (readonly number[])[] = [
  [0, 0.5, 0.4, 0.5, 1, 1],
  [0, 0.8, 0.03, 0.5, 3, 3],
];

/**
 * The exact density of a step: the diffusion plus any number of jumps, as a mixture of Erlang laws smeared by a normal (S. Kou, A jump-
 * diffusion model for option pricing, 2002, appendix B). The usual shortcut, at most one jump a step, is biased where jumps are frequent.
 */
export const kouEstimator: Estimator = {
  model,
  method: 'Maximum likelihood on the exact density of a step, any number of jumps.',
  estimate(series) {
    const sample = sampleOf(series, { model, least: 100 });
    const { deviation, mean, scores } = sample;
    const { stepYears } = series;
    const rough = thinned(scores, roughCount);
    const volatility = (v: Float64Array): number => (v[1] * deviation) / Math.sqrt(stepYears);
    const rate = (v: Float64Array): number => v[2] / stepYears;
    const drift = (v: Float64Array): number => {
      const [up, down] = [v[4] * deviation, v[5] * deviation];
      const compensator = v[3] / (1 - up) + (1 - v[3]) / (1 + down) - 1;
      const location = (v[0] * deviation + mean) / stepYears;
      return location + 0.5 * volatility(v) * volatility(v) + rate(v) * compensator;
    };
    return fitReturns({
      model,
      series,
      sample,
      coordinates: coordinatesFor(deviation),
      starts,
      logLikelihood: (v) => kouLogLikelihood(scores, kouStep(v)),
      roughLogLikelihood: (v) => kouLogLikelihood(rough, kouStep(v)),
      report: {
        volatility: { unit: 'per sqrt(year)', at: volatility },
        drift: { unit: 'per year', at: drift },
        'jumps-per-year': { unit: 'per year', at: rate },
        'up-probability': { unit: 'share of jumps', at: (v) => v[3] },
        'eta-up': { unit: 'per log price', at: (v) => 1 / (v[4] * deviation) },
        'eta-down': { unit: 'per log price', at: (v) => 1 / (v[5] * deviation) },
      },
    });
  },
};

export interface KouStep {
  readonly location: number;
  /** Standard deviation of the diffusion over the step. */
  readonly spread: number;
  /** Mean jumps of the step. */
  readonly jumps: number;
  readonly upProbability: number;
  readonly etaUp: number;
  readonly etaDown: number;
}

function kouStep([location, spread, jumps, upProbability, upMean, downMean]: Float64Array): KouStep {
  return { location, spread, jumps, upProbability, etaUp: 1 / upMean, etaDown: 1 / downMean };
}

/** Sum of the logarithms of the density of a step at the returns. */
export function kouLogLikelihood(returns: Float64Array, { location, spread, jumps, ...law }: KouStep): number {
  const { none, up, down } = erlangWeights(poissonWeights(jumps), law);
  const upSide = smearedSide(up, { spread, eta: law.etaUp });
  const downSide = smearedSide(down, { spread, eta: law.etaDown });
  const height = none / (ROOT_TWO_PI * spread);
  let sum = 0;
  for (let i = 0; i < returns.length; i++) {
    const distance = returns[i] - location;
    const score = distance / spread;
    const bell = exp(-0.5 * score * score);
    sum += log(1e-300 + height * bell + sideDensity(upSide, distance, bell) + sideDensity(downSide, -distance, bell));
  }
  return sum;
}

interface SmearedSide {
  readonly spread: number;
  readonly eta: number;
  /** weights[k] eta^k / (k - 1)!: factors of the integrals below. */
  readonly factors: Float64Array;
}

function smearedSide(weights: Float64Array, { spread, eta }: { spread: number; eta: number }): SmearedSide {
  let last = weights.length - 1;
  while (last > 1 && weights[last] < negligible) last--;
  const factors = weights.slice(0, last + 1);
  for (let k = 1, scale = eta; k <= last; k++, scale *= eta / (k - 1)) factors[k] *= scale;
  return { spread, eta, factors };
}

/**
 * Density of the sum of a normal and the Erlang laws at x: sum of factor k times I(k), the integral of y^(k-1) e^(-eta y) over the normal
 * density of x - y. By parts I(k+1) = (x - eta s^2) I(k) + (k - 1) s^2 I(k-1), with s^2 times the normal density in place of the last
 * term for k = 1. `bell` is exp(-x^2 / 2 s^2).
 */
function sideDensity({ spread, eta, factors }: SmearedSide, x: number, bell: number): number {
  const variance = spread * spread;
  const shifted = x - eta * variance;
  const z = shifted / spread;
  const tail = bell / ROOT_TWO_PI;
  let current = z < 0 ? tail * millsRatio(0 - z) : exp(eta * (0.5 * eta * variance - x)) - tail * millsRatio(z);
  let before = tail / spread;
  let sum = factors[1] * current;
  for (let k = 1; k + 1 < factors.length; k++) {
    const next = shifted * current + (k > 1 ? k - 1 : 1) * variance * before;
    before = current;
    current = next;
    sum += factors[k + 1] * current;
  }
  return Math.max(0, sum);
}
