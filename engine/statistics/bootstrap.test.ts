import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import { bcaBootstrap, percentileBootstrap } from './bootstrap.ts';

/** The spatial test data of B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993, table 14.1, variable A. */
const spatialTest = [48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41];

function streamOf(path: number) {
  return openStream({ seed: 5, scenario: 'test', path, component: 'bootstrap', purpose: 'rows' });
}

function variance(values: readonly number[]): (rows: Int32Array) => number {
  return (rows) => {
    let [sum, squares] = [0, 0];
    for (const row of rows) {
      sum += values[row];
      squares += values[row] * values[row];
    }
    return squares / rows.length - (sum / rows.length) ** 2;
  };
}

const spatialVariance = { n: spatialTest.length, statistic: variance(spatialTest), confidence: 0.9 };

describe('bootstrap intervals', () => {
  it('bcaVSPublished: reproduces the variance of the spatial test data', () => {
    // Goal: the textbook's example (percentile 100.8 .. 233.9, BCa 115.8 .. 259.6 from 2,000 resamples), and, more sharply, the limit
    // of many resamples as an independent implementation finds it (scipy 1.17, 400,000: 97.7 .. 235.7 and 115.6 .. 261.2).
    const percentile = percentileBootstrap({ ...spatialVariance, resamples: 40_000, stream: streamOf(0) });
    const bca = bcaBootstrap({ ...spatialVariance, resamples: 40_000, stream: streamOf(1) });
    expect(percentile.value).toBeCloseTo(171.534, 3);
    expect(Math.abs(percentile.low - 97.7)).toBeLessThan(1.5);
    expect(Math.abs(percentile.high - 235.7)).toBeLessThan(1.5);
    expect(Math.abs(bca.low - 115.6)).toBeLessThan(2.5);
    expect(Math.abs(bca.high - 261.2)).toBeLessThan(3);
  });

  it('standardErrorVSClosedForm: the error of a mean is that of the formula', () => {
    // Goal: sqrt(variance / n) with the divisor n, exact for the ideal bootstrap of a mean.
    const statistic = (rows: Int32Array) => rows.reduce((sum, row) => sum + spatialTest[row], 0) / rows.length;
    const { standardError } = percentileBootstrap({ n: 26, statistic, confidence: 0.9, resamples: 20_000, stream: streamOf(2) });
    const exact = Math.sqrt(variance(spatialTest)(Int32Array.from(spatialTest.keys())) / 26);
    expect(Math.abs(standardError / exact - 1)).toBeLessThan(4 / Math.sqrt(2 * 20_000));
  });

  it('keeps to the resamples where the correction has nothing to go by', () => {
    // Goal: a statistic that never varies, or that lies at the edge of its resamples, has an interval without NaN.
    const constant = { n: 5, statistic: () => 7, confidence: 0.95, resamples: 50 };
    expect(bcaBootstrap({ ...constant, stream: streamOf(3) })).toEqual({ value: 7, low: 7, high: 7, standardError: 0 });
    const largest = { n: 5, statistic: (rows: Int32Array) => Math.max(...rows) - 4, confidence: 0.95, resamples: 50 };
    const { low, high } = bcaBootstrap({ ...largest, stream: streamOf(4) });
    expect(low).toBeLessThanOrEqual(high);
    const distinct = { n: 5, statistic: (rows: Int32Array) => -new Set(rows).size, confidence: 0.95, resamples: 50 };
    expect(Number.isFinite(bcaBootstrap({ ...distinct, stream: streamOf(6) }).low)).toBe(true);
  });

  it('gives the same for the same stream, and refuses what makes no sense', () => {
    // Goal: reproducible, and never an interval from nothing.
    const run = () => bcaBootstrap({ ...spatialVariance, resamples: 100, stream: streamOf(5) });
    expect(run()).toEqual(run());
    const stream = streamOf(7);
    for (const bad of [{ n: 0 }, { confidence: 1 }, { resamples: 1 }]) {
      expect(() => percentileBootstrap({ ...spatialVariance, resamples: 10, ...bad, stream })).toThrow(InvariantError);
    }
  });
});
