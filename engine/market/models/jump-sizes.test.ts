import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../math/normal.ts';
import { exponentialJumps, normalJumps, type JumpLaw } from './jump-sizes.ts';

/** Mean of a function of the size, by the midpoint rule over the probability. */
function mean(law: JumpLaw, of: (size: number) => number): number {
  const cells = 20_000;
  let sum = 0;
  for (let cell = 0; cell < cells; cell++) sum += of(law.sizeOf(normalQuantile((cell + 0.5) / cells)));
  return sum / cells;
}

describe('laws of jump sizes', () => {
  it.each([
    ['normal', normalJumps({ mean: -0.08, deviation: 0.1 }), -0.08],
    ['Kou', exponentialJumps({ upProbability: 0.4, upMean: 0.1, downMean: 0.2, threshold: 0 }), 0.4 * 0.1 - 0.6 * 0.2],
    [
      'beyond a threshold',
      exponentialJumps({ upProbability: 0.3, upMean: 0.02, downMean: 0.05, threshold: 0.03 }),
      0.3 * 0.05 - 0.7 * 0.08,
    ],
  ])('closedFormVSQuadrature: mean size and mean growth of the %s law', (_, law, meanSize) => {
    // Goal: the compensator fits the sizes that are drawn; both by integrating the quantile function numerically.
    expect(Math.abs(mean(law, (size) => size) - meanSize)).toBeLessThan(2e-5);
    expect(Math.abs(mean(law, Math.exp) - 1 - law.meanGrowth)).toBeLessThan(5e-5);
  });

  it('never lies within the threshold and increases with the normal', () => {
    // Goal: underlyings that share a normal fall together, and one side alone is possible.
    const law = exponentialJumps({ upProbability: 0.3, upMean: 0.02, downMean: 0.05, threshold: 0.03 });
    const sizes = [-9, -3, -1, 0, 0.5, 0.6, 1, 4, 9].map((normal) => law.sizeOf(normal));
    expect(sizes.every((size, index) => Number.isFinite(size) && Math.abs(size) >= 0.03 && (index === 0 || size > sizes[index - 1]))).toBe(
      true,
    );
    expect(exponentialJumps({ upProbability: 0, upMean: 0.1, downMean: 0.1, threshold: 0 }).sizeOf(9)).toBeLessThanOrEqual(0);
    expect(exponentialJumps({ upProbability: 1, upMean: 0.1, downMean: 0.1, threshold: 0 }).sizeOf(-9)).toBeGreaterThanOrEqual(0);
  });
});
