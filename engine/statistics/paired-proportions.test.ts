import { describe, expect, it } from 'vitest';
import { logGamma } from '../math/beta.ts';
import { pairedProportionInterval } from './paired-proportions.ts';

/** Exact probability that the interval holds the true difference, summed over all outcomes of n pairs. */
function coverage({ n, up, down }: { n: number; up: number; down: number }): number {
  const same = 1 - up - down;
  let covered = 0;
  for (let b = 0; b <= n; b++) {
    for (let c = 0; b + c <= n; c++) {
      const { low, high } = pairedProportionInterval({ onlyBaseline: b, onlyCandidate: c, n, confidence: 0.95 });
      if (low > up - down || high < up - down) continue;
      const ways = logGamma(n + 1) - logGamma(b + 1) - logGamma(c + 1) - logGamma(n - b - c + 1);
      covered += Math.exp(ways + c * Math.log(up) + b * Math.log(down) + (n - b - c) * Math.log(same));
    }
  }
  return covered;
}

describe('interval of a difference of paired proportions', () => {
  it.each([
    { n: 20, up: 0.1, down: 0.1 },
    { n: 32, up: 0.2, down: 0.05 },
    { n: 100, up: 0.03, down: 0.01 },
    { n: 200, up: 0.01, down: 0.01 },
  ])('covers about as often as it says: $n pairs, $up up, $down down', (pairs) => {
    // Goal: no less than 94 % of all outcomes, by exact enumeration.
    expect(coverage(pairs)).toBeGreaterThan(0.94);
    expect(coverage(pairs)).toBeLessThan(1);
  });

  it('approaches the textbook formula for many pairs', () => {
    // Goal: 150 and 86 of 1600: -0.04 with 95 % interval (-0.059, -0.021) by Wald.
    const { low, high } = pairedProportionInterval({ onlyBaseline: 150, onlyCandidate: 86, n: 1600, confidence: 0.95 });
    expect(low).toBeCloseTo(-0.0587, 3);
    expect(high).toBeCloseTo(-0.0213, 3);
  });

  it('says something when no pair differs', () => {
    // Goal: symmetric around nothing, and narrower with more pairs.
    const [few, many] = [10, 1000].map((n) => pairedProportionInterval({ onlyBaseline: 0, onlyCandidate: 0, n, confidence: 0.95 }));
    expect(few.low).toBe(-few.high);
    expect(many.high).toBeGreaterThan(0);
    expect(many.high).toBeLessThan(few.high / 50);
  });
});
