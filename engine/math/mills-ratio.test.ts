import { describe, expect, it } from 'vitest';
import { millsRatio } from './mills-ratio.ts';
import { normalCdf, normalPdf } from './normal.ts';

describe("Mills' ratio", () => {
  it('tableVSDistribution: is the tail over the density', () => {
    // Goal: between the points of the table and at its end the ratio agrees with the distribution function to 12 digits.
    for (let z = 0; z < 37; z += 0.0173) expect(Math.abs((millsRatio(z) * normalPdf(z)) / normalCdf(-z) - 1)).toBeLessThan(1e-12);
  });

  it('goes on beyond the table', () => {
    // Goal: z / (1 + z^2) < ratio < 1 / z (R. Gordon, 1941), and no step where the series takes over.
    for (const z of [39.99, 40, 60, 1e3, 1e8]) {
      expect(millsRatio(z)).toBeGreaterThan((z / (1 + z * z)) * (1 - 1e-15));
      expect(millsRatio(z)).toBeLessThan((1 / z) * (1 + 1e-15));
    }
    expect(millsRatio(40 - 1e-9) / millsRatio(40) - 1).toBeCloseTo(0, 9);
  });
});
