import { describe, expect, it } from 'vitest';
import { WeightedMedian } from './weighted-median.ts';

function medianOf(values: readonly (readonly [number, number])[]): number {
  const median = new WeightedMedian(values.length);
  for (const [value, weight] of values) median.add(value, weight);
  return median.median();
}

const equal = (values: readonly number[]) => medianOf(values.map((value) => [value, 1] as const));

describe('weighted median', () => {
  it('is the middle value, or the mean of the middle two', () => {
    expect(equal([3, 1, 2])).toBe(2);
    expect(equal([4, 1, 3, 2])).toBe(2.5);
    expect(equal([7])).toBe(7);
    expect(equal([])).toBeNaN();
  });

  it('agrees with case hyperliquid-oracle-01: weights 3, 2, 2 and ones give 100', () => {
    expect(medianOf([[100, 3], [101, 2], [99, 2], [103, 1], [98, 1], [104, 1], [97, 1]])).toBe(100);
  });

  it('weightsVSrepetition: a weight counts like that many sources', () => {
    const values = [5, 9, 2, 7, 4, 8];
    for (let code = 0; code < 3 ** 6; code += 7) {
      const weights = values.map((_, index) => 1 + (Math.floor(code / 3 ** index) % 3));
      const repeated = values.flatMap((value, index) => Array.from({ length: weights[index] }, () => value)).sort((a, b) => a - b);
      const expected = (repeated[Math.floor((repeated.length - 1) / 2)] + repeated[Math.floor(repeated.length / 2)]) / 2;
      expect(medianOf(values.map((value, index) => [value, weights[index]] as const))).toBe(expected);
    }
  });

  it('starts anew after clear', () => {
    const median = new WeightedMedian(2);
    median.add(1, 1);
    median.clear();
    median.add(9, 1);
    expect(median.median()).toBe(9);
  });
});
