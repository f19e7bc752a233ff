/** Displacement in proportion to the cumulative volume. */
import { z } from 'zod';
import type { LiquidityModel } from '../../kernel/world-spec.ts';
import { exp } from '../../math/transcendental.ts';
import { definePolicy } from '../../policies/contract.ts';
import type { LiquidityContext } from '../../policies/contract.ts';
import { between, meanExponential } from './averages.ts';
import { recovery, recoveryParameters } from './recovery.ts';
import type { Recovery } from './recovery.ts';

/** Log price moves by `logPerLot` per lot; the average is the mean of an exponential over the volume. */
function logModel(logPerLot: number, recoveryPart: Recovery): LiquidityModel {
  return {
    ...recoveryPart,
    name: 'linear',
    unit: 'log',
    frictionless: false,
    displacement: (volumeLots, scale) => volumeLots * logPerLot * scale,
    averagePrice(price, volumeBefore, volumeAfter, scale) {
      const before = volumeBefore * logPerLot * scale;
      const after = volumeAfter * logPerLot * scale;
      const average = price * exp((before + after) / 2) * meanExponential(((volumeAfter - volumeBefore) * logPerLot * scale) / 2);
      return between(average, price * exp(before), price * exp(after));
    },
  };
}

/** The price itself moves by `pricePerLot` per lot; the average is the middle. */
function priceModel(pricePerLot: number, recoveryPart: Recovery): LiquidityModel {
  return {
    ...recoveryPart,
    name: 'linear',
    unit: 'price',
    frictionless: false,
    displacement: (volumeLots, scale) => volumeLots * pricePerLot * scale,
    averagePrice(price, volumeBefore, volumeAfter, scale) {
      const before = volumeBefore * pricePerLot * scale;
      const after = volumeAfter * pricePerLot * scale;
      return between(price + (before + after) / 2, price + before, price + after);
    },
  };
}

/** Lots of one contract, which is one unit of the underlying at the start price. */
function lotsPerContract(context: LiquidityContext): number {
  return context.lotsPerUsd * Math.abs(context.startPrice);
}

export const linearImpact = definePolicy({
  kind: 'liquidity',
  name: 'linear',
  version: 1,
  summary: 'The price moves in proportion to the cumulative volume: by depth in log price, or by an amount per contract in price.',
  references: [
    { text: 'A. S. Kyle, Continuous auctions and insider trading, Econometrica 53 (1985)' },
    { text: 'A. A. Obizhaeva and J. Wang, Optimal trading strategy and supply/demand dynamics, J. Financial Markets 16 (2013): recovery' },
  ],
  parameters: z
    .strictObject({
      depth: z.number().gt(0).optional().describe('Volume that moves the log price by 1 (a hundredth of it moves 1 %); USD'),
      'price-per-contract': z
        .number()
        .gt(0)
        .optional()
        .describe('Move of the price itself per unit of the underlying traded, instead of depth; price units'),
      ...recoveryParameters,
    })
    .refine((parameters) => (parameters.depth === undefined) !== (parameters['price-per-contract'] === undefined), {
      path: ['depth'],
      message: 'expected exactly one of depth and price-per-contract',
    }),
  create(parameters) {
    const { depth, 'price-per-contract': pricePerContract } = parameters;
    return (context) => {
      if (depth !== undefined) return logModel(1 / (depth * context.lotsPerUsd), recovery(parameters));
      return priceModel((pricePerContract ?? 0) / lotsPerContract(context), recovery(parameters));
    };
  },
});
