/** The dense twin on worlds small enough to work out by hand, and the fast kernel on the same worlds. */
import { describe, expect, it } from 'vitest';
import type { LossStage, PricePath, WorldSpec } from '../../engine/kernel/world-spec.ts';
import { frictionless, fullLiquidation, linearPrice, premiumFunding } from './doubles.ts';
import { runDense } from './dense.ts';
import { firstDifference } from './differences.ts';
import { runKernel, type PathResult } from './kernel-result.ts';
import { bookOf, type PlainAccount } from './random-book.ts';

/** Micro-dollars; one lot is one coin. */
const UNIT = 1e-6;
const MICRO = 1e6;

interface TinyWorld {
  /** Lots and collateral in USD; all positions opened at 100. */
  readonly accounts: readonly { readonly lots: number; readonly collateralUsd: number }[];
  readonly losses: readonly LossStage[];
  readonly fundingIntervalMs?: number;
  /** USD by which one lot moves the price. */
  readonly slopeUsd?: number;
}

function tinyWorld({ accounts, losses, fundingIntervalMs, slopeUsd }: TinyWorld): WorldSpec {
  const tiers = [{ notionalFloor: 0, rate: 0.01, deduction: 0 }];
  const book: PlainAccount[] = accounts.map(({ lots, collateralUsd }, owner) => ({
    owner, venue: 0, marginAsset: 0, cash: collateralUsd * MICRO, balances: [], positions: [{ instrument: 0, lots, entryPrice: 100 }],
  }));
  const liquidity = slopeUsd === undefined
    ? frictionless()
    : linearPrice({ slope: slopeUsd, passThrough: 1, halfLifeMs: Infinity, delay: 'same-instant' });
  return {
    assets: [{ id: 'USD', unit: UNIT, market: -1 }],
    markets: [{ id: 'COIN', series: 0, liquidity }],
    instruments: [{
      id: 'COIN', venue: 0, contract: 'linear', settleAsset: 0, valueScale: MICRO, lotSize: 1, maintenanceTiers: tiers, initialTiers: tiers,
    }],
    venues: [{
      id: 'venue', trigger: 'below', liquidation: fullLiquidation(0), losses, collateralWeights: [1], collateralSaleOrder: [0],
      oracle: null, breakers: [],
      funding: fundingIntervalMs === undefined ? null : premiumFunding({ intervalMs: fundingIntervalMs, baseRate: 0.01, maximumRate: 1 }),
    }],
    book: bookOf(book),
    limits: { roundsPerInstant: 100 },
  };
}

function pathOf(prices: readonly number[]): PricePath {
  return { timesMs: Float64Array.from(prices, (_, tick) => 1_000 * tick), prices: [Float64Array.from(prices)], depthScale: [null] };
}

function fundOf(usd: number): LossStage {
  return { stage: 'insurance-fund', openingUnits: [usd * MICRO], feeShare: 1, takesSurplus: false, drawCapUnits: Infinity };
}

/** Runs both implementations, which must agree, and returns what they found. */
function run(spec: WorldSpec, prices: readonly number[]): PathResult {
  const path = pathOf(prices);
  const dense = runDense(spec, path, { feedback: 'full' });
  expect(firstDifference(runKernel(spec, path, { feedback: 'full' }), dense)).toBe('');
  return dense;
}

function equitiesUsd(result: PathResult, priceUsd: number): number[] {
  return result.accounts.map(({ cash, lots }) => cash[0] * UNIT + lots[0] * priceUsd);
}

describe('runDense', () => {
  it('pays a deficit from the fund and then from winners in proportion to their profit', () => {
    // Goal: the worked waterfall of arXiv:2512.01112 with fund and profit haircut, deficit 350, fund 120, haircut 230 / 700.
    const accounts = [
      { lots: 10, collateralUsd: 100 }, { lots: 5, collateralUsd: 250 }, { lots: 20, collateralUsd: 150 },
      { lots: -25, collateralUsd: 1000 }, { lots: -10, collateralUsd: 50 },
    ];
    const result = run(tinyWorld({ accounts, losses: [fundOf(120), { stage: 'socialized', maxHaircut: 1 }] }), [100, 80]);
    const expected = [0, 150, 0, 1335.714285714, 184.285714286];
    equitiesUsd(result, 80).forEach((equity, account) => expect(equity).toBeCloseTo(expected[account], 5));
    expect(result.waterfall[0][0]).toEqual({ shortfall: 350e6, fund: 120e6, adl: 0, socialized: 230e6, unfunded: 0 });
    expect(result.venues[0].fund.cash[0]).toBe(0);
  });

  it('deleverages at the bankruptcy price what the market cannot take', () => {
    // Goal: ten lots, collateral 50, gap to 90: bankruptcy at 95, so the winner receives 5 per lot less than the mark gives.
    const accounts = [{ lots: 10, collateralUsd: 50 }, { lots: -10, collateralUsd: 200 }];
    const result = run(tinyWorld({ accounts, losses: [{ stage: 'adl', score: () => 1, price: 'bankruptcy' }] }), [100, 90]);
    expect(result.deleveragings).toEqual([{ timeMs: 1000, instrument: 0, loser: 0, winner: 1, lots: 10, leg: 950e6 }]);
    expect(result.waterfall[0][0]).toEqual({ shortfall: 50e6, fund: 0, adl: 50e6, socialized: 0, unfunded: 0 });
    expect(equitiesUsd(result, 90)).toEqual([0, 250]);
  });

  it('liquidates in a second round whom the impact of the first round reaches', () => {
    // Goal: the first account falls at 94; its ten lots press the price to 92, where the second falls as its child.
    const accounts = [{ lots: 10, collateralUsd: 65 }, { lots: 10, collateralUsd: 85 }, { lots: -20, collateralUsd: 900 }];
    const { liquidations } = run(tinyWorld({ accounts, losses: [], slopeUsd: 0.2 }), [100, 94]);
    expect(liquidations).toMatchObject([
      { account: 0, round: 0, averagePrice: 93, parent: -1, generation: 0 },
      { account: 1, round: 1, averagePrice: 91, parent: 0, generation: 1 },
    ]);
  });

  it('pays funding from longs to shorts, to the unit', () => {
    // Goal: one per cent of a lot worth 100 is one dollar per lot and interval; the parties sum to zero.
    const accounts = [{ lots: 10, collateralUsd: 500 }, { lots: -4, collateralUsd: 500 }];
    const result = run(tinyWorld({ accounts, losses: [], fundingIntervalMs: 1000 }), [100, 100, 100]);
    expect(equitiesUsd(result, 100)).toEqual([480, 508]);
    expect(result.venues[0].market.cash[0] * UNIT - 6 * 100).toBe(12);
  });
});
