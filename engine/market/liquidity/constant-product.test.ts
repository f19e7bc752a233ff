import { describe, expect, it } from 'vitest';
import { constantProduct } from './constant-product.ts';

const reserveLots = 5000;
const pool = constantProduct.create(constantProduct.parameters.parse({ reserve: 500_000 }));
const model = pool({ lotsPerUsd: reserveLots / 500_000, startPrice: 100 });

describe('constant-product pool', () => {
  it('agrees with target D19: a sale of a tenth of the reserve averages 10/11 and ends at (10/11)^2', () => {
    expect(model.averagePrice(1, 0, -0.1 * reserveLots, 1)).toBeCloseTo(10 / 11, 14);
    expect(Math.exp(model.displacement(-0.1 * reserveLots, 1))).toBeCloseTo((10 / 11) ** 2, 14);
  });

  it('closedVSpool: keeps x y = k when trading against reserves step by step', () => {
    let coins = 5000;
    let cash = 500_000;
    const sell = 800;
    const received = cash - (cash * coins) / (coins + sell);
    expect(model.averagePrice(100, 0, -sell, 1)).toBeCloseTo(received / sell, 10);
    coins += sell;
    cash -= received;
    expect(100 * Math.exp(model.displacement(-sell, 1))).toBeCloseTo(cash / coins, 10);
  });

  it('stops at 10,000 times the price when nearly everything is bought', () => {
    expect(Math.exp(model.displacement(1e9, 1))).toBeCloseTo(10_000, 6);
    expect(model.averagePrice(1, 1e8, 1e9, 1)).toBeCloseTo(10_000, 6);
    const across = model.averagePrice(1, 0, 2 * 0.99 * reserveLots, 1);
    expect(across).toBeCloseTo((100 + 10_000) / 2, 6);
  });
});
