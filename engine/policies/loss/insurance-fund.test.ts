import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import type { InsuranceFundStage } from '../../kernel/world-spec.ts';
import type { LossContext } from '../contract.ts';
import { insuranceFund } from './insurance-fund.ts';

const world: LossContext = {
  assets: [
    { id: 'USD', unit: 1e-6, startPriceUsd: 1 },
    { id: 'BTC', unit: 1e-8, startPriceUsd: 8000 },
  ],
};

const create = (input: unknown) => insuranceFund.create(insuranceFund.parameters.parse(input))(world) as InsuranceFundStage;

describe('insurance fund', () => {
  it('opens with whole cash units per asset of the world', () => {
    expect(create({ opening: { BTC: 35_500, USD: 0.1 } }).openingUnits).toEqual([100_000, 3_550_000_000_000]);
  });

  it('opens empty, takes all fees and the surplus, and has no cap, unless told otherwise', () => {
    expect(create({})).toEqual({ stage: 'insurance-fund', openingUnits: [0, 0], feeShare: 1, takesSurplus: true, drawCapUnits: Infinity });
    expect(create({ 'fee-share': 0.5, 'takes-surplus': false })).toMatchObject({ feeShare: 0.5, takesSurplus: false });
  });

  it('turns a cap in USD into cash units of the asset that the fund holds', () => {
    expect(create({ opening: { BTC: 10 }, 'draw-cap': 80_000 }).drawCapUnits).toBe(1e9);
    expect(create({ opening: { USD: 10 }, 'draw-cap': 80_000 }).drawCapUnits).toBe(8e10);
    expect(insuranceFund.parameters.safeParse({ opening: { BTC: 1, USD: 1 }, 'draw-cap': 1 }).success).toBe(false);
  });

  it('refuses a fund in assets that no account of the world can owe', () => {
    expect(() => create({ opening: { XRP: 5 } })).toThrow(UserError);
    expect(() => create({ opening: { XRP: 5 } })).toThrow(/XRP.*\n.*USD, BTC/);
  });
});
