/**
 * Lowest and highest point of a Brownian bridge drawn together: first the minimum, then the maximum given the minimum, then which of
 * them came first. Accounts on both sides of a step are then tested against one path, not against two.
 *
 * Law of the maximum given the minimum: the derivative of P(the bridge stays between L and H) with respect to L, divided by that of
 * P(the bridge stays above L); the series is Borodin and Salminen, Handbook of Brownian Motion, 2002, 1.15.8, differentiated term by term.
 */
import { exp, log } from '../math/transcendental.ts';
import { bridgeMinimum } from './bridge.ts';

export interface ExtremesStep {
  readonly from: number;
  readonly to: number;
  /** sigma^2 dt, not negative. */
  readonly variance: number;
  /** Draws in (0, 1): of the minimum, of the maximum, of the order. */
  readonly minimumDraw: number;
  readonly maximumDraw: number;
  readonly orderDraw: number;
}

export interface Extremes {
  readonly low: number;
  readonly high: number;
  readonly lowFirst: boolean;
}

/** How exactly the maximum has its probability; prices have fewer digits. */
const tolerance = 1e-9;

/** Both extremes of a step for three uniform draws. */
export function drawExtremes({ from, to, variance, minimumDraw, maximumDraw, orderDraw }: ExtremesStep): Extremes {
  if (variance === 0) return { low: Math.min(from, to), high: Math.max(from, to), lowFirst: to > from };
  const low = bridgeMinimum({ from, to, variance, uniform: minimumDraw });
  const high = low + rangeQuantile({ start: from - low, end: to - low, variance, probability: maximumDraw });
  return { low, high, lowFirst: orderDraw < lowFirstProbability(from - to, high - low, variance) };
}

/**
 * P(the minimum came first), by the leading images: a path that goes down first unfolds to the length (from - to) + 2 range, one that
 * goes up first to (to - from) + 2 range, and the odds are those of the two lengths.
 */
function lowFirstProbability(fall: number, range: number, variance: number): number {
  return 1 / (1 + exp((4 * fall * range) / variance));
}

interface RangeQuestion {
  /** First and last point above the minimum, not negative. */
  readonly start: number;
  readonly end: number;
  readonly variance: number;
  readonly probability: number;
}

/**
 * The range with P(range <= r | minimum) = probability. Solved in -log P(range > r), which is convex and nearly quadratic in r: secants
 * inside a bracket, from the maximum that the same draw would give without the minimum.
 */
function rangeQuantile({ start, end, variance, probability }: RangeQuestion): number {
  const least = Math.max(start, end);
  const deviation = Math.sqrt(variance);
  const wanted = 0 - log(1 - probability);
  const unconditional = 0.5 * (start + end + Math.sqrt((end - start) * (end - start) + 2 * variance * wanted));
  let left = least;
  // The surprise is above 100 there; no draw asks for more than 23.
  let right = least + 8 * deviation;
  let width = right - left;
  let before = Math.max(unconditional, least + 0.01 * deviation);
  let atBefore = surprise(start, end, variance, before) - wanted;
  let range = before + 0.05 * deviation;
  for (let round = 0; round < 100; round++) {
    const atRange = surprise(start, end, variance, range) - wanted;
    if (Math.abs(atRange) < tolerance || right - left < tolerance * deviation) break;
    if (atRange < 0) left = range;
    else right = range;
    const next = range - (atRange * (range - before)) / (atRange - atBefore);
    // Where the law is flat, near the larger end, secants stand still: every third round halves the bracket if they did not.
    const isStuck = round % 3 === 2 && right - left > 0.5 * width;
    if (round % 3 === 2) width = right - left;
    before = range;
    atBefore = atRange;
    range = next > left && next < right && !isStuck ? next : 0.5 * (left + right);
  }
  return range;
}

/** -log P(range > r | minimum); 0 up to the larger of both ends. */
function surprise(start: number, end: number, variance: number, range: number): number {
  return 0 - log(Math.max(1e-300, rangeExcess(start, end, variance, range)));
}

/** P(range > r | minimum) for a bridge that starts and ends so far above its minimum; 1 up to the larger of the two. */
export function rangeExcess(start: number, end: number, variance: number, range: number): number {
  const sum = start + end;
  if (range <= Math.max(start, end) || sum <= 0) return sum <= 0 && range > 0 ? 0 : 1;
  const difference = end - start;
  const half = 0.5 / variance;
  const offset = sum * sum;
  let missing = 0;
  for (let image = 1; image < 400; image++) {
    const shift = 2 * image * range;
    const down = shift - difference;
    const up = shift + difference;
    const nearDown = image > 1 ? shift - sum : 0;
    const nearUp = shift + sum;
    let term = image * (down * exp((offset - down * down) * half) + up * exp((offset - up * up) * half));
    if (image > 1) term -= (image - 1) * nearDown * exp((offset - nearDown * nearDown) * half);
    term -= (image + 1) * nearUp * exp((offset - nearUp * nearUp) * half);
    missing += term;
    if (Math.abs(term) < 1e-14 * sum) break;
  }
  return Math.min(1, Math.max(0, missing / sum));
}
