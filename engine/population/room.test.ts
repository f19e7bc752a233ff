import { describe, expect, it } from 'vitest';
import type { InstrumentSpec } from '../kernel/world-spec.ts';
import { openStream } from '../math/random.ts';
import { defaultPins } from './pins.ts';
import { makeRoom } from './room.ts';
import { frameVenue, type VenueFrame } from './venue-frame.ts';

const tiers = [{ notionalFloor: 0, rate: 0.1, deduction: 0 }];
const spec: InstrumentSpec = {
  id: 'X', venue: 0, contract: 'linear', settleAsset: 0, valueScale: 100, lotSize: 1, maintenanceTiers: tiers, initialTiers: tiers,
};

/** A venue with 1,000 lots of 1 USD on each side. */
function frameWith(equityUsd: number | null): VenueFrame {
  return frameVenue({
    pins: { accounts: 4, openInterestUsd: { X: 1000 }, ...defaultPins, equityUsd },
    instruments: [spec], assets: [{ id: 'USD', unit: 0.01, market: -1 }], venue: 0, startPrices: [1],
    initialRateOf: () => 0.1, maxLeverageOf: () => 10,
    streams: (purpose) => openStream({ seed: 1, scenario: 'room', path: 0, component: 'test', purpose }),
  });
}

/** Two longs, two shorts; every USD of equity opens ten lots. */
function room(equities: number[], equityUsd: number | null): { limits: number[]; equities: number[] } {
  const held = Float64Array.from(equities);
  const limitsNow = (): Float64Array => held.map((usd) => Math.floor(usd * 10));
  const limits = makeRoom({ frame: frameWith(equityUsd), group: Uint16Array.of(0, 0, 1, 1), equityUsd: held, limits: limitsNow });
  return { limits: [...limits], equities: [...held] };
}

const total = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);

describe('makeRoom', () => {
  it('leaves equities that carry their open interest alone', () => {
    // Goal: nothing changes without need.
    expect(room([60, 60, 200, 100], null).equities).toEqual([60, 60, 200, 100]);
  });

  it('raises a side that is a little short', () => {
    // Goal: longs of 96 USD open 960 lots and need 1,000.
    const { limits, equities } = room([56, 40, 200, 100], null);
    expect(limits[0] + limits[1]).toBeGreaterThanOrEqual(1000);
    expect(equities[0] / 56).toBeCloseTo(equities[1] / 40, 12);
    expect(equities.slice(2)).toEqual([200, 100]);
  });

  it('takes from the other side when the total is pinned', () => {
    // Goal: the pinned total stays; accounts below twice the minimum give nothing.
    const { limits, equities } = room([56, 40, 200, 15], 311);
    expect(limits[0] + limits[1]).toBeGreaterThanOrEqual(1000);
    expect(total(equities)).toBeCloseTo(311, 9);
    expect([equities[3], equities[2] < 200]).toEqual([15, true]);
  });

  it('stops at ten per cent', () => {
    // Goal: a contradiction between margin and open interest stays visible.
    const { limits, equities } = room([30, 30, 200, 100], null);
    expect(equities[0]).toBeCloseTo(33, 9);
    expect(limits[0] + limits[1]).toBe(660);
  });
});
