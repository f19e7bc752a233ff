import { describe, expect, it } from 'vitest';
import { linearImpact } from './linear.ts';

const create = (input: unknown, lotsPerUsd: number, startPrice: number) =>
  linearImpact.create(linearImpact.parameters.parse(input))({ lotsPerUsd, startPrice });

describe('linear impact', () => {
  it('moves the log price by volume / depth', () => {
    // Lots of 0.1 coin at 8,000; a sale of 10 M USD into a depth of 1 bn.
    const model = create({ depth: 1e9 }, 10 / 8000, 8000);
    expect(model.unit).toBe('log');
    expect(model.displacement((-10e6 * 10) / 8000, 1)).toBeCloseTo(-0.01, 14);
    expect(model.displacement((-10e6 * 10) / 8000, 3)).toBeCloseTo(-0.03, 14);
  });

  it('agrees with target D22b: sales of 100 contracts at 0.01 each average 94.5, 93.5 and 92.5 from 95 and end at 92', () => {
    const model = create({ 'price-per-contract': 0.01, 'half-life': 'permanent' }, 1 / 100, 100);
    expect(model.unit).toBe('price');
    const averages = [0, 1, 2].map((sold) => model.averagePrice(95, -100 * sold, -100 * (sold + 1), 1));
    expect(averages).toEqual([94.5, 93.5, 92.5]);
    expect(95 + model.displacement(-300, 1)).toBe(92);
  });

  it('counts contracts in the same way whatever the lot', () => {
    const fine = create({ 'price-per-contract': 0.01 }, 1000 / 100, 100);
    expect(fine.averagePrice(95, 0, -100_000, 1)).toBeCloseTo(94.5, 12);
  });

  it('works below zero in price units', () => {
    const model = create({ 'price-per-contract': 0.01 }, 1 / 20, 20);
    expect(model.averagePrice(-30, 0, -100, 1)).toBe(-30.5);
  });

  it('wants exactly one of depth and price-per-contract', () => {
    expect(linearImpact.parameters.safeParse({}).success).toBe(false);
    expect(linearImpact.parameters.safeParse({ depth: 1, 'price-per-contract': 1 }).success).toBe(false);
  });
});
