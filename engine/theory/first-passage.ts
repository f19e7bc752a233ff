/**
 * When a geometric Brownian motion first touches a price: the liquidation of an account that nothing else happens to. Drift and
 * volatility per year, time in years; prices in any one unit. Formulas: A. N. Borodin and P. Salminen, Handbook of Brownian Motion,
 * 2002, part II.2.
 */
import { assert } from '../math/assert.ts';
import { normalCdf } from '../math/normal.ts';
import { exp, expm1, log } from '../math/transcendental.ts';

/** dS / S = drift dt + volatility dW. */
export interface BrownianPrice {
  readonly spot: number;
  readonly drift: number;
  readonly volatility: number;
}

/** A price that is watched; below or above the spot. */
export interface Barrier {
  readonly barrier: number;
}

/** The logarithm of the price as a Brownian motion from 0. */
interface LogPrice {
  /** log(barrier / spot). */
  readonly distance: number;
  /** drift - volatility^2 / 2. */
  readonly logDrift: number;
  readonly variance: number;
}

function logPrice({ spot, drift, volatility, barrier }: BrownianPrice & Barrier): LogPrice {
  assert(spot > 0 && barrier > 0, `spot and barrier are positive, not ${spot} and ${barrier}`);
  assert(volatility > 0, `a volatility is positive, not ${volatility}`);
  assert(Number.isFinite(drift), `a drift is finite, not ${drift}`);
  const variance = volatility * volatility;
  return { distance: log(barrier / spot), logDrift: drift - variance / 2, variance };
}

/**
 * P(the price touches the barrier within `years`), continuously watched: with b = log(barrier / spot) and n = drift - volatility^2
 * / 2, for a barrier below, Phi((b - n T) / (s sqrt T)) + e^(2 n b / s^2) Phi((b + n T) / (s sqrt T)); mirrored for one above. 1 at
 * the barrier.
 */
export function hitProbability(options: BrownianPrice & Barrier & { years: number }): number {
  const { distance, logDrift, variance } = logPrice(options);
  const { years } = options;
  assert(years >= 0, `a time is not negative, ${years} is`);
  if (distance === 0) return 1;
  if (years === 0) return 0;
  const away = -Math.abs(distance);
  const drift = distance < 0 ? logDrift : -logDrift;
  const deviation = Math.sqrt(variance * years);
  const reflected = (2 * drift * away) / variance + log(normalCdf((away + drift * years) / deviation));
  return Math.min(1, normalCdf((away - drift * years) / deviation) + exp(reflected));
}

/** P(the price ever touches the barrier): min(1, e^(2 n b / s^2)). */
export function everHitProbability(options: BrownianPrice & Barrier): number {
  const { distance, logDrift, variance } = logPrice(options);
  return Math.min(1, exp((2 * logDrift * distance) / variance));
}

/**
 * P(the price touches the barrier before an exponential clock of the given mean rings), for instance before a keeper acts or funds
 * cross a bridge: exp((n b - |b| sqrt(n^2 + 2 s^2 / mean)) / s^2).
 */
export function hitBeforeClockProbability(options: BrownianPrice & Barrier & { meanYears: number }): number {
  const { distance, logDrift, variance } = logPrice(options);
  const { meanYears } = options;
  assert(meanYears > 0, `a mean time is positive, not ${meanYears}`);
  const speed = Math.sqrt(logDrift * logDrift + (2 * variance) / meanYears);
  return exp((logDrift * distance - Math.abs(distance) * speed) / variance);
}

/** Two prices that are watched, one on either side of the spot. */
export interface TwoBarriers {
  readonly lower: number;
  readonly upper: number;
}

function twoDistances(options: BrownianPrice & TwoBarriers): { below: number; above: number; logDrift: number; variance: number } {
  const { spot, drift, volatility, lower, upper } = options;
  assert(lower < spot && spot < upper, `the spot ${spot} lies between the barriers ${lower} and ${upper}`);
  const { distance: below, logDrift, variance } = logPrice({ spot, drift, volatility, barrier: lower });
  return { below, above: log(upper / spot), logDrift, variance };
}

/**
 * P(the upper barrier, for instance a take-profit, is touched before the lower one): with k = -2 n / s^2, a and b the log distances,
 * (1 - e^(k a)) / (e^(k b) - e^(k a)); -a / (b - a) without drift.
 */
export function upperFirstProbability(options: BrownianPrice & TwoBarriers): number {
  const { below, above, logDrift, variance } = twoDistances(options);
  const k = (-2 * logDrift) / variance;
  if (k === 0) return -below / (above - below);
  if (k < 0) return expm1(-k * below) / expm1(k * (above - below));
  return (exp(-k * above) * expm1(k * below)) / expm1(k * (below - above));
}

/** P(the price touches neither barrier within `years`), by the series of mirror images (Borodin and Salminen, 2.1.15.4 with drift). */
export function stayProbability(options: BrownianPrice & TwoBarriers & { years: number }): number {
  const { below, above, logDrift, variance } = twoDistances(options);
  const { years } = options;
  assert(years >= 0, `a time is not negative, ${years} is`);
  if (years === 0) return 1;
  const deviation = Math.sqrt(variance * years);
  const centre = logDrift * years;
  const image = (source: number): number => {
    const inside = normalCdf((above - source - centre) / deviation) - normalCdf((below - source - centre) / deviation);
    return inside === 0 ? 0 : exp((logDrift * source) / variance) * inside;
  };
  const pair = (shift: number): number => image(shift) - image(2 * below + shift);
  const width = 2 * (above - below);
  let probability = pair(0);
  // Sources farther than forty deviations from the band leave nothing in it.
  const images = Math.ceil((Math.abs(centre) + 40 * deviation) / width) + 1;
  for (let k = 1; k <= images; k++) probability += pair(k * width) + pair(-k * width);
  return Math.min(1, Math.max(0, probability));
}
