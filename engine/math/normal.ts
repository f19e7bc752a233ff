/**
 * The standard normal law in full double precision, tails included: relative error below 1e-13 for the distribution function down
 * to the smallest doubles, and for its inverse.
 */
import { InvariantError } from './assert.ts';
import { exp, log } from './transcendental.ts';

const ROOT_TWO_PI = 2.5066282746310002;
/** Up to here the power series needs few terms; beyond, the continued fraction does. */
const SERIES_LIMIT = 2;

/** Density exp(-x^2 / 2) / sqrt(2 pi). x is split so that its square does not lose the digits that exp magnifies. */
export function normalPdf(x: number): number {
  const size = Math.abs(x);
  if (!(size < 40)) return size !== size ? NaN : 0;
  const coarse = Math.floor(size * 16) / 16;
  const rest = size - coarse;
  return (exp(-0.5 * coarse * coarse) * exp(-0.5 * rest * (size + coarse))) / ROOT_TWO_PI;
}

/** P(0 < X < x), odd in x; phi(x) (x + x^3 / 3 + x^5 / (3 5) + ...), Abramowitz and Stegun 26.2.11. All terms have one sign. */
function centralProbability(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return normalPdf(x) * sum;
}

/** P(X > x) for x above the series limit: phi(x) / (x + 1 / (x + 2 / (x + ...))), Abramowitz and Stegun 26.2.14. */
function farTail(x: number): number {
  let denominator = x;
  for (let i = Math.floor(12 + 300 / x); i >= 1; i--) denominator = x + i / denominator;
  return normalPdf(x) / denominator;
}

function upperTail(x: number): number {
  return x > SERIES_LIMIT ? farTail(x) : 0.5 - centralProbability(x);
}

/** P(X <= x) of a standard normal X. */
export function normalCdf(x: number): number {
  if (x !== x) return NaN;
  if (x < -SERIES_LIMIT) return farTail(-x);
  return x > SERIES_LIMIT ? 1 - farTail(x) : 0.5 + centralProbability(x);
}

/** The x with P(X <= x) = probability, for a probability in [0, 1]; the ends give -Infinity and Infinity. */
export function normalQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) throw new InvariantError(`a probability lies in [0, 1], not ${probability}`);
  if (Math.abs(probability - 0.5) < 0.45) return centralQuantile(probability - 0.5);
  return probability < 0.5 ? -tailQuantile(probability) : tailQuantile(1 - probability);
}

/** Solves P(0 < X < x) = probability by Halley's method. */
function centralQuantile(probability: number): number {
  const size = approximateTailQuantile(0.5 - Math.abs(probability));
  let x = probability < 0 ? -size : size;
  for (let i = 0; i < 3; i++) {
    const step = (centralProbability(x) - probability) / normalPdf(x);
    x -= step / (1 + 0.5 * x * step);
  }
  return x;
}

/** Solves P(X > x) = tail by Halley's method. */
function tailQuantile(tail: number): number {
  if (tail === 0) return Infinity;
  let x = approximateTailQuantile(tail);
  for (let i = 0; i < 3; i++) {
    const step = (upperTail(x) - tail) / normalPdf(x);
    x += step / (1 - 0.5 * x * step);
  }
  return x;
}

/** Within 4.5e-4 (Abramowitz and Stegun 26.2.23). */
function approximateTailQuantile(tail: number): number {
  const t = Math.sqrt(-2 * log(tail));
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328);
  return t - numerator / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}
