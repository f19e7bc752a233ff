/** Student's t law with any positive number of degrees of freedom. */
import { assert } from './assert.ts';
import { betaQuantileLogit, betaTails, logGamma } from './beta.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { exp, log1p } from './transcendental.ts';

const LOG_PI = 1.1447298858494002;
/** Above this the law differs from the normal by less than a rounding error. */
const NORMAL_LIMIT = 1e16;

/** Density at t. */
export function studentPdf({ t, degrees }: { t: number; degrees: number }): number {
  assertDegrees(degrees);
  const scale = logGamma((degrees + 1) / 2) - logGamma(degrees / 2) - 0.5 * LOG_PI;
  return exp(scale - ((degrees + 1) / 2) * log1p((t * t) / degrees)) / Math.sqrt(degrees);
}

/** P(T <= t). With z = n / (n + t^2), the two tails together are I_z(n / 2, 1 / 2) (Abramowitz and Stegun 26.7.1). */
export function studentCdf({ t, degrees }: { t: number; degrees: number }): number {
  assertDegrees(degrees);
  if (t !== t) return NaN;
  if (degrees >= NORMAL_LIMIT) return normalCdf(t);
  const square = (t * t) / degrees;
  const complement = square === Infinity ? 1 : square / (1 + square);
  const { lower: bothTails, upper: centre } = betaTails({ x: 1 / (1 + square), complement, a: degrees / 2, b: 0.5 });
  return t < 0 ? 0.5 * bothTails : 0.5 + 0.5 * centre;
}

/** The t with P(T <= t) = probability, for a probability in [0, 1]; the ends give -Infinity and Infinity. */
export function studentQuantile({ probability, degrees }: { probability: number; degrees: number }): number {
  assertDegrees(degrees);
  assert(probability >= 0 && probability <= 1, `a probability lies in [0, 1], not ${probability}`);
  if (degrees >= NORMAL_LIMIT) return normalQuantile(probability);
  if (probability === 0.5) return 0;
  const tail = Math.min(probability, 1 - probability);
  const logit = betaQuantileLogit({
    probability: 2 * tail,
    complement: 2 * Math.abs(probability - 0.5),
    a: degrees / 2,
    b: 0.5,
  });
  const size = Math.sqrt(degrees) * exp(-0.5 * logit);
  return probability < 0.5 ? -size : size;
}

function assertDegrees(degrees: number): void {
  assert(degrees > 0, `degrees of freedom are positive, not ${degrees}`);
}
