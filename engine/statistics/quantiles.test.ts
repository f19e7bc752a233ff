import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import { orderStatisticInterval, quantileRank, sampleQuantile } from './quantiles.ts';

const oneToHundred = Float64Array.from({ length: 100 }, (_, i) => i + 1);

describe('sampleQuantile', () => {
  it('is the smallest value with at least the asked share at or below it', () => {
    expect(sampleQuantile([10, 20, 30, 40], 0.25)).toBe(10);
    expect(sampleQuantile([10, 20, 30, 40], 0.26)).toBe(20);
    expect(sampleQuantile([10, 20, 30, 40], 0.5)).toBe(20);
    expect(sampleQuantile([10, 20, 30, 40], 1)).toBe(40);
    expect(sampleQuantile([10, 20, 30, 40], 0)).toBe(10);
    expect(sampleQuantile([5], 0.995)).toBe(5);
  });

  it('rankVSIntegers: means decimal probabilities as written, for every hundredth and thousandth', () => {
    for (let percent = 1; percent <= 100; percent++) {
      expect(sampleQuantile(oneToHundred, percent / 100)).toBe(percent);
      expect(quantileRank({ n: 1_000_000, probability: percent / 1000 })).toBe(percent * 1000);
    }
  });

  it('refuses an empty sample and what is no probability', () => {
    expect(() => sampleQuantile([], 0.5)).toThrow(InvariantError);
    expect(() => sampleQuantile([1], 1.5)).toThrow(InvariantError);
  });
});

describe('orderStatisticInterval', () => {
  it('reproduces the tabulated ranks 40 and 61 for the median of a hundred values', () => {
    const interval = orderStatisticInterval({ sorted: oneToHundred, probability: 0.5, confidence: 0.95 });
    expect(interval).toEqual({ low: 40, high: 61 });
  });

  it('is unbounded where the sample is too small to tell', () => {
    const interval = orderStatisticInterval({ sorted: oneToHundred, probability: 0.99, confidence: 0.95 });
    expect(interval.high).toBe(Infinity);
    expect(interval.low).toBe(97);
    expect(orderStatisticInterval({ sorted: [1], probability: 0.5, confidence: 0.95 })).toEqual({ low: -Infinity, high: Infinity });
  });

  it('covers the true quantile at least as often as stated, whatever the law', () => {
    const stream = openStream({ seed: 1, scenario: 'test', path: 0, component: 'quantile', purpose: 'coverage' });
    let covered = 0;
    for (let i = 0; i < 2000; i++) {
      const sorted = Float64Array.from({ length: 60 }, () => stream.exponential()).sort();
      const { low, high } = orderStatisticInterval({ sorted, probability: 0.75, confidence: 0.9 });
      if (low <= 1.3862943611198906 && high >= 1.3862943611198906) covered++;
    }
    expect(covered / 2000).toBeGreaterThan(0.9 - 4 * Math.sqrt((0.9 * 0.1) / 2000));
  });
});
