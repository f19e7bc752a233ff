import { describe, expect, it } from 'vitest';
import { chiSquared } from './chi-squared.ts';
import { openStream } from './random.ts';

describe('chi-squared draws', () => {
  it.each([0.5, 1, 3, 8.5])('drawsVSMoments: %d degrees have their mean and variance', (degrees) => {
    // Goal: mean n and variance 2 n within four standard errors of 50,000 draws; the fourth central moment is 12 n (n + 4).
    const stream = openStream({ seed: 1, scenario: 'test', path: 0, component: 'chi', purpose: String(degrees) });
    const n = 50_000;
    let [sum, squares] = [0, 0];
    for (let draw = 0; draw < n; draw++) {
      const value = chiSquared(stream, degrees);
      sum += value;
      squares += (value - degrees) ** 2;
    }
    expect(Math.abs(sum / n - degrees)).toBeLessThan(4 * Math.sqrt((2 * degrees) / n));
    const spread = 12 * degrees * (degrees + 4) - 4 * degrees * degrees;
    expect(Math.abs(squares / n - 2 * degrees)).toBeLessThan(4 * Math.sqrt(spread / n));
  });

  it('refuses degrees that are not positive', () => {
    // Goal: no endless loop for nonsense.
    const stream = openStream({ seed: 1, scenario: 'test', path: 0, component: 'chi', purpose: 'zero' });
    expect(() => chiSquared(stream, 0)).toThrow('positive');
  });
});
