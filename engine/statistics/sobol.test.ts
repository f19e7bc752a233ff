import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { normalQuantile } from '../math/normal.ts';
import { openStream } from '../math/random.ts';
import { blackScholes } from '../theory/black-scholes.ts';
import { SobolSequence, sobolDimensionsMax } from './sobol.ts';

function streamOf(path: number) {
  return openStream({ seed: 39, scenario: 'test', path, component: 'sobol', purpose: 'scramble' });
}

function points(sequence: SobolSequence, count: number): number[][] {
  const point = new Float64Array(sequence.dimensions);
  return Array.from({ length: count }, () => {
    sequence.next(point);
    return Array.from(point);
  });
}

/** Brownian motion at 1/16, ..., 1 built by bisection from 16 normals: the first decides the end. */
function bridged(normals: readonly number[]): number[] {
  const path = new Array<number>(17).fill(0);
  path[16] = normals[0];
  let used = 1;
  for (let span = 16; span > 1; span /= 2) {
    for (let left = 0; left < 16; left += span) {
      const deviation = Math.sqrt(span / 64);
      path[left + span / 2] = (path[left] + path[left + span]) / 2 + deviation * normals[used++];
    }
  }
  return path;
}

/** Discounted payoff of the call of target D07 at the end of the path. */
function payoff(uniforms: readonly number[]): number {
  const end = bridged(uniforms.map(normalQuantile))[16];
  const price = 100 * Math.exp((0.05 - 0.32) * 0.25 + 0.8 * 0.5 * end);
  return Math.exp(-0.0125) * Math.max(0, price - 100);
}

describe('SobolSequence', () => {
  it('D39: begins as published', () => {
    // Goal: the first eight points of three dimensions, exactly.
    expect(points(new SobolSequence({ dimensions: 3 }), 8)).toEqual([
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25],
      [0.25, 0.75, 0.75],
      [0.375, 0.375, 0.625],
      [0.875, 0.875, 0.125],
      [0.625, 0.125, 0.875],
      [0.125, 0.625, 0.375],
    ]);
  });

  it('sobolVSReference: agrees with an independent implementation far out and in every dimension', () => {
    // Goal: scipy 1.17 qmc.Sobol, points 1000 and 8191 of 40 dimensions, exactly.
    const all = points(new SobolSequence({ dimensions: 40 }), 8192);
    expect([1, 7, 15, 39].map((d) => all[1000][d])).toEqual([0.0966796875, 0.8994140625, 0.3701171875, 0.4794921875]);
    expect([0, 20, 38, 39].map((d) => all[8191][d])).toEqual([
      0.0001220703125, 0.5858154296875, 0.5750732421875, 0.5374755859375,
    ]);
    expect(sobolDimensionsMax).toBe(40);
  });

  it('puts exactly one of 2^k points into each of 2^k slices of every coordinate, scrambled or not', () => {
    // Goal: the defining balance, which a scramble must keep.
    for (const scramble of [undefined, streamOf(0)]) {
      const all = points(new SobolSequence({ dimensions: 40, scramble }), 256);
      for (let d = 0; d < 40; d++) expect(new Set(all.map((point) => Math.floor(256 * point[d]))).size).toBe(256);
    }
  });

  it('seekVSNext: starts anywhere as if it had come there', () => {
    // Goal: workers take blocks of a sweep.
    const walked = points(new SobolSequence({ dimensions: 5, scramble: streamOf(1) }), 100);
    for (const index of [0, 1, 37, 64, 99]) {
      const sequence = new SobolSequence({ dimensions: 5, scramble: streamOf(1) });
      sequence.seek(index);
      expect(points(sequence, 1)).toEqual([walked[index]]);
      expect(sequence.index).toBe(index + 1);
    }
  });

  it('is uniform under scrambling: the mean of one point over many scrambles is one half', () => {
    // Goal: unbiased estimates, and no 0 that an inverse normal would turn into -Infinity.
    let sum = 0;
    for (let path = 0; path < 2000; path++) {
      const [point] = points(new SobolSequence({ dimensions: 2, scramble: streamOf(path) }), 1);
      expect(Math.min(...point)).toBeGreaterThan(0);
      sum += point[0] + point[1];
    }
    expect(Math.abs(sum / 4000 - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / 4000));
  });

  it('D39: prices a call over 16 bridged steps with a fifth of the error of chance', () => {
    // Goal: root mean square error of 16 scrambles x 1024 points against plain Monte Carlo with the same budget (4096 in the long suite).
    const exact = blackScholes({ spot: 100, strike: 100, rate: 0.05, volatility: 0.8, years: 0.25 }).call;
    const meanOf = (draws: number[][]) => draws.reduce((sum, uniforms) => sum + payoff(uniforms), 0) / draws.length;
    let [even, random] = [0, 0];
    for (let path = 0; path < 16; path++) {
      const stream = streamOf(1000 + path);
      even += (meanOf(points(new SobolSequence({ dimensions: 16, scramble: streamOf(path) }), 1024)) - exact) ** 2;
      random += (meanOf(Array.from({ length: 1024 }, () => Array.from({ length: 16 }, () => stream.uniform()))) - exact) ** 2;
    }
    expect(Math.sqrt(even / random)).toBeLessThan(1 / 5);
  });

  it('refuses dimensions, targets and numbers that it does not have', () => {
    // Goal: a sweep with too many parameters hears why.
    expect(() => new SobolSequence({ dimensions: 41 })).toThrow(InvariantError);
    expect(() => new SobolSequence({ dimensions: 2 }).next(new Float64Array(3))).toThrow(InvariantError);
    expect(() => new SobolSequence({ dimensions: 2 }).seek(-1)).toThrow(InvariantError);
  });
});
