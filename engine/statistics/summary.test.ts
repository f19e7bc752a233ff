import { describe, expect, it } from 'vitest';
import { summarize } from './summary.ts';

describe('summarize', () => {
  it('gives every statistic of a sample known by heart', () => {
    const summary = summarize(Float64Array.from({ length: 1000 }, (_, i) => 999 - i));
    expect(summary).toMatchObject({ n: 1000, mean: 499.5, p50: 499, p95: 949, p99: 989, p995: 994, max: 999, rate: 0.999 });
    expect(summary.es975).toBeCloseTo(987, 10);
    expect(summary.es99).toBeCloseTo(994.5, 10);
    const [low, high] = summary.interval ?? [NaN, NaN];
    expect(low).toBeCloseTo(499.5 - 17.9226, 2);
    expect(high).toBeCloseTo(499.5 + 17.9226, 2);
  });

  it('leaves out the paths on which the metric does not exist', () => {
    const summary = summarize(Float64Array.of(NaN, 4, NaN, 0, -2));
    expect(summary).toMatchObject({ n: 3, mean: 2 / 3, p50: 0, max: 4, rate: 1 / 3 });
  });

  it('gives no interval for one path and nothing at all for none', () => {
    expect(summarize(Float64Array.of(7))).toEqual({
      n: 1,
      mean: 7,
      interval: null,
      p50: 7,
      p95: 7,
      p99: 7,
      p995: 7,
      es975: 7,
      es99: 7,
      max: 7,
      rate: 1,
    });
    for (const value of Object.values(summarize(Float64Array.of(NaN, NaN)))) expect(value === 0 || value === null).toBe(true);
  });

  it('gives no interval where the mean is infinite', () => {
    expect(summarize(Float64Array.of(1, Infinity))).toMatchObject({ mean: Infinity, interval: null, max: Infinity });
  });
});
