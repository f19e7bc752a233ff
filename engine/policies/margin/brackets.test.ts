import { describe, expect, it } from 'vitest';
import type { MarginTier } from '../../kernel/world-spec.ts';
import type { InstrumentFacts } from '../contract.ts';
import { bracketMargin, withDeductions } from './brackets.ts';

const facts: InstrumentFacts = {
  id: 'BTC-PERP',
  underlying: 'BTC',
  contract: 'linear',
  settleAsset: 'USD',
  unitsPerAsset: 1e6,
  lotSize: 0.001,
  startPrice: 30_000,
  settleAssetPriceUsd: 1,
};

const bracket = (floor: number, maintenance: number, maxLeverage: number) => ({ floor, maintenance, 'max-leverage': maxLeverage });
const binance = [
  bracket(0, 0.004, 125),
  bracket(50e3, 0.005, 100),
  bracket(250e3, 0.01, 50),
  bracket(1e6, 0.025, 20),
  bracket(10e6, 0.05, 10),
];
const create = (input: unknown) => bracketMargin.create(bracketMargin.parameters.parse(input));
const firstMessage = (brackets: unknown) => bracketMargin.parameters.safeParse({ brackets }).error?.issues[0].message;

/** The kernel's rule: the largest of rate x notional - deduction. */
const requirement = (tiers: readonly MarginTier[], notional: number): number =>
  Math.max(...tiers.map((tier) => tier.rate * notional - tier.deduction));

/** Every slice at its own rate, without deductions. */
function requirementBySlices(tiers: readonly MarginTier[], notional: number): number {
  let sum = 0;
  tiers.forEach((tier, index) => {
    const ceiling = tiers[index + 1]?.notionalFloor ?? Infinity;
    sum += tier.rate * Math.max(0, Math.min(notional, ceiling) - tier.notionalFloor);
  });
  return sum;
}

describe('margin brackets', () => {
  it('agrees with case binance-maintamt-03 and 04: 500,000 in the 1 % bracket, amount 1,300; 264,000 at 1 %', () => {
    const tiers = create({ brackets: binance }).maintenanceTiers(facts);
    expect(tiers[2].deduction).toBeCloseTo(1300, 9);
    expect(requirement(tiers, 500_000)).toBeCloseTo(500_000 * 0.01 - 1300, 9);
    expect(requirement(tiers, 264_000)).toBeCloseTo(264_000 * 0.01 - 1300, 9);
  });

  it('agrees with case binance-maintamt-02: floors 50, 100, 200 BTC on an amount of 1.81 give 11.81 for 300 BTC', () => {
    const before = 0.05 - 1.81 / 50;
    const tiers = withDeductions([
      { floor: 0, rate: before },
      { floor: 50, rate: 0.05 },
      { floor: 100, rate: 0.1 },
      { floor: 200, rate: 0.125 },
    ]);
    expect(tiers[1].deduction).toBeCloseTo(1.81, 12);
    expect(tiers[3].deduction).toBeCloseTo(11.81, 12);
    expect(requirement(tiers, 300)).toBeCloseTo(300 * 0.125 - 11.81, 12);
  });

  it('agrees with case binance-liqprice-02: equity meets the requirement of the bracket at 26,316.89', () => {
    const tiers = create({ brackets: binance }).maintenanceTiers(facts);
    expect(tiers[3].deduction).toBeCloseTo(16_300, 9);
    const price = 26_316.89;
    const equity = 1_535_443.01 - 356_512.508 - 448_192.89 + 109.488 * (price - 32_481.98);
    expect(Math.abs(equity - requirement(tiers, 109.488 * price)) / 109.488).toBeLessThan(0.01);
  });

  it('agrees with case bybit-tier-01: 3,500 over five tiers of 1,000 needs 92.5', () => {
    const tiers = withDeductions([0.02, 0.025, 0.03, 0.035, 0.04].map((rate, index) => ({ floor: index * 1000, rate })));
    expect(requirement(tiers, 3500)).toBeCloseTo(92.5, 9);
  });

  it('agrees with cases hyperliquid-deduct-01, 03 and 05', () => {
    const deductions = (tiers: readonly [number, number][]) =>
      withDeductions(tiers.map(([floor, leverage]) => ({ floor, rate: 0.5 / leverage }))).map((tier) => tier.deduction);
    expect(deductions([[0, 40], [150e6, 20]])).toEqual([0, 1_875_000]);
    expect(deductions([[0, 20], [70e6, 10]])).toEqual([0, 1_750_000]);
    const four = deductions([[0, 25], [20_000, 10], [50_000, 5], [200_000, 3]]);
    [0, 600, 3100, 16_433.333333].forEach((expected, index) => expect(four[index]).toBeCloseTo(expected, 6));
  });

  it('deductionsVSslices: both ways of charging agree at every notional, so the requirement is continuous', () => {
    const tiers = create({ brackets: binance }).maintenanceTiers(facts);
    for (let notional = 1; notional < 1e8; notional *= 1.37) {
      const expected = requirementBySlices(tiers, notional);
      expect(Math.abs(requirement(tiers, notional) - expected)).toBeLessThan(1e-9 * expected);
    }
  });

  it('uses the table of the underlying where there is one', () => {
    const hooks = create({ brackets: [bracket(0, 0.05, 5)], overrides: { BTC: binance } });
    expect(hooks.maxLeverage(facts)).toBe(125);
    expect(hooks.maxLeverage({ ...facts, underlying: 'DOGE' })).toBe(5);
    expect(hooks.initialTiers(facts)[1]).toEqual({ notionalFloor: 50e3, rate: 0.01, deduction: expect.closeTo(100, 9) as number });
  });

  it('counts floors in USD or in the settlement asset', () => {
    const inverse: InstrumentFacts = { ...facts, contract: 'inverse', settleAsset: 'BTC', settleAssetPriceUsd: 8000 };
    const table = [bracket(0, 0.005, 100), bracket(200, 0.01, 50)];
    const floorOf = (unit: string) => create({ brackets: table, 'notional-unit': unit }).maintenanceTiers(inverse)[1].notionalFloor;
    expect(floorOf('settlement-asset')).toBe(200);
    expect(floorOf('usd')).toBe(0.025);
  });

  it('refuses tables that are not in order', () => {
    expect(firstMessage([bracket(10, 0.01, 20)])).toBe('expected the first floor to be 0');
    expect(firstMessage([bracket(0, 0.01, 20), bracket(0, 0.02, 10)])).toBe('expected floors to ascend');
    expect(firstMessage([bracket(0, 0.01, 20), bracket(9, 0.01, 10)])).toBe('expected maintenance rates to ascend with the floor');
    expect(firstMessage([bracket(0, 0.01, 20), bracket(9, 0.02, 25)])).toBe('expected max-leverage not to rise with the floor');
    expect(firstMessage([bracket(0, 0.05, 20)])).toBe('expected maintenance below 1 / max-leverage');
    expect(firstMessage([])).toBeDefined();
  });
});
