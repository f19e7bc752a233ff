import { describe, expect, it } from 'vitest';
import { BookSide } from './book-side.ts';

const side = new BookSide([[0.01, 100], [0.03, 200]], { exponent: 0.5, lastDistance: 0.5 }, 2);

describe('one side of a book', () => {
  it('is linear between its bands, in lots', () => {
    const expected = [0, 0.005, 0.01, 0.02, 0.03];
    expected.forEach((distance, index) => expect(side.distance(index * 100)).toBeCloseTo(distance, 15));
  });

  it('follows the power law at the points of its tail and stops at the last distance', () => {
    const lotsAt = (distance: number) => 400 * Math.sqrt(distance / 0.03);
    for (const step of [1, 5, 20]) expect(side.distance(lotsAt(0.03 * 1.1 ** step))).toBeCloseTo(0.03 * 1.1 ** step, 12);
    expect(side.distance(lotsAt(0.5))).toBeCloseTo(0.5, 12);
    expect(side.distance(1e9)).toBe(0.5);
  });

  it('trapezoidsVSsum: the mean distance agrees with adding up small steps, within and across segments', () => {
    for (const [from, to] of [[0, 150], [20, 390], [150, 1200], [1000, 5000]]) {
      let sum = 0;
      for (let i = 0; i < 10_000; i++) sum += side.distance(from + ((to - from) * (i + 0.5)) / 10_000);
      expect(side.meanDistance(from, to)).toBeCloseTo(sum / 10_000, 7);
    }
  });

  it('has a mean for no volume at all', () => {
    expect(side.meanDistance(300, 300)).toBe(side.distance(300));
  });
});
