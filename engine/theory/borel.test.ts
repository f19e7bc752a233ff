import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import { cascadeSizeMoments, cascadeSizeProbability, cascadeSizeTail } from './borel.ts';
import { cascadeSize } from './testing/simulations.ts';

describe('cascade sizes', () => {
  it('D23: probabilities, tails, means and variances at 0.5 and 0.8', () => {
    // Goal: the target to ten digits.
    const at = (meanOffspring: number, size: number) => cascadeSizeProbability({ meanOffspring, size });
    const tail = (meanOffspring: number, size: number) => cascadeSizeTail({ meanOffspring, size });
    for (const [value, exact] of [
      [at(0.5, 1), 0.6065306597126334],
      [at(0.5, 10), 0.0036265577415643736],
      [tail(0.5, 10), 0.013616256176643304],
      [at(0.8, 1), 0.44932896411722156],
      [at(0.8, 5), 0.039073362962632883],
      [tail(0.8, 10), 0.12260190938821669],
      [tail(0.8, 100), 0.0014252041549941419],
    ]) {
      expect(Math.abs(value / exact - 1)).toBeLessThan(1e-10);
    }
    expect(cascadeSizeMoments({ meanOffspring: 0.5 })).toEqual({ mean: 2, variance: 4 });
    expect(cascadeSizeMoments({ meanOffspring: 0.8 }).mean).toBeCloseTo(5, 13);
    expect(cascadeSizeMoments({ meanOffspring: 0.8 }).variance).toBeCloseTo(100, 10);
  });

  it('D23: formulaVSBranching: simulated cascades have these sizes', () => {
    // Goal: 100,000 cascades from one root and from three, tails within four standard errors (a million in the long suite).
    for (const roots of [1, 3]) {
      const stream = openStream({ seed: 23, scenario: 'test', path: roots, component: 'borel', purpose: 'D23' });
      const sizes = Array.from({ length: 100_000 }, () => cascadeSize(stream, { meanOffspring: 0.8, roots }));
      for (const size of [5, 10, 100]) {
        const share = sizes.filter((one) => one >= size).length / sizes.length;
        const exact = cascadeSizeTail({ meanOffspring: 0.8, roots, size });
        expect(Math.abs(share - exact)).toBeLessThan(4 * Math.sqrt(exact / sizes.length));
      }
      const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
      expect(Math.abs(mean - 5 * roots)).toBeLessThan(4 * Math.sqrt((100 * roots) / sizes.length));
    }
  });

  it('momentsVSSum: probabilities sum to one and to the moments, from several roots', () => {
    // Goal: the law of Borel and Tanner as a whole.
    const cascade = { meanOffspring: 0.6, roots: 4 };
    let [total, mean, square] = [0, 0, 0];
    for (let size = 1; size < 600; size++) {
      const probability = cascadeSizeProbability({ ...cascade, size });
      total += probability;
      mean += size * probability;
      square += size * size * probability;
    }
    const moments = cascadeSizeMoments(cascade);
    expect(total).toBeCloseTo(1, 12);
    expect(mean).toBeCloseTo(moments.mean, 10);
    expect(square - mean * mean).toBeCloseTo(moments.variance, 8);
  });

  it('has the critical tail of the square root, and refuses what never ends', () => {
    // Goal: P(size >= j) is about sqrt(2 / (pi j)) at a mean of 1.
    expect(cascadeSizeTail({ meanOffspring: 1, size: 2000 }) / Math.sqrt(2 / (Math.PI * 2000))).toBeCloseTo(1, 2);
    expect(cascadeSizeMoments({ meanOffspring: 1 })).toEqual({ mean: Infinity, variance: Infinity });
    expect(cascadeSizeProbability({ meanOffspring: 0.5, roots: 3, size: 2 })).toBe(0);
    expect(() => cascadeSizeProbability({ meanOffspring: 1.1, size: 1 })).toThrow(InvariantError);
  });
});
