import { describe, expect, it } from 'vitest';
import { bridgeMinimum } from '../market/bridge.ts';
import { InvariantError } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import { exp, log } from '../math/transcendental.ts';
import { expectedShortfall } from './expected-shortfall.ts';
import {
  discordantPairs,
  mcnemarExact,
  pairedDifference,
  pairedQuantileDifference,
  pairedShortfallDifference,
  type PairedSample,
} from './paired.ts';
import { sampleQuantile } from './quantiles.ts';

const confidence = 0.95;

function streamOf(purpose: string, path = 0) {
  return openStream({ seed: 3, scenario: 'test', path, component: 'paired', purpose });
}

/** Correlated normals with means 0 and `shift`. */
function correlated({ n, shift, path }: { n: number; shift: number; path: number }): PairedSample {
  const stream = streamOf('correlated', path);
  const baseline = new Float64Array(n);
  stream.fillNormals(baseline);
  return { baseline, candidate: baseline.map((value) => shift + 0.9 * value + Math.sqrt(0.19) * stream.normal()) };
}

/** Paths of target D37 that touch the liquidation price under a maintenance rate of 0.5 % (baseline) and 1 % (candidate). */
function liquidations(n: number): PairedSample {
  const stream = streamOf('D37');
  const variance = 0.64 / 365;
  const lows = Float64Array.from({ length: n }, () => {
    const to = -variance / 2 + Math.sqrt(variance) * stream.normal();
    return 100 * exp(bridgeMinimum({ from: 0, to, variance, uniform: stream.uniformFine() }));
  });
  const hits = (rate: number) => lows.map((low) => (low <= 90 / (1 - rate) ? 1 : 0));
  return { baseline: hits(0.005), candidate: hits(0.01) };
}

describe('pairedDifference', () => {
  it('pairedVSReference: gives the paired t test of a published implementation', () => {
    // Goal: mean, interval, p value and variance ratio of six pairs, computed independently (scipy 1.17 ttest_rel).
    const baseline = Float64Array.of(1.2, 3.4, 2.2, 5.1, 4.4, 0.3);
    const candidate = Float64Array.of(1.5, 3.1, 2.9, 5.8, 4.6, 1.4);
    const result = pairedDifference({ baseline, candidate, confidence });
    expect(result.n).toBe(6);
    expect(result.mean).toBeCloseTo(0.45, 13);
    expect(result.mean / result.standardError).toBeCloseTo(2.2547021994862644, 12);
    expect(result.pValue).toBeCloseTo(0.07384032201197423, 13);
    expect(result.low).toBeCloseTo(-0.06304417332803885, 12);
    expect(result.high).toBeCloseTo(0.9630441733280386, 12);
    expect(result.varianceRatio).toBeCloseTo(27.04741980474198, 9);
    expect(result.probabilityWorse).toBeCloseTo(5 / 6, 14);
  });

  it('D37: pairing two maintenance rates needs 6.2 times fewer paths', () => {
    // Goal: probabilities, difference and variance ratio of the target; a ratio near 1 would mean that streams lost step.
    const sample = liquidations(1e5);
    const result = pairedDifference({ ...sample, confidence });
    expect(Math.abs(result.mean - 0.006544873544680044)).toBeLessThan(4 * result.standardError);
    expect(Math.abs(result.varianceRatio - 6.225306412091011)).toBeLessThan(0.6);
    expect(discordantPairs(sample).onlyBaseline).toBe(0);
  });

  it('has the sign of candidate - baseline and mirrors when the two are exchanged', () => {
    // Goal: nobody can misread the direction.
    const { baseline, candidate } = correlated({ n: 50, shift: 0.3, path: 0 });
    const forth = pairedDifference({ baseline, candidate, confidence });
    const back = pairedDifference({ baseline: candidate, candidate: baseline, confidence });
    expect(back.mean).toBeCloseTo(-forth.mean, 14);
    expect(back.pValue).toBeCloseTo(forth.pValue, 14);
    expect(back.probabilityWorse + forth.probabilityWorse).toBe(1);
  });

  it('says what can be said of samples that do not vary', () => {
    // Goal: no NaN in a report: equal sets, a constant shift, a single path.
    const baseline = Float64Array.of(1, 2, 3);
    const equal = pairedDifference({ baseline, candidate: baseline, confidence });
    expect(equal).toMatchObject({ mean: 0, low: 0, high: 0, pValue: 1, varianceRatio: Infinity, probabilityWorse: 0.5 });
    const shifted = pairedDifference({ baseline, candidate: baseline.map((value) => value + 1), confidence });
    expect(shifted).toMatchObject({ mean: 1, low: 1, high: 1, pValue: 0, varianceRatio: Infinity, probabilityWorse: 1 });
    const constant = Float64Array.of(0, 0);
    expect(pairedDifference({ baseline: constant, candidate: constant, confidence })).toMatchObject({ varianceRatio: 1, pValue: 1 });
    const single = pairedDifference({ baseline: Float64Array.of(1), candidate: Float64Array.of(2), confidence });
    expect(single).toMatchObject({ n: 1, mean: 1, low: -Infinity, high: Infinity, pValue: 1 });
  });

  it('refuses samples that are no pairs', () => {
    // Goal: a metric that is missing on a path is the caller's decision, never silently a number.
    const one = Float64Array.of(1);
    for (const [baseline, candidate] of [[one, Float64Array.of(1, 2)], [one, Float64Array.of(NaN)], [one.subarray(1), one.subarray(1)]]) {
      expect(() => pairedDifference({ baseline, candidate, confidence })).toThrow(InvariantError);
    }
  });
});

describe('paired bootstrap', () => {
  const resamples = 200;

  it('countedVSSorted: quantiles and shortfalls of resamples are those of the sorted resample', () => {
    // Goal: the short cut by counts is the definition: a confidence near 0 returns the median draw, found here by brute force.
    const { baseline, candidate } = correlated({ n: 101, shift: 1, path: 1 });
    const rows = streamOf('rows');
    const draws = Array.from({ length: 7 }, () => Int32Array.from({ length: 101 }, () => rows.integerBelow(101)));
    const sortedBy = (sample: Float64Array, draw: Int32Array) => Float64Array.from(draw, (row) => sample[row]).sort();
    const shortfall = (sample: Float64Array, draw: Int32Array) =>
      expectedShortfall({ values: sortedBy(sample, draw), level: 0.9 }).expectedShortfall;
    const quantiles = draws.map((d) => sampleQuantile(sortedBy(candidate, d), 0.9) - sampleQuantile(sortedBy(baseline, d), 0.9));
    const shortfalls = draws.map((d) => shortfall(candidate, d) - shortfall(baseline, d));
    const tiny = { baseline, candidate, confidence: 1e-9, resamples: 7 };
    const quantile = pairedQuantileDifference({ ...tiny, probability: 0.9, stream: streamOf('rows') });
    const mean = pairedShortfallDifference({ ...tiny, level: 0.9, stream: streamOf('rows') });
    expect(quantile.low).toBe(quantiles.sort((a, b) => a - b)[3]);
    expect(mean.low).toBeCloseTo(shortfalls.sort((a, b) => a - b)[3], 13);
    expect(quantile.difference).toBe(sampleQuantile(candidate.slice().sort(), 0.9) - sampleQuantile(baseline.slice().sort(), 0.9));
  });

  it('covers the true difference of quantiles and shortfalls about as often as stated', () => {
    // Goal: 95 % means about 95 %. Both have the difference `shift` exactly, because both samples have unit variance.
    let [quantiles, shortfalls] = [0, 0];
    for (let path = 0; path < 200; path++) {
      const sample = correlated({ n: 200, shift: 0.5, path });
      const options = { ...sample, confidence, resamples, stream: streamOf('coverage', path) };
      const quantile = pairedQuantileDifference({ ...options, probability: 0.9 });
      const mean = pairedShortfallDifference({ ...options, level: 0.9 });
      if (quantile.low <= 0.5 && quantile.high >= 0.5) quantiles++;
      if (mean.low <= 0.5 && mean.high >= 0.5) shortfalls++;
    }
    expect(quantiles / 200).toBeGreaterThan(0.9);
    expect(shortfalls / 200).toBeGreaterThan(0.89);
  });

  it('gives the same interval for the same stream, and an exact 0 for equal sets', () => {
    // Goal: a report is reproducible, and pairing keeps ties tied.
    const sample = correlated({ n: 60, shift: 0.2, path: 4 });
    const run = () => pairedQuantileDifference({ ...sample, probability: 0.99, confidence, resamples, stream: streamOf('same') });
    expect(run()).toEqual(run());
    const { baseline } = sample;
    const equal = { baseline, candidate: baseline, confidence, resamples, stream: streamOf('equal') };
    expect(pairedQuantileDifference({ ...equal, probability: 0.5 })).toEqual({ difference: 0, low: 0, high: 0 });
    expect(pairedShortfallDifference({ ...equal, level: 0.5 })).toEqual({ difference: 0, low: 0, high: 0 });
  });
});

describe('mcnemarExact', () => {
  it('mcnemarVSReference: is the binomial test of the discordant pairs', () => {
    // Goal: p values of an independent implementation (scipy 1.17 binomtest).
    for (const [onlyBaseline, onlyCandidate, pValue] of [
      [3, 11, 0.057373046875],
      [0, 6, 0.03125],
      [5, 5, 1],
      [12, 7, 0.359283447265625],
      [0, 0, 1],
      [400, 470, 0.019267052848609047],
    ]) {
      expect(Math.abs(log(mcnemarExact({ onlyBaseline, onlyCandidate }) / pValue))).toBeLessThan(1e-11);
    }
  });

  it('counts only the paths that differ, and refuses what is no count', () => {
    // Goal: any value but 0 is the event.
    const baseline = Float64Array.of(0, 1, 0, 5, 0);
    const candidate = Float64Array.of(0, 0, 2, 7, 1);
    expect(discordantPairs({ baseline, candidate })).toEqual({ onlyBaseline: 1, onlyCandidate: 2 });
    expect(() => mcnemarExact({ onlyBaseline: -1, onlyCandidate: 2 })).toThrow(InvariantError);
  });
});
