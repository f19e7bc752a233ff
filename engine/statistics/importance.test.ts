import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import { exp } from '../math/transcendental.ts';
import { normalTilt } from '../theory/exponential-tilting.ts';
import { importanceEstimate } from './importance.ts';

const confidence = 0.95;

/** P(Z > 4) from draws of N(tilt, 1). */
function tailEstimate({ tilt, n, path = 0 }: { tilt: number; n: number; path?: number }) {
  const stream = openStream({ seed: 38, scenario: 'test', path, component: 'importance', purpose: 'normal' });
  const draws = Float64Array.from({ length: n }, () => tilt + stream.normal());
  const values = draws.map((x) => (x > 4 ? 1 : 0));
  const weights = draws.map((x) => exp(-tilt * x + (tilt * tilt) / 2));
  return importanceEstimate({ values, weights, confidence });
}

describe('importanceEstimate', () => {
  it('D38: finds P(Z > 4) with the variance that theory says, 7000 times less than plain draws', () => {
    // Goal: probability within four standard errors, empirical variance reduction within 5 % of 6999.03 with 1e5 draws.
    const n = 1e5;
    const estimate = tailEstimate({ tilt: 4, n });
    const { probability, varianceReduction } = normalTilt({ threshold: 4, tilt: 4 });
    expect(Math.abs(estimate.mean - probability)).toBeLessThan(4 * estimate.standardError);
    const empirical = (probability * (1 - probability)) / (n * estimate.standardError ** 2);
    expect(Math.abs(empirical / varianceReduction - 1)).toBeLessThan(0.05);
    expect(estimate.refusal).toBeNull();
  });

  it('effectiveSizeVSTheory: n p^2 / second moment', () => {
    // Goal: the diagnosis has its own closed form; all weights together would have the useless size n / e^16.
    const { probability, secondMoment } = normalTilt({ threshold: 4, tilt: 4 });
    const { effectiveSampleSize, meanWeight } = tailEstimate({ tilt: 4, n: 1e5 });
    expect(Math.abs(effectiveSampleSize / ((1e5 * probability * probability) / secondMoment) - 1)).toBeLessThan(0.03);
    expect(meanWeight).toBeGreaterThan(0);
  });

  it('covers about as often as stated', () => {
    // Goal: 95 % intervals of 400 estimates.
    const { probability } = normalTilt({ threshold: 4, tilt: 4 });
    let covered = 0;
    for (let path = 0; path < 400; path++) {
      const { low, high } = tailEstimate({ tilt: 4, n: 1000, path });
      if (low <= probability && probability <= high) covered++;
    }
    expect(Math.abs(covered / 400 - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / 400));
  });

  it('refuses an estimate that hangs on luck, and says why', () => {
    // Goal: no event, too few effective paths, one path with most of the weight.
    expect(tailEstimate({ tilt: 0, n: 100 }).refusal).toMatch(/never reaches the event/);
    expect(tailEstimate({ tilt: 9, n: 2000 }).refusal).toMatch(/only \d+\.\d effective paths/);
    const weights = new Float64Array(1000).fill(1);
    weights[7] = 60;
    const lopsided = importanceEstimate({ values: new Float64Array(1000).fill(1), weights, confidence });
    expect(lopsided.effectiveSampleSize).toBeGreaterThan(50);
    expect(lopsided.refusal).toMatch(/^one path makes up 5\.7 % of the estimate/);
  });

  it('is the plain mean with weights of 1, and refuses weights that are none', () => {
    // Goal: the limit of no tilt, and hostile input.
    const ones = new Float64Array(4).fill(1);
    expect(importanceEstimate({ values: Float64Array.of(1, 2, 3, 4), weights: ones, confidence }).mean).toBe(2.5);
    expect(() => importanceEstimate({ values: ones, weights: ones.subarray(1), confidence })).toThrow(InvariantError);
    expect(() => importanceEstimate({ values: ones, weights: ones.map(() => -1), confidence })).toThrow(InvariantError);
    expect(() => importanceEstimate({ values: ones.map(() => NaN), weights: ones, confidence })).toThrow(InvariantError);
  });
});
