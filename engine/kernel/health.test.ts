import { describe, expect, it } from 'vitest';
import { depthPastTrigger, equity, isLiquidatable, marginEquity, requirement } from '../../test/reference/dense-health.ts';
import { emptyRecords } from '../../test/reference/dense-records.ts';
import { createWorld } from '../../test/reference/dense-world.ts';
import { Dice } from '../../test/reference/dice.ts';
import { randomWorld } from '../../test/reference/random-world.ts';
import { lotValue } from './layout.ts';
import { coin, flatTiers, micro, single, smallParts, smallPath, smallWorld } from './testing/small-world.ts';
import type { WorldSpec } from './world-spec.ts';

function viewOf(spec: WorldSpec, marks: readonly number[]) {
  const values = spec.instruments.map((instrument, i) => lotValue(instrument, marks[i]));
  return { mark: Float64Array.from(marks), lotValue: Float64Array.from(values) };
}

describe('health', () => {
  it('healthVsTwin: gives the same numbers as the plain formulas', () => {
    // Goal: every account of random worlds at random prices and funding; equal to the last bit.
    let liquidatable = 0;
    for (let seed = 0; seed < 25; seed++) {
      const { spec, path } = randomWorld(seed);
      const { health, ledger, layout } = smallParts(spec, path);
      const twin = createWorld(spec, path, { feedback: 'none' }, emptyRecords());
      const dice = new Dice(seed, 'health');
      for (let trial = 0; trial < 5; trial++) {
        const tick = dice.below(path.timesMs.length);
        const marks = spec.markets.map((market) => path.prices[market.series][tick]);
        const view = viewOf(spec, marks);
        view.lotValue.forEach((value, i) => {
          twin.instruments[i].fundingIndex += ledger.accrueFunding(i, value * dice.between(-0.01, 0.01));
        });
        for (let account = 0; account < layout.accountCount; account++) {
          const trader = twin.traders[layout.stableOf[account]];
          const isShort = health.isLiquidatable(account, view);
          expect(isShort).toBe(isLiquidatable(twin, trader, marks));
          expect(health.depth(account, view)).toBe(depthPastTrigger(twin, trader, marks));
          expect([health.equity, health.marginEquity, health.requirement])
            .toEqual([equity(twin, trader, marks), marginEquity(twin, trader, marks), requirement(twin, trader, marks)]);
          if (isShort) liquidatable++;
        }
      }
    }
    expect(liquidatable).toBeGreaterThan(300);
  });

  it('values collateral with its haircut for margin, without for insolvency', () => {
    // Goal: 10 coins at 3 USD, weight 0.8: 30 of equity, 24 of margin equity.
    const account = { cash: 5, positions: [{ instrument: 0, lots: 1, entry: 100 }], coins: 10 };
    const spec = smallWorld({ accounts: [account], venue: { collateralWeights: [1, 0.8] } });
    const { health, markets } = smallParts(spec, smallPath([[100], [3]], 2));
    health.evaluate(0, markets);
    const { equity: whole, marginEquity: reduced, requirement: required, notional } = health;
    expect([whole, reduced, required, notional].map((units) => units / micro)).toEqual([35, 29, 10, 100]);
    expect([health.assetPrice(coin, markets), health.conversion(coin, 0, markets)]).toEqual([3, 3]);
  });

  it('takes the bracket that asks for most', () => {
    // Goal: 10 % up to 1000, 20 % beyond, continuous at 1000.
    const tiers = [...flatTiers(0.1), { notionalFloor: 1000 * micro, rate: 0.2, deduction: 100 * micro }];
    const accounts = [5, 10, 20].map((lots) => single(1000, lots, 100));
    const spec = smallWorld({ accounts, instruments: [{ maintenanceTiers: tiers }] });
    const { health, markets, account } = smallParts(spec, smallPath([[100]]));
    const requirements = accounts.map((_, stable) => (health.evaluate(account(stable), markets), health.requirement / micro));
    expect(requirements).toEqual([50, 100, 300]);
  });

  it('finds nothing to liquidate where there is no position', () => {
    // Goal: an emptied account is healthy whatever its cash.
    const { health, markets, ledger } = smallParts(smallWorld({ accounts: [single(-1000, 1, 100)] }), smallPath([[100]]));
    expect(health.isLiquidatable(0, markets)).toBe(true);
    ledger.lots[0] = 0;
    expect(health.isLiquidatable(0, markets)).toBe(false);
  });
});
