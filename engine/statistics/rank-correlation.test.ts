import { describe, expect, it } from 'vitest';
import { openStream } from '../math/random.ts';
import { rankCorrelation } from './rank-correlation.ts';

const confidence = 0.95;

describe('rank correlation', () => {
  it('VsSquaredRankDifferences: agrees with 1 - 6 sum d^2 / (n (n^2 - 1)) where nothing is tied', () => {
    // Goal: the textbook formula is a second method.
    const one = Float64Array.from([3, 1, 4, 1.5, 9, 2.6, 5, 3.5, 8, 9.7, 10, 0]);
    const other = Float64Array.from([2, 7, 1, 8, 2.8, 1.8, 2.84, 5.9, 0.4, 5, 2.3, 5.3]);
    const rank = (values: Float64Array, value: number): number => values.filter((another) => another <= value).length;
    const squares = one.reduce((sum, value, index) => sum + (rank(one, value) - rank(other, other[index])) ** 2, 0);
    expect(rankCorrelation({ one, other, confidence })?.correlation).toBeCloseTo(1 - (6 * squares) / (12 * 143), 12);
  });

  it('does not change when a scale is bent, and turns with it', () => {
    // Goal: only the order counts; ties keep their mean rank.
    const one = Float64Array.from({ length: 40 }, (_, index) => (index * 7) % 13);
    const other = Float64Array.from({ length: 40 }, (_, index) => (index * 11) % 17);
    const found = rankCorrelation({ one, other, confidence });
    expect(rankCorrelation({ one: one.map((value) => value ** 3), other, confidence })).toEqual(found);
    const turned = rankCorrelation({ one: one.map((value) => -value), other, confidence });
    expect(turned?.correlation).toBeCloseTo(-(found?.correlation ?? 2), 12);
    expect(rankCorrelation({ one, other: one, confidence })).toMatchObject({ correlation: 1, low: 1, high: 1 });
  });

  it('says nothing of too few pairs or of what does not vary', () => {
    // Goal: null instead of a number without meaning.
    const ten = Float64Array.from({ length: 10 }, (_, index) => index);
    expect(rankCorrelation({ one: ten.slice(1), other: ten.slice(1), confidence })).toBeNull();
    expect(rankCorrelation({ one: ten, other: new Float64Array(10), confidence })).toBeNull();
  });

  it('covers no dependence about as often as it says', () => {
    // Goal: 400 samples of 30 independent pairs; 95 % +- 4 standard errors.
    const stream = openStream({ seed: 1, scenario: 'ranks', path: 0, component: 'pairs', purpose: 'test' });
    const draw = (): Float64Array => Float64Array.from({ length: 30 }, () => stream.uniform());
    let covered = 0;
    for (let sample = 0; sample < 400; sample++) {
      const found = rankCorrelation({ one: draw(), other: draw(), confidence });
      if (found && found.low <= 0 && found.high >= 0) covered++;
    }
    expect(covered / 400).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / 400));
    expect(covered).toBeLessThan(400);
  });
});
