/** What every estimator asks of its returns first. */
import { exitCodes, UserError } from '../../errors.ts';
import { log } from '../../math/transcendental.ts';
import type { ReturnSeries } from './returns.ts';

export interface Sample {
  readonly count: number;
  readonly mean: number;
  /** Standard deviation of the maximum of a normal likelihood: divided by n. */
  readonly deviation: number;
  /** Fourth standardised moment, 3 for normal returns. */
  readonly kurtosis: number;
  /** Returns less their mean, over their deviation. */
  readonly scores: Float64Array;
  /** What the logarithm of a density of the scores lacks to one of the returns, for all returns together. */
  readonly logJacobian: number;
}

/**
 * Moments of the returns.
 * @throws UserError (exit code 31) when there are fewer than `least` or all are alike.
 */
export function sampleOf({ returns }: ReturnSeries, { model, least }: { model: string; least: number }): Sample {
  const count = returns.length;
  if (count < least) throw unusable(model, `${count} returns`, `at least ${least}`);
  const mean = returns.reduce((sum, value) => sum + value, 0) / count;
  const deviation = Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / count);
  if (!(deviation > 1e-9)) throw unusable(model, 'the price never moves', 'returns that differ');
  const scores = returns.map((value) => (value - mean) / deviation);
  const kurtosis = scores.reduce((sum, value) => sum + value * value * value * value, 0) / count;
  return { count, mean, deviation, kurtosis, scores, logJacobian: -count * log(deviation) };
}

function unusable(model: string, what: string, expected: string): UserError {
  const suggestion = 'a longer file or a shorter --step';
  return new UserError(exitCodes.dataIntegrity, [{ what: `${model} cannot be fitted: ${what}`, expected, suggestion }]);
}

/** Every so many-th score, about as many as are wanted; all when there are not more. */
export function thinned(scores: Float64Array, wanted: number): Float64Array {
  const stride = Math.max(1, Math.floor(scores.length / wanted));
  return scores.filter((_, i) => i % stride === 0);
}

/** Share of returns that are exactly zero, from which densities take a price grid for a law. */
export function unchangedWarnings({ returns }: ReturnSeries): string[] {
  const share = returns.reduce((sum, value) => sum + (value === 0 ? 1 : 0), 0) / returns.length;
  if (share < 0.05) return [];
  return [`${Math.floor(share * 100)} % of the returns are exactly 0: the steps are too short for the price's ticks; try a longer --step.`];
}
