/**
 * Extremes of a Brownian bridge: what a diffusion did between two known points. Points are log prices (or prices, for a diffusion in
 * prices); variance is that of the whole step, sigma^2 dt. Sources: A. N. Borodin and P. Salminen, Handbook of Brownian Motion, 2002;
 * the way from reflection to the formulas is in P. Glasserman, Monte Carlo Methods in Financial Engineering, 2003, section 6.4.
 */
import { InvariantError } from '../math/assert.ts';
import { exp, log } from '../math/transcendental.ts';

export interface BridgeStep {
  readonly from: number;
  readonly to: number;
  /** sigma^2 dt, not negative. */
  readonly variance: number;
}

/** P(the bridge touches the barrier): exp(-2 (from - barrier)(to - barrier) / variance); 1 when the ends lie on both sides of it. */
export function bridgeCrossingProbability({ from, to, variance, barrier }: BridgeStep & { barrier: number }): number {
  checkVariance(variance);
  const product = (from - barrier) * (to - barrier);
  if (product <= 0) return 1;
  return variance === 0 ? 0 : exp((-2 * product) / variance);
}

/** Maximum of the bridge for one uniform draw in (0, 1): the inverse of the crossing probability. The same draw gives ordered maxima. */
export function bridgeMaximum({ from, to, variance, uniform }: BridgeStep & { uniform: number }): number {
  return Math.max(from, to, 0.5 * (from + to + spread({ from, to, variance, uniform })));
}

/** Minimum of the bridge for one uniform draw in (0, 1). With the draw of the maximum it is its mirror image, not a joint draw. */
export function bridgeMinimum({ from, to, variance, uniform }: BridgeStep & { uniform: number }): number {
  return Math.min(from, to, 0.5 * (from + to - spread({ from, to, variance, uniform })));
}

function spread({ from, to, variance, uniform }: BridgeStep & { uniform: number }): number {
  checkVariance(variance);
  if (!(uniform > 0 && uniform < 1)) throw new InvariantError(`a uniform draw lies in (0, 1), not ${uniform}`);
  const difference = to - from;
  return Math.sqrt(difference * difference - 2 * variance * log(uniform));
}

/**
 * P(the bridge stays strictly between two barriers), by the series of mirror images (Borodin and Salminen, 1.15.8). The first images
 * decide unless the barriers are close together compared with the standard deviation.
 */
export function bridgeStayProbability({ from, to, variance, low, high }: BridgeStep & { low: number; high: number }): number {
  checkVariance(variance);
  if (Math.min(from, to) <= low || Math.max(from, to) >= high) return 0;
  if (variance === 0) return 1;
  const width = high - low;
  const image = (distance: number): number => exp(((to - from) * (to - from) - distance * distance) / (2 * variance));
  const pair = (shift: number): number => image(to - from + shift) - image(from + to - 2 * low + shift);
  let probability = pair(0);
  for (let k = 1; ; k++) {
    const term = pair(2 * k * width) + pair(-2 * k * width);
    probability += term;
    if (2 * (k - 1) * width > Math.abs(to - from) && Math.abs(term) < 1e-18) break;
  }
  return Math.min(1, Math.max(0, probability));
}

function checkVariance(variance: number): void {
  // Not `assert`: it would build its message on every call.
  if (!(variance >= 0)) throw new InvariantError(`the variance of a step is not negative, found ${variance}`);
}
