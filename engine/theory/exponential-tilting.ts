/** What exponential tilting gains on the tail of a normal: a closed form to hold importance sampling against. */
import { assert } from '../math/assert.ts';
import { normalCdf, normalPdf } from '../math/normal.ts';
import { exp } from '../math/transcendental.ts';

/** Importance sampling of P(Z > threshold) with draws from N(tilt, 1) and weights e^(-tilt X + tilt^2 / 2). */
export interface NormalTilt {
  readonly probability: number;
  /** E[(weight x indicator)^2] under the tilted law. */
  readonly secondMoment: number;
  /** Variance of one plain indicator over that of one weighted indicator. */
  readonly varianceReduction: number;
}

/** Second moment e^(tilt^2) Phi(-(threshold + tilt)) (P. Glasserman, Monte Carlo Methods in Financial Engineering, 2003, section 4.6). */
export function normalTilt({ threshold, tilt }: { threshold: number; tilt: number }): NormalTilt {
  const probability = normalCdf(-threshold);
  const secondMoment = exp(tilt * tilt) * normalCdf(-(threshold + tilt));
  return {
    probability,
    secondMoment,
    varianceReduction: (probability * (1 - probability)) / (secondMoment - probability * probability),
  };
}

/**
 * The tilt with the smallest second moment: the root of 2 tilt = phi(threshold + tilt) / Phi(-(threshold + tilt)), a little above the
 * threshold, which must be positive.
 */
export function bestNormalTilt(threshold: number): number {
  assert(threshold > 0, `a tilt pays for a positive threshold, not ${threshold}`);
  let [low, high] = [0, threshold + 1];
  for (let i = 0; i < 60; i++) {
    const tilt = (low + high) / 2;
    const hazard = normalPdf(threshold + tilt) / normalCdf(-(threshold + tilt));
    if (2 * tilt < hazard) low = tilt;
    else high = tilt;
  }
  return (low + high) / 2;
}
