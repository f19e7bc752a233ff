import { describe, expect, it } from 'vitest';
import type { InstrumentFacts } from '../contract.ts';
import { leverageMargin } from './leverage.ts';

const facts = (underlying: string): InstrumentFacts => ({
  id: `${underlying}-PERP`,
  underlying,
  contract: 'linear',
  settleAsset: 'USD',
  unitsPerAsset: 1e6,
  lotSize: 1,
  startPrice: 100,
  settleAssetPriceUsd: 1,
});

const create = (input: unknown) => leverageMargin.create(leverageMargin.parameters.parse(input));
const messages = (input: unknown) => leverageMargin.parameters.safeParse(input).error?.issues.map((issue) => issue.message) ?? [];

describe('flat margin', () => {
  it('turns maximum leverage into an initial rate and keeps one tier', () => {
    const hooks = create({ 'max-leverage': 20, maintenance: 0.025, trigger: 'at-or-below' });
    expect(hooks.trigger).toBe('at-or-below');
    expect(hooks.initialTiers(facts('BTC'))).toEqual([{ notionalFloor: 0, rate: 0.05, deduction: 0 }]);
    expect(hooks.maintenanceTiers(facts('BTC'))).toEqual([{ notionalFloor: 0, rate: 0.025, deduction: 0 }]);
    expect(hooks.maxLeverage(facts('BTC'))).toBe(20);
  });

  it('accepts an initial rate instead of leverage, and is strict by default', () => {
    const hooks = create({ initial: 0.04, maintenance: 0.02 });
    expect(hooks.maxLeverage(facts('BTC'))).toBe(25);
    expect(hooks.trigger).toBe('below');
  });

  it('lets one underlying have its own rates', () => {
    const hooks = create({ 'max-leverage': 100, maintenance: 0.005, overrides: { ETH: { 'max-leverage': 50, maintenance: 0.01 } } });
    expect(hooks.maxLeverage(facts('ETH'))).toBe(50);
    expect(hooks.maintenanceTiers(facts('ETH'))[0].rate).toBe(0.01);
    expect(hooks.maxLeverage(facts('BTC'))).toBe(100);
  });

  it('refuses both or neither way of saying initial margin, maintenance above initial and unknown keys', () => {
    const either = 'expected exactly one of max-leverage and initial';
    expect(messages({ 'max-leverage': 20, initial: 0.05, maintenance: 0.01 })).toEqual([either]);
    expect(messages({ maintenance: 0.01 })).toEqual([either]);
    expect(messages({ 'max-leverage': 20, maintenance: 0.05 })).toEqual(['expected maintenance below the initial margin']);
    expect(messages({ 'max-leverage': 20, maintenance: 0.01, maxLeverage: 3 })).toHaveLength(1);
  });

  it('agrees with case hyperliquid-liqprice-03: long 2 at 3,000, 450 above a maintenance of 5 %, liquidated at 2,763.157894737', () => {
    const rate = create({ 'max-leverage': 10, maintenance: 1 / 20 }).maintenanceTiers(facts('ETH'))[0].rate;
    const equityAtEntry = 450 + 2 * 3000 * rate;
    const price = 2763.157894737;
    expect(equityAtEntry + 2 * (price - 3000)).toBeCloseTo(2 * price * rate, 7);
  });

  it('agrees with case hyperliquid-liqprice-02: short 1 at 100, 5 above a maintenance of 1/40, liquidated at 104.87804878', () => {
    const rate = create({ 'max-leverage': 20, maintenance: 1 / 40 }).maintenanceTiers(facts('ETH'))[0].rate;
    const equityAtEntry = 5 + 100 * rate;
    const price = 104.87804878;
    expect(equityAtEntry - (price - 100)).toBeCloseTo(price * rate, 7);
  });

  it('agrees with target D30: bankruptcy and liquidation prices of five accounts with 10 % maintenance', () => {
    const rate = create({ 'max-leverage': 5, maintenance: 0.1 }).maintenanceTiers(facts('BTC'))[0].rate;
    const accounts = [
      { lots: 1, cash: 2 / 3, side: 1, liquidation: 0.37037037037 },
      { lots: 4, cash: 8 / 3, side: -1, liquidation: 1.51515151515 },
      { lots: 1, cash: 2 / 19, side: 1, liquidation: 0.99415204678 },
      { lots: 1, cash: 10 / 99, side: -1, liquidation: 1.00091827365 },
    ];
    for (const { lots, cash, side, liquidation } of accounts) {
      expect((1 - (side * cash) / lots) / (1 - side * rate)).toBeCloseTo(liquidation, 10);
    }
  });
});
