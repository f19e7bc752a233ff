import { describe, expect, it } from 'vitest';
import { meanInterval } from '../engine/statistics/intervals.ts';
import { MainMetric } from './main-metric.ts';

describe('the main metric of progress', () => {
  it('has mean and interval of the values so far: OnePassVsTwoPass', () => {
    // Goal: the live line shows what the summary will, but for the quantile of the t distribution.
    const metric = new MainMetric();
    const values = Float64Array.from({ length: 500 }, (_, path) => 1e6 + ((path * 7919) % 1000) * 1e3);
    values.forEach((value) => metric.add(value));
    const { mean, high } = meanInterval({ values, confidence: 0.95 });
    expect(metric.mean).toBeCloseTo(mean, 4);
    expect(metric.halfWidth / (high - mean)).toBeCloseTo(1, 2);
    expect(metric.text()).toBe('shortfall_usd 1.5 M +- 25.4 k');
  });

  it('says nothing of a few paths', () => {
    // Goal: no interval from nothing.
    const metric = new MainMetric();
    expect(metric.text()).toBe('');
    for (let path = 0; path < 10; path++) metric.add(0);
    expect(metric.text()).toBe('shortfall_usd 0 +- 0');
  });
});
