/** Moments and forecasts of GARCH(1,1) and GJR volatility. */
import { assert } from '../math/assert.ts';

/** h' = constant + (arch + leverage 1{eps < 0}) eps^2 + persistence h, eps = sqrt(h) z with z symmetric, mean 0, variance 1. Per step. */
export interface GarchModel {
  readonly constant: number;
  readonly arch: number;
  readonly persistence: number;
  /** Of L. Glosten, R. Jagannathan and D. Runkle (J. Finance 48, 1993); 0 unless given. */
  readonly leverage?: number;
}

/** E[arch z^2 + leverage z^2 1{z < 0} + persistence]: the share of a deviation of variance that is left after a step. */
function decay({ arch, persistence, leverage = 0 }: GarchModel): number {
  return arch + persistence + leverage / 2;
}

function checkModel(model: GarchModel): void {
  const { constant, arch, persistence, leverage = 0 } = model;
  assert(constant > 0, `the constant of a variance is positive, not ${constant}`);
  assert(arch >= 0 && persistence >= 0 && arch + leverage >= 0, `weights are not negative: ${arch}, ${persistence}, ${arch + leverage}`);
  assert(decay(model) < 1, `the variance is infinite: arch + persistence + leverage / 2 = ${decay(model)}, below 1 is needed`);
}

/** constant / (1 - arch - persistence - leverage / 2) (T. Bollerslev, J. Econometrics 31, 1986). */
export function garchVariance(model: GarchModel): number {
  checkModel(model);
  return model.constant / (1 - decay(model));
}

/**
 * Kurtosis E[eps^4] / E[eps^2]^2, with K = `shockKurtosis` = E[z^4] (3 for normal shocks): K (1 - (a + b)^2) / (1 - (a + b)^2 - (K
 * - 1) a^2) without leverage. Infinity where the fourth moment does not exist.
 */
export function garchKurtosis(model: GarchModel, shockKurtosis = 3): number {
  checkModel(model);
  assert(shockKurtosis >= 1, `a kurtosis is at least 1, not ${shockKurtosis}`);
  const { arch, persistence, leverage = 0 } = model;
  const first = decay(model);
  const square = (arch * arch + arch * leverage + (leverage * leverage) / 2) * shockKurtosis;
  const second = square + 2 * persistence * (arch + leverage / 2) + persistence * persistence;
  return second >= 1 ? Infinity : (shockKurtosis * (1 - first * first)) / (1 - second);
}

/** Kurtosis of a Student shock scaled to variance 1: 3 (nu - 2) / (nu - 4), Infinity up to 4 degrees of freedom. */
export function studentKurtosis(degrees: number): number {
  assert(degrees > 2, `a Student law with a variance has more than 2 degrees of freedom, not ${degrees}`);
  return degrees > 4 ? (3 * (degrees - 2)) / (degrees - 4) : Infinity;
}

/** E[h of step `steps`] when that of step 1 is known: V + decay^(steps - 1) (h_1 - V). */
export function garchForecast(options: { model: GarchModel; nextVariance: number; steps: number }): number {
  const { model, nextVariance, steps } = options;
  const variance = garchVariance(model);
  checkHorizon({ nextVariance, steps });
  return variance + powerOf(decay(model), steps - 1) * (nextVariance - variance);
}

/** E[h_1 + ... + h_steps]: the expected variance of the return over all of them. */
export function garchForecastSum(options: { model: GarchModel; nextVariance: number; steps: number }): number {
  const { model, nextVariance, steps } = options;
  const variance = garchVariance(model);
  checkHorizon({ nextVariance, steps });
  const left = decay(model);
  return steps * variance + ((1 - powerOf(left, steps)) / (1 - left)) * (nextVariance - variance);
}

function checkHorizon({ nextVariance, steps }: { nextVariance: number; steps: number }): void {
  assert(nextVariance >= 0, `a variance is not negative, ${nextVariance} is`);
  assert(Number.isInteger(steps) && steps >= 1, `a horizon is a positive number of steps, not ${steps}`);
}

function powerOf(base: number, exponent: number): number {
  let power = 1;
  for (let i = 0; i < exponent; i++) power *= base;
  return power;
}
