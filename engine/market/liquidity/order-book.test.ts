import { describe, expect, it } from 'vitest';
import { walkBook } from './book-walk.ts';
import { orderBook } from './order-book.ts';

const bands = [[0.005, 15.5e6], [0.01, 20e6], [0.05, 40e6]];
const context = { lotsPerUsd: 1, startPrice: 100 };
const create = (input: unknown) => orderBook.create(orderBook.parameters.parse(input))(context);
const model = create({ bids: bands });
const distance = (volume: number) => Math.expm1(model.displacement(volume, 1));

describe('order book by bands', () => {
  it('reaches each band after its cumulative amount, and half of the first after half of its amount', () => {
    for (const [band, usd] of bands) {
      expect(distance(-usd)).toBeCloseTo(-band, 14);
      expect(distance(usd)).toBeCloseTo(band, 14);
    }
    expect(distance(-7.75e6)).toBeCloseTo(-0.0025, 14);
    expect(distance(-17.75e6)).toBeCloseTo(-0.0075, 14);
  });

  it('goes on as a power of distance beyond the last band', () => {
    for (const beyond of [0.1, 0.3, 0.7]) {
      expect(distance(-40e6 * (beyond / 0.05) ** 0.41) / -beyond).toBeCloseTo(1, 2);
    }
  });

  it('ends at a hundredth of the price after sales and at ten times after buys', () => {
    expect(distance(-1e12)).toBeCloseTo(-0.99, 12);
    expect(distance(1e12)).toBeCloseTo(9, 12);
    expect(model.averagePrice(100, -1e12, -2e12, 1)).toBeCloseTo(1, 12);
  });

  it('needs a depth scale times less volume for the same distance', () => {
    expect(model.displacement(-10e6, 2)).toBe(model.displacement(-20e6, 1));
  });

  it('has its own asks where given', () => {
    const skewed = create({ bids: bands, asks: [[0.02, 1e6]] });
    expect(Math.expm1(skewed.displacement(1e6, 1))).toBeCloseTo(0.02, 14);
    expect(Math.expm1(skewed.displacement(-15.5e6, 1))).toBeCloseTo(-0.005, 14);
  });

  it('averageVSbookWalk: agrees with walking 100,000 price levels of the same depth', () => {
    const steps = 100_000;
    const sold = 30e6;
    const levels = Array.from({ length: steps }, (_, i) => ({
      price: 100 * (1 + distance((-sold * (i + 0.5)) / steps)),
      quantity: sold / steps,
    }));
    expect(model.averagePrice(100, 0, -sold, 1)).toBeCloseTo(walkBook(levels, sold).averagePrice, 8);
  });

  it('refuses bands out of order', () => {
    const accepts = (bids: unknown) => orderBook.parameters.safeParse({ bids }).success;
    expect(accepts([[0.01, 5], [0.01, 6]])).toBe(false);
    expect(accepts([[0.01, 5], [0.02, 5]])).toBe(false);
    expect(accepts([[1.5, 5]])).toBe(false);
    expect(accepts([])).toBe(false);
  });
});
