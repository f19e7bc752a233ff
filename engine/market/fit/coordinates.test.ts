import { describe, expect, it } from 'vitest';
import { edgeOf, fromAxis, toAxis } from './coordinates.ts';

const share = { name: 'share', lower: 0, upper: 1, scale: 'linear' } as const;
const rate = { name: 'rate', lower: 1e-5, upper: 20, scale: 'log' } as const;

describe('bounded coordinates', () => {
  it.each([[share, 0.3], [share, 0.98], [rate, 1e-4], [rate, 2], [rate, 19]])('%j: %d there and back', (coordinate, value) => {
    // Goal: the axis is a one-to-one picture of the inside of the interval.
    expect(fromAxis(coordinate, toAxis(coordinate, value)) / value).toBeCloseTo(1, 12);
  });

  it('never leaves the interval', () => {
    // Goal: whatever a search tries is a possible value.
    for (const theta of [-1e6, -50, 0, 50, 1e6]) {
      expect(fromAxis(rate, theta)).toBeGreaterThanOrEqual(1e-5 * (1 - 1e-12));
      expect(fromAxis(rate, theta)).toBeLessThanOrEqual(20 * (1 + 1e-12));
    }
    expect(toAxis(share, -4)).toBe(toAxis(share, 0));
  });

  it('knows its ends', () => {
    // Goal: a maximum at a border is told from one inside.
    expect([1e-9, 0.5, 1 - 1e-9].map((value) => edgeOf(share, value))).toEqual(['lower', null, 'upper']);
    expect([1.01e-5, 1, 19.9].map((value) => edgeOf(rate, value))).toEqual(['lower', null, 'upper']);
  });
});
