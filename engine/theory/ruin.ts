/** When does an insurance fund run dry? */
import { assert } from '../math/assert.ts';
import { normalCdf } from '../math/normal.ts';
import { exp, log, log1p, pow } from '../math/transcendental.ts';

/**
 * Ruin of a fund of `units` that gains one unit with probability `gain` and loses one otherwise: (q / p)^u, or before reaching
 * `target` units ((q / p)^u - (q / p)^N) / (1 - (q / p)^N); 1 - u / N when the game is fair, 1 without a target unless gains are
 * likelier (W. Feller, An Introduction to Probability Theory, vol. 1, XIV.2).
 */
export function gamblersRuin({ units, gain, target = Infinity }: { units: number; gain: number; target?: number }): number {
  assert(gain > 0 && gain < 1, `a probability of gain lies in (0, 1), not ${gain}`);
  assert(Number.isInteger(units) && units >= 0 && units <= target, `a fund of ${units} units lies in 0 .. ${target}`);
  const odds = (1 - gain) / gain;
  if (target === Infinity) return odds >= 1 ? 1 : pow(odds, units);
  if (odds === 1) return 1 - units / target;
  // For odds above 1 both powers are divided by the larger one, so that nothing overflows.
  if (odds < 1) return (pow(odds, units) - pow(odds, target)) / (1 - pow(odds, target));
  return (1 - pow(odds, units - target)) / (1 - pow(odds, -target));
}

/** Claims arrive as a Poisson process with exponential sizes; premiums are (1 + loading) times the expected claims. */
export interface ClaimsModel {
  readonly meanClaim: number;
  /** Safety loading theta, positive. */
  readonly loading: number;
}

function checkClaims({ meanClaim, loading }: ClaimsModel): void {
  assert(meanClaim > 0 && loading > 0, `mean claim and loading are positive, not ${meanClaim} and ${loading}`);
}

/** R with P(ruin) <= e^(-R fund): theta / ((1 + theta) mean) for exponential claims (H. Cramer, 1930). */
export function adjustmentCoefficient(claims: ClaimsModel): number {
  checkClaims(claims);
  return claims.loading / ((1 + claims.loading) * claims.meanClaim);
}

/**
 * P(ruin ever) of a fund: e^(-R u) / (1 + theta) (F. Lundberg, H. Cramer; S. Asmussen and H. Albrecher, Ruin Probabilities, 2010,
 * IV).
 */
export function claimsRuin({ fund, ...claims }: ClaimsModel & { fund: number }): number {
  assert(fund >= 0, `a fund is not negative, ${fund} is`);
  return exp(-adjustmentCoefficient(claims) * fund) / (1 + claims.loading);
}

/** The fund at which the probability of ruin is `ruin`; 0 when even an empty fund is safer than that. */
export function fundForRuin({ ruin, ...claims }: ClaimsModel & { ruin: number }): number {
  assert(ruin > 0 && ruin < 1, `a probability of ruin lies in (0, 1), not ${ruin}`);
  return Math.max(0, -(log(ruin) + log1p(claims.loading)) / adjustmentCoefficient(claims));
}

/**
 * P(ruin within `time`) of a fund that moves as a Brownian motion with drift m and deviation s per unit of time:
 * Phi((-u - m T) / (s sqrt T)) + e^(-2 m u / s^2) Phi((-u + m T) / (s sqrt T)).
 */
export function brownianRuin(options: { fund: number; drift: number; deviation: number; time: number }): number {
  const { fund, drift, deviation, time } = options;
  assert(fund >= 0 && deviation > 0 && time > 0, `fund >= 0, deviation > 0 and time > 0 are needed, not ${fund}, ${deviation}, ${time}`);
  if (fund === 0) return 1;
  const spread = deviation * Math.sqrt(time);
  const reflected = (-2 * drift * fund) / (deviation * deviation) + log(normalCdf((-fund + drift * time) / spread));
  return Math.min(1, normalCdf((-fund - drift * time) / spread) + exp(reflected));
}
