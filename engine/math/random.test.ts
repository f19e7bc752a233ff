import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { InvariantError } from './assert.ts';
import { openStream, RandomStream, type StreamParts } from './random.ts';

const parts: StreamParts = { seed: 7, scenario: 'crash', path: 3, component: 'BTC', purpose: 'prices' };

function draws(stream: RandomStream, count: number): number[] {
  return Array.from({ length: count }, () => stream.uniform());
}

/** Sample means of x, x^2, x^3, x^4 of a list. */
function moments(values: Float64Array): number[] {
  const sums = [0, 0, 0, 0];
  for (const x of values) {
    sums[0] += x;
    sums[1] += x * x;
    sums[2] += x * x * x;
    sums[3] += x * x * x * x;
  }
  return sums.map((sum) => sum / values.length);
}

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - 0.5) * (b[i] - 0.5) * 12;
  return sum / a.length;
}

describe('RandomStream', () => {
  it('streamVSSeedrandom: the repeated recurrence gives the draws of the package', () => {
    for (const key of ['', 'a', 'seed/1', 'seed/2', '\u0000\uffff']) {
      const stream = RandomStream.fromKey(key);
      const reference = seedrandom.alea(key);
      for (let i = 0; i < 2000; i++) expect(stream.uniform()).toBe(reference() + 2 ** -33);
    }
  });

  it('gives exactly the recorded draws on every machine', () => {
    const stream = openStream(parts);
    const uniforms = [stream.uniform(), stream.uniform(), stream.uniformFine()];
    expect(uniforms).toEqual([0.9310364566044882, 0.9601784363621846, 0.6098462094467149]);
    const normals = [stream.normal(), stream.normal(), stream.normal(), stream.exponential()];
    expect(normals).toEqual([-1.1214040722174263, 0.4573359903230808, 0.28471522097767177, 1.1852975985466303]);
    expect([stream.integerBelow(6), stream.integerBelow(1000), stream.integerBelow(2 ** 32)]).toEqual([1, 343, 2419473856]);
  });

  it('fillsVSSingleDraws: a block holds what single calls would give and leaves the stream at the same point', () => {
    for (const length of [0, 1, 2, 5000]) {
      const [blocks, singles] = [openStream(parts), openStream(parts)];
      const uniforms = new Float64Array(length);
      const normals = new Float64Array(length);
      blocks.fillUniforms(uniforms);
      blocks.fillNormals(normals);
      expect(Array.from(uniforms)).toEqual(draws(singles, length));
      expect(Array.from(normals)).toEqual(Array.from({ length }, () => singles.normal()));
      expect(blocks.uniform()).toBe(singles.uniform());
    }
  });

  it('continues a clone from the same point, without moving the original', () => {
    const original = openStream(parts);
    draws(original, 5);
    const copy = original.clone();
    const ahead = draws(copy, 10);
    expect(draws(original, 10)).toEqual(ahead);
  });

  it('draws uniforms inside (0, 1) with the moments of the uniform law', () => {
    const values = new Float64Array(400_000);
    openStream(parts).fillUniforms(values);
    expect(values.every((x) => x > 0 && x < 1)).toBe(true);
    const [mean, square, cube, fourth] = moments(values);
    // Four standard errors.
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(0.0019);
    expect(Math.abs(square - 1 / 3)).toBeLessThan(0.0019);
    expect(Math.abs(cube - 1 / 4)).toBeLessThan(0.0018);
    expect(Math.abs(fourth - 1 / 5)).toBeLessThan(0.0017);
  });

  it('draws normals with the moments and the tails of the normal law', () => {
    const values = new Float64Array(2_000_000);
    openStream(parts).fillNormals(values);
    const standardError = 1 / Math.sqrt(values.length);
    const [mean, square, cube, fourth] = moments(values);
    expect(Math.abs(mean)).toBeLessThan(4 * standardError);
    expect(Math.abs(square - 1)).toBeLessThan(4 * standardError * Math.sqrt(2));
    expect(Math.abs(cube)).toBeLessThan(4 * standardError * Math.sqrt(15));
    expect(Math.abs(fourth - 3)).toBeLessThan(4 * standardError * Math.sqrt(96));
    for (const [threshold, probability] of [[1, 0.15865525393145705], [2, 0.02275013194817921], [3.5, 2.3262907903552504e-4]]) {
      const share = values.reduce((count, x) => count + (x > threshold ? 1 : 0), 0) / values.length;
      expect(Math.abs(share - probability)).toBeLessThan(4 * standardError * Math.sqrt(probability));
    }
  });

  it('draws exponentials of mean 1 and variance 1', () => {
    const stream = openStream(parts);
    const values = Float64Array.from({ length: 200_000 }, () => stream.exponential());
    const [mean, square] = moments(values);
    expect(values.every((x) => x > 0)).toBe(true);
    expect(Math.abs(mean - 1)).toBeLessThan(4 / Math.sqrt(values.length));
    expect(Math.abs(square - 2)).toBeLessThan((4 * Math.sqrt(20)) / Math.sqrt(values.length));
  });

  it('draws integers evenly and refuses a range it cannot serve', () => {
    const stream = openStream(parts);
    const counts = new Float64Array(7);
    for (let i = 0; i < 70_000; i++) counts[stream.integerBelow(7)]++;
    // Six degrees of freedom: chi-square above 27.9 has probability 1e-4.
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(27.9);
    expect(stream.integerBelow(1)).toBe(0);
    for (const n of [0, -1, 1.5, 2 ** 32 + 1, NaN]) expect(() => stream.integerBelow(n)).toThrow(InvariantError);
  });
});

describe('openStream', () => {
  it('gives the same stream for the same parts, whatever was opened before', () => {
    const first = draws(openStream(parts), 20);
    openStream({ ...parts, path: 4 }).uniform();
    expect(draws(openStream({ ...parts }), 20)).toEqual(first);
  });

  it('never confuses two lists of parts, whatever characters they hold', () => {
    const variants: StreamParts[] = [
      parts,
      { ...parts, seed: '7' },
      { ...parts, seed: 8 },
      { ...parts, path: 33 },
      { ...parts, path: -3 },
      { ...parts, scenario: 'crash/BTC', component: '' },
      { ...parts, scenario: 'crash', component: '/BTC' },
      { ...parts, component: 'BTC6:prices', purpose: '' },
      { ...parts, component: 'BT', purpose: 'Cprices' },
      { ...parts, component: 'prices', purpose: 'BTC' },
      { ...parts, component: 'B\u0000TC' },
    ];
    const firstDraws = variants.map((variant) => openStream(variant).uniform());
    expect(new Set(firstDraws).size).toBe(variants.length);
    expect(() => openStream({ ...parts, path: 0.5 })).toThrow(InvariantError);
  });

  it('opens streams without correlation between neighbouring paths, purposes and components', () => {
    const length = 2000;
    const limit = 5 / Math.sqrt(length);
    const block = (variant: StreamParts): Float64Array => {
      const values = new Float64Array(length);
      openStream(variant).fillUniforms(values);
      return values;
    };
    for (let path = 0; path < 200; path++) {
      const here = block({ ...parts, path });
      expect(Math.abs(correlation(here, block({ ...parts, path: path + 1 })))).toBeLessThan(limit);
      expect(Math.abs(correlation(here, block({ ...parts, path, purpose: 'prices2' })))).toBeLessThan(limit);
      expect(Math.abs(correlation(here, block({ ...parts, path, component: 'BTD' })))).toBeLessThan(limit);
    }
  });

  it('opens streams whose first draws are themselves uniform and uncorrelated across paths', () => {
    const firsts = Float64Array.from({ length: 20_001 }, (_, path) => openStream({ ...parts, path }).uniform());
    const [mean, square] = moments(firsts);
    const standardError = 1 / Math.sqrt(firsts.length);
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * 0.289 * standardError);
    expect(Math.abs(square - 1 / 3)).toBeLessThan(4 * 0.298 * standardError);
    expect(Math.abs(correlation(firsts.subarray(0, 20_000), firsts.subarray(1)))).toBeLessThan(4 * standardError);
  });
});
