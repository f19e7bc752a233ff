/** Evidence against "the rate is within the limit" that may be looked at, and added to, at any time. */
import { assert } from '../math/assert.ts';
import { betaTails, logGamma } from '../math/beta.ts';
import { exp, log, log1p } from '../math/transcendental.ts';

export interface RateEvidence {
  readonly events: number;
  readonly trials: number;
  /** The hypothesis is rate <= limit, in (0, 1). */
  readonly limit: number;
}

/**
 * E-value of the hypothesis rate <= limit: the likelihood averaged over rates uniform on (limit, 1), divided by that at the limit,
 * B(k + 1, n - k + 1) P(X > limit) / ((1 - limit) limit^k (1 - limit)^(n - k)) with X of the beta law. Rejecting as soon as it reaches
 * 1 / alpha errs with probability at most alpha at any time of stopping (J. Ville, 1939; the one-sided mixture: V. Vovk and R. Wang,
 * Ann. Stat. 49, 2021, section 2). Averaging over (0, 1) instead would reject for too few events as well. Infinity where it overflows.
 */
export function rateEValue({ events, trials, limit }: RateEvidence): number {
  assert(limit > 0 && limit < 1, `a limit of a rate lies in (0, 1), not ${limit}`);
  assert(Number.isInteger(trials) && trials >= 0, `trials are a count, not ${trials}`);
  assert(Number.isInteger(events) && events >= 0 && events <= trials, `events are an integer in 0 .. trials, not ${events}`);
  const others = trials - events;
  const { upper } = betaTails({ x: limit, complement: 1 - limit, a: events + 1, b: others + 1 });
  if (upper === 0) return 0;
  const mixture = logGamma(events + 1) + logGamma(others + 1) - logGamma(trials + 2) + log(upper);
  return exp(mixture - (events * log(limit) + (others + 1) * log1p(-limit)));
}

/** Evidence from independent scenarios: e-values multiply. */
export function combineIndependentEValues(eValues: readonly number[]): number {
  checkEValues(eValues);
  return eValues.some((one) => one === 0) ? 0 : eValues.reduce((product, one) => product * one, 1);
}

/** Evidence from scenarios that may share paths: e-values average, whatever the dependence. At least one is needed. */
export function combineDependentEValues(eValues: readonly number[]): number {
  checkEValues(eValues);
  assert(eValues.length > 0, 'an average needs at least one e-value');
  return eValues.reduce((sum, one) => sum + one, 0) / eValues.length;
}

function checkEValues(eValues: readonly number[]): void {
  for (const one of eValues) assert(one >= 0, `an e-value is not negative, ${one} is`);
}
