/** Geometric Brownian motion: closed form. */
import { log } from '../../math/transcendental.ts';
import { forFile, informationCriteria } from './contract.ts';
import type { Estimator } from './contract.ts';
import { sampleOf } from './sample.ts';

const LOG_TWO_PI = 1.8378770664093453;
const heavyKurtosis = 4;

/**
 * Mean and variance of normal log returns. With n returns over T years, Var(volatility) = volatility^2 / (2 n) and
 * Var(drift) = volatility^2 / T + volatility^4 / (2 n) (J. Campbell, A. Lo and C. MacKinlay, The Econometrics of Financial Markets, 1997,
 * section 9.3.2).
 */
export const gbmEstimator: Estimator = {
  model: 'gbm',
  method: 'Mean and variance of log returns, closed form.',
  estimate(series) {
    const { count, mean, deviation, kurtosis } = sampleOf(series, { model: 'gbm', least: 30 });
    const { stepYears } = series;
    const volatility = deviation / Math.sqrt(stepYears);
    const variance = volatility * volatility;
    const drift = mean / stepYears + 0.5 * variance;
    const logLikelihood = -0.5 * count * (LOG_TWO_PI + 2 * log(deviation) + 1);
    const driftVariance = variance / (count * stepYears) + (variance * variance) / (2 * count);
    return {
      model: 'gbm',
      parameters: [
        { name: 'volatility', unit: 'per sqrt(year)', value: volatility, standardError: volatility / Math.sqrt(2 * count) },
        { name: 'drift', unit: 'per year', value: drift, standardError: Math.sqrt(driftVariance) },
      ],
      block: { volatility: forFile(volatility), drift: forFile(drift) },
      likelihoodOf: 'returns',
      logLikelihood,
      freeParameters: 2,
      ...informationCriteria({ logLikelihood, freeParameters: 2, logObservations: log(count) }),
      observations: count,
      converged: true,
      warnings: kurtosis < heavyKurtosis ? [] : [heavyTails(kurtosis, volatility * Math.sqrt((kurtosis - 1) / (4 * count)))],
    };
  },
};

function heavyTails(kurtosis: number, error: number): string {
  return (
    `The returns are not normal (kurtosis ${kurtosis.toFixed(1)} instead of 3): large moves are far more likely than this model says. ` +
    `The standard error of volatility without that assumption is ${Number(error.toPrecision(2))}.`
  );
}
