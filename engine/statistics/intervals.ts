/** Confidence intervals for proportions and means. */
import { assert } from '../math/assert.ts';
import { inverseRegularizedIncompleteBeta } from '../math/beta.ts';
import { normalQuantile } from '../math/normal.ts';
import { studentQuantile } from '../math/student.ts';
import { log } from '../math/transcendental.ts';

/** A two-sided interval; an end may be infinite when the sample says nothing about it. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** `events` of `trials` happened; the interval covers with probability `confidence`, for instance 0.95. */
export interface Proportion {
  readonly events: number;
  readonly trials: number;
  readonly confidence: number;
}

function checkConfidence(confidence: number): void {
  assert(confidence > 0 && confidence < 1, `a confidence lies in (0, 1), not ${confidence}`);
}

function checkProportion({ events, trials, confidence }: Proportion): void {
  checkConfidence(confidence);
  assert(Number.isInteger(trials) && trials > 0, `trials are a positive integer, not ${trials}`);
  assert(Number.isInteger(events) && events >= 0 && events <= trials, `events are an integer in 0 .. trials, not ${events}`);
}

/** Score interval of E. B. Wilson (J. Am. Stat. Assoc. 22, 1927): covers with the stated probability on average over p. */
export function wilson(proportion: Proportion): Interval {
  checkProportion(proportion);
  const { events, trials, confidence } = proportion;
  const z = normalQuantile(0.5 + 0.5 * confidence);
  const share = events / trials;
  const weight = 1 / (1 + (z * z) / trials);
  const centre = weight * (share + (z * z) / (2 * trials));
  const half = weight * z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return { low: events === 0 ? 0 : centre - half, high: events === trials ? 1 : centre + half };
}

/** Exact interval of C. J. Clopper and E. S. Pearson (Biometrika 26, 1934): covers with at least the stated probability for every p. */
export function clopperPearson(proportion: Proportion): Interval {
  checkProportion(proportion);
  const { events, trials, confidence } = proportion;
  const tail = 0.5 - 0.5 * confidence;
  const misses = trials - events;
  return {
    low: events === 0 ? 0 : inverseRegularizedIncompleteBeta({ probability: tail, a: events, b: misses + 1 }),
    high: misses === 0 ? 1 : 1 - inverseRegularizedIncompleteBeta({ probability: tail, a: misses, b: events + 1 }),
  };
}

/**
 * Upper bound of a probability when none of `trials` showed the event: -log(1 - confidence) / trials, which at 95 % is the
 * "rule of three" 3 / n (J. A. Hanley and A. Lippman-Hand, J. Am. Med. Assoc. 249, 1983) and never below the exact bound.
 */
export function ruleOfThree({ trials, confidence }: { trials: number; confidence: number }): number {
  checkProportion({ events: 0, trials, confidence });
  return Math.min(1, -log(1 - confidence) / trials);
}

export interface MeanEstimate extends Interval {
  readonly mean: number;
  /** Standard deviation of the sample / sqrt(n); Infinity for one value. */
  readonly standardError: number;
  readonly n: number;
}

/**
 * Mean of independent values with Student's interval. Sums run in the order given. One value has a mean and an unbounded interval.
 * At least one value is needed.
 */
export function meanInterval({ values, confidence }: { values: ArrayLike<number>; confidence: number }): MeanEstimate {
  checkConfidence(confidence);
  const n = values.length;
  assert(n > 0, 'a mean needs at least one value');
  const mean = sumOf(values) / n;
  if (n === 1) return { mean, low: -Infinity, high: Infinity, standardError: Infinity, n };
  const standardError = Math.sqrt(squaresAround(mean, values) / (n - 1) / n);
  const half = studentQuantile({ probability: 0.5 + 0.5 * confidence, degrees: n - 1 }) * standardError;
  return { mean, low: mean - half, high: mean + half, standardError, n };
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

function squaresAround(mean: number, values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - mean) * (values[i] - mean);
  return sum;
}
