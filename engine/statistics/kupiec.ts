/** Back-test of a margin or value-at-risk level: are there as many breaches as promised? */
import { assert } from '../math/assert.ts';
import { normalCdf } from '../math/normal.ts';
import { log, log1p } from '../math/transcendental.ts';

/** A likelihood ratio and the probability of one at least as large under the hypothesis. */
export interface LikelihoodRatioTest {
  readonly likelihoodRatio: number;
  readonly pValue: number;
}

/**
 * Proportion-of-failures test of P. Kupiec (J. Derivatives 3, 1995): `breaches` in `days` against the promised probability p per day,
 * LR = -2 log(p^x (1 - p)^(n - x) / (q^x (1 - q)^(n - x))), q = x / n, chi-squared with one degree of freedom.
 */
export function kupiec({ breaches, days, probability }: { breaches: number; days: number; probability: number }): LikelihoodRatioTest {
  assert(Number.isInteger(days) && days > 0, `days are a positive integer, not ${days}`);
  assert(Number.isInteger(breaches) && breaches >= 0 && breaches <= days, `breaches are an integer in 0 .. days, not ${breaches}`);
  assert(probability > 0 && probability < 1, `a breach probability lies in (0, 1), not ${probability}`);
  const counts = { events: breaches, others: days - breaches };
  const fitted = logLikelihood({ ...counts, rate: breaches / days });
  return oneDegreeTest(2 * (fitted - logLikelihood({ ...counts, rate: probability })));
}

/** events log(rate) + others log(1 - rate), with 0 log 0 = 0. */
export function logLikelihood({ events, others, rate }: { events: number; others: number; rate: number }): number {
  return (events === 0 ? 0 : events * log(rate)) + (others === 0 ? 0 : others * log1p(-rate));
}

/** The ratio (a rounding error below 0 counts as 0) with its p value for one degree of freedom, 2 P(Z > sqrt(LR)). */
export function oneDegreeTest(ratio: number): LikelihoodRatioTest {
  const likelihoodRatio = Math.max(0, ratio);
  return { likelihoodRatio, pValue: Math.min(1, 2 * normalCdf(-Math.sqrt(likelihoodRatio))) };
}
