import { describe, expect, it } from 'vitest';
import type { AssetSpec, InstrumentSpec } from '../kernel/world-spec.ts';
import { BookBuilder } from './book.ts';
import { measureBook, weightedMedian } from './measure.ts';

const tiers = [{ notionalFloor: 0, rate: 0.01, deduction: 0 }];
const assets: AssetSpec[] = [{ id: 'USD', unit: 0.01, market: -1 }, { id: 'BTC', unit: 1e-8, market: 0 }];
const instruments: InstrumentSpec[] = [
  { id: 'L', venue: 0, contract: 'linear', settleAsset: 0, valueScale: 10, lotSize: 0.1, maintenanceTiers: tiers, initialTiers: tiers },
  { id: 'I', venue: 0, contract: 'inverse', settleAsset: 1, valueScale: 1e10, lotSize: 100, maintenanceTiers: tiers, initialTiers: tiers },
];

describe('measureBook', () => {
  it('values linear and inverse accounts with balances', () => {
    // Goal: a book worked out by hand. Prices 1,000 (L) and 20,000 for coins and I.
    const prices = [20_000, 20_000];
    const builder = new BookBuilder({ assets, instruments });
    // 3 lots of 0.1 at 20,000 = 6,000 USD, bought at 19,000: profit 300 USD on 2,000 USD of cash, and 0.01 BTC = 200 USD.
    builder.add({
      id: 'a', owner: 'a', venue: 0, marginAsset: 0, cash: 200_000,
      positions: [{ instrument: 0, lots: 3, entryPrice: 19_000 }], balances: [{ asset: 1, units: 1e6 }],
    });
    // Short 10 lots of 100 USD = 0.05 BTC at 20,000, sold at 25,000 (0.04 BTC): profit 0.01 BTC on 0.02 BTC.
    builder.add({
      id: 'b', owner: 'b', venue: 0, marginAsset: 1, cash: 2e6,
      positions: [{ instrument: 1, lots: -10, entryPrice: 25_000 }], balances: [],
    });
    const measured = measureBook(builder.build(), { assets, instruments }, prices);
    expect(measured.equityUsd[0]).toBeCloseTo(2500, 9);
    expect(measured.equityUsd[1]).toBeCloseTo(600, 6);
    expect([...measured.longUsd]).toEqual([6000, 0]);
    expect(measured.shortUsd[1]).toBeCloseTo(1000, 9);
    expect(measured.medianLeverage.long).toBeCloseTo(6000 / 2500, 9);
    expect(measured.medianLeverage.short).toBeCloseTo(1000 / 600, 6);
    expect(measured.collateral[1]).toBeCloseTo(800 / 3100, 6);
    expect(measured.largestShare).toBeCloseTo(2500 / 3100, 6);
    expect(measured.gini).toBeCloseTo((2 * (600 + 2 * 2500)) / (2 * 3100) - 1.5, 6);
  });
});

describe('weightedMedian', () => {
  it('is where half of the weight is reached', () => {
    // Goal: order of the values does not matter, weight does.
    expect(weightedMedian(Float64Array.of(5, 1, 3), [1, 1, 1])).toBe(3);
    expect(weightedMedian(Float64Array.of(5, 1, 3), [9, 1, 1])).toBe(5);
    expect(weightedMedian(new Float64Array(0), [])).toBeNaN();
  });
});
