/** GARCH(1,1) with the asymmetry of Glosten, Jagannathan and Runkle and Student-t innovations. */
import { logGamma } from '../../math/beta.ts';
import { log } from '../../math/transcendental.ts';
import { forFile } from './contract.ts';
import type { Estimator, FitOptions } from './contract.ts';
import type { Coordinate } from './coordinates.ts';
import { durationOf } from './duration.ts';
import { fitReturns } from './likelihood-fit.ts';
import { sampleOf } from './sample.ts';

const LOG_PI = 1.1447298858494002;
const model = 'garch';

const coordinates: readonly Coordinate[] = [
  { name: 'location', lower: -2, upper: 2, scale: 'linear' },
  { name: '1 - persistence', lower: 1e-6, upper: 1, scale: 'log' },
  { name: 'share of news in the persistence', lower: 1e-4, upper: 0.5, scale: 'log' },
  { name: 'gamma / (2 alpha + gamma)', lower: -1, upper: 1, scale: 'linear' },
  { name: 'degrees - 2', lower: 0.01, upper: 500, scale: 'log' },
];
const longRunVariance: Coordinate = { name: 'long-run variance / sample variance', lower: 1e-3, upper: 1e3, scale: 'log' };

const starts: readonly (readonly number[])[] = [
  [0, 0.03, 0.1, 0.1, 4],
  [0, 0.005, 0.06, 0, 1.5],
];

/**
 * h' = omega + (alpha + gamma [eps < 0]) eps^2 + beta h, return = drift dt - h / 2 + eps, eps = sqrt(h) t sqrt((degrees - 2) / degrees)
 * (L. Glosten, R. Jagannathan and D. Runkle, 1993; T. Bollerslev, 1987). Variance targeting: R. Engle and J. Mezrich, 1996.
 */
export const garchEstimator: Estimator = {
  model,
  method: 'Maximum likelihood with Student-t innovations; the long-run variance is that of the sample unless it is fitted too.',
  estimate(series, options) {
    const sample = sampleOf(series, { model, least: 250 });
    const { deviation, mean, scores } = sample;
    const isTargeted = options.longRunVariance === 'sample';
    const parametersAt = (v: Float64Array): GarchStep => garchStep(v, { deviation, variance: isTargeted ? 1 : v[5] });
    return withRemarks(
      fitReturns({
        model,
        series,
        sample,
        coordinates: isTargeted ? coordinates : [...coordinates, longRunVariance],
        starts: isTargeted ? starts : starts.map((start) => [...start, 1]),
        targeted: isTargeted ? 1 : 0,
        logLikelihood: (v) => garchLogLikelihood(scores, series.fresh, parametersAt(v)),
        report: {
          volatility: { unit: 'per sqrt(year), long-run', at: (v) => deviation * Math.sqrt(parametersAt(v).variance / series.stepYears) },
          omega: { unit: 'squared log return per step', at: (v) => parametersAt(v).omega * deviation * deviation },
          alpha: { unit: 'weight', at: (v) => parametersAt(v).alpha },
          beta: { unit: 'weight', at: (v) => parametersAt(v).beta },
          gamma: { unit: 'weight after falls', at: (v) => parametersAt(v).gamma },
          degrees: { unit: 'degrees of freedom', at: (v) => v[4] + 2 },
          drift: { unit: 'per year', at: (v) => (v[0] * deviation + mean) / series.stepYears },
        },
        // The long-run volatility rather than omega: their ratio is 1 - alpha - beta - gamma / 2, which no rounded file keeps near 0.
        block: ({ volatility, alpha, beta, gamma, degrees, drift }) => ({
          period: durationOf(series.stepMs),
          volatility: forFile(volatility),
          // Rounded down, so that alpha + beta + gamma / 2 stays below 1.
          alpha: Math.floor(alpha * 1e8) / 1e8,
          beta: Math.floor(beta * 1e8) / 1e8,
          gamma: Math.floor(gamma * 1e8) / 1e8,
          degrees: forFile(degrees),
          drift: forFile(drift),
        }),
      }),
      options,
    );
  },
};

function withRemarks(fitted: ReturnType<typeof fitReturns>, options: FitOptions): ReturnType<typeof fitReturns> {
  const remarks: string[] = [];
  if (options.longRunVariance === 'sample') {
    remarks.push(
      'The long-run variance is the sample variance. Standard errors take it for known and are too small, above all that of the degrees.',
    );
  }
  const degrees = fitted.parameters.find(({ name }) => name === 'degrees')?.value ?? Infinity;
  if (degrees < 4) remarks.push('With less than 4 degrees of freedom the fourth moment is infinite: sample variances converge slowly.');
  return { ...fitted, warnings: [...fitted.warnings, ...remarks] };
}

export interface GarchStep {
  readonly location: number;
  readonly omega: number;
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly degrees: number;
  /** Long-run variance, which also begins every stretch of returns. */
  readonly variance: number;
  /** Half the variance is taken off the mean, in units of a standard deviation of the returns. */
  readonly deviation: number;
}

function garchStep(values: Float64Array, rest: Pick<GarchStep, 'variance' | 'deviation'>): GarchStep {
  const [location, shortfall, news, asymmetry, spareDegrees] = values;
  const persistence = 1 - shortfall;
  return {
    location,
    omega: shortfall * rest.variance,
    alpha: persistence * news * (1 - asymmetry),
    gamma: 2 * persistence * news * asymmetry,
    beta: persistence * (1 - news),
    degrees: spareDegrees + 2,
    variance: rest.variance,
    deviation: rest.deviation,
  };
}

/** Sum of the logarithms of the predictive densities. */
export function garchLogLikelihood(returns: Float64Array, fresh: Uint8Array, given: GarchStep): number {
  const { location, omega, alpha, beta, gamma, degrees, variance, deviation } = given;
  const exponent = 0.5 * (degrees + 1);
  const inverseScale = 1 / (degrees - 2);
  let h = variance;
  let sum = returns.length * (logGamma(exponent) - logGamma(0.5 * degrees) - 0.5 * (LOG_PI + log(degrees - 2)));
  for (let i = 0; i < returns.length; i++) {
    if (fresh[i] === 1) h = variance;
    const shock = returns[i] - location + 0.5 * deviation * h;
    const square = shock * shock;
    sum -= 0.5 * log(h) + exponent * log(1 + (square / h) * inverseScale);
    h = omega + (shock < 0 ? alpha + gamma : alpha) * square + beta * h;
  }
  return sum;
}
