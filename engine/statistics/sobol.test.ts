import { describe, expect, it } from 'vitest';
import { mostSobolDimensions, sobolPoints } from './sobol.ts';

describe('Sobol points', () => {
  it('begin as Joe and Kuo publish them', () => {
    // Goal: the first eight points in three dimensions, digit by digit.
    expect(sobolPoints({ dimensions: 3, count: 8 }).map((point) => Array.from(point))).toEqual([
      [0, 0, 0], [0.5, 0.5, 0.5], [0.75, 0.25, 0.25], [0.25, 0.75, 0.75],
      [0.375, 0.375, 0.625], [0.875, 0.875, 0.125], [0.625, 0.125, 0.875], [0.125, 0.625, 0.375],
    ]);
  });

  it('put one point into each of n equal cells of every coordinate', () => {
    // Goal: a wrong direction number would leave a cell empty and another with two points.
    const count = 1024;
    const points = sobolPoints({ dimensions: mostSobolDimensions, count });
    for (let dimension = 0; dimension < mostSobolDimensions; dimension++) {
      const cells = new Set(points.map((point) => Math.floor(point[dimension] * count)));
      expect(cells.size, `dimension ${dimension + 1}`).toBe(count);
    }
  });

  it('go on where a skip says', () => {
    // Goal: points can be made in pieces.
    const all = sobolPoints({ dimensions: 5, count: 300 });
    expect([...sobolPoints({ dimensions: 5, count: 100 }), ...sobolPoints({ dimensions: 5, count: 200, skip: 100 })]).toEqual(all);
  });

  it('refuse more dimensions than the table has', () => {
    // Goal: no coordinate is made up.
    expect(() => sobolPoints({ dimensions: mostSobolDimensions + 1, count: 1 })).toThrow('dimensions');
  });
});
