import { describe, expect, it } from 'vitest';
import { squareRootImpact } from './square-root.ts';

const law = { 'daily-volatility': 0.035, 'daily-volume': 20e9, 'half-life': 'permanent' };
const context = { lotsPerUsd: 10 / 8000, startPrice: 8000 };
const create = (input: unknown) => squareRootImpact.create(squareRootImpact.parameters.parse(input))(context);
const lots = (usd: number) => (usd * 10) / 8000;

describe('square-root impact', () => {
  it('agrees with target D19: 50 M of 20 bn a day at 3.5 % daily volatility is 17.5 bp', () => {
    const model = create(law);
    expect(model.displacement(lots(50e6), 1)).toBeCloseTo(17.5e-4, 15);
    expect(model.displacement(lots(-50e6), 1)).toBeCloseTo(-17.5e-4, 15);
  });

  it('is the same for 100 orders of 0.5 M as for one of 50 M', () => {
    const model = create(law);
    const each = lots(-0.5e6);
    let paid = 0;
    for (let i = 0; i < 100; i++) paid += model.averagePrice(8000, i * each, (i + 1) * each, 1) / 100;
    expect(paid / model.averagePrice(8000, 0, lots(-50e6), 1)).toBeCloseTo(1, 13);
  });

  it('costs two thirds of the final impact on average, to first order', () => {
    const cost = 1 - create(law).averagePrice(8000, 0, lots(-50e6), 1) / 8000;
    expect(cost).toBeCloseTo((2 / 3) * 17.5e-4, 5);
  });

  it('grows with the coefficient and with the depth scale alike', () => {
    expect(create({ ...law, coefficient: 2 }).displacement(1000, 1)).toBeCloseTo(create(law).displacement(1000, 2), 15);
  });
});
