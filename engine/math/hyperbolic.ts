/** Hyperbolic functions, the same bits on every machine. */
import { assert } from './assert.ts';
import { exp, expm1, log1p } from './transcendental.ts';

/** (e^x - e^-x) / 2 without cancellation near 0. Overflows to infinity. */
export function sinh(x: number): number {
  if (Math.abs(x) > 40) return x > 0 ? halfExponential(x) : -halfExponential(-x);
  const growth = expm1(x);
  return 0.5 * (growth + growth / (growth + 1));
}

/** (e^x + e^-x) / 2. Overflows to infinity. */
export function cosh(x: number): number {
  const size = Math.abs(x);
  return size > 40 ? halfExponential(size) : 0.5 * (exp(size) + exp(-size));
}

/** e^x / 2, also where e^x alone overflows. */
function halfExponential(x: number): number {
  const root = exp(0.5 * x);
  return 0.5 * root * root;
}

/** The positive x with cosh x = 1 + excess, for excess >= 0, without losing the digits of a small excess. */
export function acoshOnePlus(excess: number): number {
  assert(excess >= 0, `a hyperbolic cosine is at least 1, not 1 + ${excess}`);
  return log1p(excess + Math.sqrt(excess) * Math.sqrt(excess + 2));
}
