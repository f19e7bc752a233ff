import { expect, it } from 'vitest';
import { poissonWeights } from './poisson-weights.ts';

it.each([1e-5, 0.3, 4, 20])('weights of mean %d add up to 1 and have the mean', (mean) => {
  // Goal: nothing of the law that matters is cut off.
  const weights = poissonWeights(mean);
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  expect(weights.reduce((sum, weight, count) => sum + weight * count, 0) / mean).toBeCloseTo(1, 12);
});
