import { describe, expect, it } from 'vitest';
import { logTicks } from './log-axis.ts';

describe('ticks of logarithmic axes', () => {
  it.each([
    ['two decades', 1e5, 1e7, [1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7]],
    ['many decades', 1e-4, 1e4, [1e-4, 1e-2, 1, 1e2, 1e4]],
    ['shares', 0.0001, 1, [0.0001, 0.001, 0.01, 0.1, 1]],
    ['less than one step', 1.1, 1.3, [1.15, 1.2, 1.25]],
  ])('of %s are round', (_, low, high, ticks) => {
    // Goal: few, round, inside the ends.
    expect(logTicks(low, high)).toEqual(ticks);
  });
});
