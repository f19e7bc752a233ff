import { describe, expect, it } from 'vitest';
import { haircutCollateral } from './haircut.ts';

const create = (input: unknown) => haircutCollateral.create(haircutCollateral.parameters.parse(input));

describe('collateral haircuts', () => {
  it('weighs named assets by one less their haircut and accepts nothing else unless told', () => {
    const hooks = create({ haircuts: { BTC: 0.05, USD: 0 } });
    expect([hooks.weight('BTC'), hooks.weight('USD'), hooks.weight('DOGE')]).toEqual([0.95, 1, 0]);
    expect(create({ 'default-haircut': 0.5 }).weight('DOGE')).toBe(0.5);
  });

  it('hands the sale order on as written', () => {
    expect(create({ 'sale-order': ['ETH', 'BTC'] }).saleOrder).toEqual(['ETH', 'BTC']);
    expect(create({}).saleOrder).toEqual([]);
  });

  it('refuses a haircut outside 0 to 1', () => {
    expect(haircutCollateral.parameters.safeParse({ haircuts: { BTC: 1.2 } }).success).toBe(false);
    expect(haircutCollateral.parameters.safeParse({ haircuts: { BTC: -0.1 } }).success).toBe(false);
  });
});
