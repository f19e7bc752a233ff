import { describe, expect, it } from 'vitest';
import { walkBook } from './book-walk.ts';

const asks = [
  { price: 1, quantity: 1 },
  { price: 1.1, quantity: 3 },
  { price: 1.2, quantity: 10 },
];

describe('book walk', () => {
  it('agrees with target D19: buying 5 costs 5.5 at an average of 1.1', () => {
    const { filled, notional, averagePrice } = walkBook(asks, 5);
    expect(filled).toBe(5);
    expect(notional).toBeCloseTo(5.5, 14);
    expect(averagePrice).toBeCloseTo(1.1, 14);
  });

  it('fills what there is', () => {
    expect(walkBook(asks, 100).filled).toBe(14);
    expect(walkBook([], 1)).toEqual({ filled: 0, notional: 0, averagePrice: NaN });
  });
});
