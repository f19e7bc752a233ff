/**
 * The world of the benchmarks: every part of the engine is configured (ledger, impact with pass-through, fund, auto-deleveraging,
 * socialised losses, funding every eight hours), because the ratios of the project are those of the full engine.
 */
import type { InstrumentSpec, LossStage, MarketSpec, WorldSpec } from '../engine/kernel/world-spec.ts';
import { squareRootImpact } from '../engine/market/liquidity/square-root.ts';
import type { LossContext } from '../engine/policies/contract.ts';
import { premiumFunding } from '../engine/policies/funding/premium.ts';
import { fullLiquidation } from '../engine/policies/liquidation/full.ts';
import { autoDeleveraging } from '../engine/policies/loss/adl.ts';
import { insuranceFund } from '../engine/policies/loss/insurance-fund.ts';
import { socializedLoss } from '../engine/policies/loss/socialized.ts';
import { bookOf, cashUnitUsd, lotSizeCoins, maintenanceRate, startPricesUsd, valueScale, type Population } from './population.ts';

export interface Surroundings {
  /** Opening balance of the insurance fund. */
  readonly fundUsd: number;
  /** Traded volume of a day per market: the larger, the less our liquidations move the price. */
  readonly dailyVolumeUsd: number;
  readonly dailyVolatility: number;
}

/** A venue with the given accounts. */
export function worldOf(population: Population, surroundings: Surroundings): WorldSpec {
  const indexes = Array.from({ length: population.shape.instruments }, (_, index) => index);
  return {
    assets: [{ id: 'USD', unit: cashUnitUsd, market: -1 }],
    markets: indexes.map((index) => marketOf(index, surroundings)),
    instruments: indexes.map(instrumentOf),
    venues: [
      {
        id: 'bench',
        trigger: 'below',
        liquidation: fullLiquidation.create(fullLiquidation.parameters.parse({})),
        losses: lossesOf(surroundings),
        collateralWeights: [1],
        collateralSaleOrder: [],
        oracle: null,
        breakers: [],
        funding: premiumFunding.create(premiumFunding.parameters.parse({})),
      },
    ],
    book: bookOf(population),
    limits: { roundsPerInstant: 10_000 },
  };
}

function marketOf(index: number, { dailyVolumeUsd, dailyVolatility }: Surroundings): MarketSpec {
  const startPrice = startPricesUsd[index];
  const parameters = squareRootImpact.parameters.parse({ 'daily-volume': dailyVolumeUsd, 'daily-volatility': dailyVolatility });
  const liquidity = squareRootImpact.create(parameters)({ startPrice, lotsPerUsd: 1 / (lotSizeCoins * startPrice) });
  return { id: `market-${index}`, series: index, liquidity };
}

function instrumentOf(index: number): InstrumentSpec {
  return {
    id: `instrument-${index}`,
    venue: 0,
    contract: 'linear',
    settleAsset: 0,
    valueScale,
    lotSize: lotSizeCoins,
    maintenanceTiers: [{ notionalFloor: 0, rate: maintenanceRate, deduction: 0 }],
    initialTiers: [{ notionalFloor: 0, rate: 2 * maintenanceRate, deduction: 0 }],
  };
}

function lossesOf({ fundUsd }: Surroundings): LossStage[] {
  const context: LossContext = { assets: [{ id: 'USD', unit: cashUnitUsd, startPriceUsd: 1 }] };
  return [
    insuranceFund.create(insuranceFund.parameters.parse({ opening: { USD: fundUsd } }))(context),
    autoDeleveraging.create(autoDeleveraging.parameters.parse({}))(context),
    socializedLoss.create(socializedLoss.parameters.parse({}))(context),
  ];
}
