/** Gamma and beta functions, for binomial and Student intervals. */
import { assert, InvariantError } from './assert.ts';
import { exp, log, log1p } from './transcendental.ts';

const TWO_PI = 6.283185307179586;
const HALF_LOG_TWO_PI = 0.9189385332046727;
/** Above this the Stirling series with seven terms is exact to the last bit. */
const STIRLING_LIMIT = 15;
const LARGEST_STEPS = 1_000_000;

/** log Gamma(x) for x > 0, absolute error below 1e-14 near 1 and 2, relative error below 1e-14 elsewhere. */
export function logGamma(x: number): number {
  assert(x > 0, `logGamma needs a positive argument, not ${x}`);
  if (x >= STIRLING_LIMIT) return (x - 0.5) * log(x) - x + HALF_LOG_TWO_PI + stirlingCorrection(x);
  let product = 1;
  let shifted = x;
  for (; shifted < STIRLING_LIMIT; shifted++) product *= shifted;
  return logGamma(shifted) - log(product);
}

/** logGamma(x) - ((x - 1/2) log x - x + log sqrt(2 pi)), for x > 0 (Abramowitz and Stegun 6.1.41 above 15). */
function stirlingCorrection(x: number): number {
  let correction = 0;
  let shifted = x;
  for (; shifted < STIRLING_LIMIT; shifted++) correction += (shifted + 0.5) * log1p(1 / shifted) - 1;
  const z = 1 / (shifted * shifted);
  const far = 1 / 1188 - z * (691 / 360360 - z / 156);
  return correction + (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z * far)))) / shifted;
}

/** log(1 + u) - u for |u| <= 1/2, without cancellation: with s = u / (2 + u) it is -s u + 2 (s^3 / 3 + s^5 / 5 + ...). */
function log1pMinus(u: number): number {
  const s = u / (2 + u);
  let power = s * s * s;
  let sum = 0;
  for (let odd = 3; Math.abs(power) > 1e-18 * u * u; odd += 2) {
    sum += power / odd;
    power *= s * s;
  }
  return 2 * sum - s * u;
}

/** A point of (0, 1) with its distance from 1, both in full precision, and the two shapes. */
export interface BetaPoint {
  readonly x: number;
  readonly complement: number;
  readonly a: number;
  readonly b: number;
}

/**
 * x^a (1 - x)^b / B(a, b). In the form of C. Loader ("Fast and accurate computation of binomial probabilities", 2000): the large
 * terms of log Gamma cancel on paper, so that large shapes keep their digits.
 */
function betaKernel({ x, complement, a, b }: BetaPoint): number {
  const total = a + b;
  const offset = b * x - a * complement;
  const exponent =
    a * logRatioMinus({ value: x, expected: a / total, relative: offset / a }) +
    b * logRatioMinus({ value: complement, expected: b / total, relative: -offset / b });
  const correction = stirlingCorrection(total) - stirlingCorrection(a) - stirlingCorrection(b);
  return Math.sqrt((a / total) * (b / TWO_PI)) * exp(exponent + correction);
}

/** log(value / expected) - relative, where value / expected = 1 + relative. */
function logRatioMinus(options: { value: number; expected: number; relative: number }): number {
  const { value, expected, relative } = options;
  return Math.abs(relative) <= 0.5 ? log1pMinus(relative) : log(value / expected) - relative;
}

/**
 * kernel / I_x(a, b): the even part of the continued fraction 8.17.22 of the NIST Digital Library of Mathematical Functions by
 * the modified Lentz method. Written with the complement 1 - x, no term cancels even where x differs from 1 by 1e-12.
 */
function betaFraction({ x, complement, a, b }: BetaPoint): number {
  const surplus = a * complement - b * x + 1;
  let value = (a * surplus) / (a + 1);
  let numerator = value;
  let denominator = 0;
  for (let n = 1; n < LARGEST_STEPS; n++) {
    const width = a + 2 * n - 1;
    const gain = ((a + n - 1) * (a + b + n - 1) * n * (b - n) * (x / width) * x) / width;
    const term = n + (n * (b - n) * x) / width + ((a + n) * (surplus + n * (1 + complement))) / (width + 2);
    denominator = 1 / (term + gain * denominator);
    numerator = term + gain / numerator;
    const factor = numerator * denominator;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) return value;
  }
  throw new InvariantError(`the beta fraction did not converge for a = ${a}, b = ${b}, x = ${x}`);
}

/** Both tails of the beta law at one point: P(X <= x) and P(X > x), each in its own relative precision where it is the smaller. */
export function betaTails(point: BetaPoint): { lower: number; upper: number } {
  const { x, complement, a, b } = point;
  assert(a > 0 && b > 0, `beta shapes are positive, not ${a} and ${b}`);
  if (x <= 0) return { lower: 0, upper: 1 };
  if (complement <= 0) return { lower: 1, upper: 0 };
  const kernel = betaKernel(point);
  if ((b + 1) * x < (a + 1) * complement) {
    const lower = kernel / betaFraction(point);
    return { lower, upper: 1 - lower };
  }
  const upper = kernel / betaFraction({ x: complement, complement: x, a: b, b: a });
  return { lower: 1 - upper, upper };
}

/** I_x(a, b) = P(X <= x) of the beta law with shapes a, b > 0, for x in [0, 1]. */
export function regularizedIncompleteBeta(options: { x: number; a: number; b: number }): number {
  const { x, a, b } = options;
  assert(x >= 0 && x <= 1, `a beta argument lies in [0, 1], not ${x}`);
  return betaTails({ x, complement: 1 - x, a, b }).lower;
}

/** The x with I_x(a, b) = probability, for a probability in [0, 1]. */
export function inverseRegularizedIncompleteBeta(options: { probability: number; a: number; b: number }): number {
  const { probability, a, b } = options;
  assert(probability >= 0 && probability <= 1, `a probability lies in [0, 1], not ${probability}`);
  const logit = betaQuantileLogit({ probability, complement: 1 - probability, a, b });
  return 1 / (1 + exp(-logit));
}

/**
 * log(x / (1 - x)) of the beta quantile x; the probability and its distance from 1 are both given, so that neither end loses digits.
 * Newton's method on the logarithm of the smaller tail: that is concave in the logit, so after at most one overshoot
 * the iterates approach from one side and cannot diverge.
 */
export function betaQuantileLogit(options: { probability: number; complement: number; a: number; b: number }): number {
  const { probability, complement, a, b } = options;
  if (probability <= 0) return -Infinity;
  if (complement <= 0) return Infinity;
  const start = log(a / b);
  const useLower = probability < betaTails(pointAtLogit({ logit: start, a, b })).lower;
  return useLower
    ? lowerTailLogit({ tail: probability, start, a, b })
    : -lowerTailLogit({ tail: complement, start: -start, a: b, b: a });
}

function pointAtLogit({ logit, a, b }: { logit: number; a: number; b: number }): BetaPoint {
  return { x: 1 / (1 + exp(-logit)), complement: 1 / (1 + exp(logit)), a, b };
}

function lowerTailLogit(options: { tail: number; start: number; a: number; b: number }): number {
  const { tail, start, a, b } = options;
  let logit = start;
  let step = 0;
  for (let i = 0; i < 200; i++) {
    const point = pointAtLogit({ logit, a, b });
    const { lower } = betaTails(point);
    // An overshoot so far that the tail underflows is taken back by halves.
    step = lower > 0 ? (log(lower / tail) * lower) / betaKernel(point) : -0.5 * Math.abs(step);
    logit -= step;
    if (Math.abs(step) <= 1e-15 * Math.max(1, Math.abs(logit))) break;
  }
  return logit;
}
