import { describe, expect, it } from 'vitest';
import { largest, sampleIndexes, smallest, thinIndexes } from './thin.ts';

const wave = Array.from({ length: 5000 }, (_, index) => ((index * 7919) % 997) - 498);

describe('thinIndexes', () => {
  it('keeps the ends and both extremes of every column', () => {
    const other = wave.map((value, index) => (index === 3333 ? 9999 : -value));
    const kept = thinIndexes([wave, other], 50);
    const valuesOf = (column: readonly number[]): number[] => kept.map((index) => column[index]);
    expect([kept[0], kept[kept.length - 1]]).toEqual([0, 4999]);
    for (const column of [wave, other]) {
      expect([smallest(valuesOf(column)), largest(valuesOf(column))]).toEqual([smallest(column), largest(column)]);
    }
    expect(kept.length).toBeLessThanOrEqual(2 * 2 * 50 + 2);
  });

  it('keeps order and every point of a short series', () => {
    expect(thinIndexes([[3, 1, 2]], 10)).toEqual([0, 1, 2]);
    const kept = thinIndexes([wave], 70);
    expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
    expect(thinIndexes([], 10)).toEqual([]);
  });
});

describe('sampleIndexes', () => {
  it('spreads over the whole length', () => {
    expect(sampleIndexes(101, 5)).toEqual([0, 25, 50, 75, 100]);
    expect(sampleIndexes(3, 5)).toEqual([0, 1, 2]);
    expect(sampleIndexes(0, 5)).toEqual([]);
  });
});

describe('smallest and largest', () => {
  it('stand any length', () => {
    const long = new Array<number>(300_000).fill(1);
    expect([smallest(long), largest(long), smallest([]), largest([])]).toEqual([1, 1, Infinity, -Infinity]);
  });
});
