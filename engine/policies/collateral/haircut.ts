/** Collateral in other assets counts at its index price less a haircut per asset. */
import { z } from 'zod';
import { definePolicy } from '../contract.ts';

const notAccepted = 1;

const haircutValue = z.number().min(0).max(1);

export const haircutCollateral = definePolicy({
  kind: 'collateral',
  name: 'haircut',
  version: 1,
  summary: 'Each asset counts towards margin at its price less a fixed haircut; liquidated accounts sell collateral in a declared order.',
  references: [
    { text: 'OKX, multi-currency margin: discount rates' },
    { text: 'Binance proof of reserves circuit, collateral tiers', url: 'https://github.com/binance/zkmerkle-proof-of-solvency' },
  ],
  parameters: z.strictObject({
    haircuts: z
      .record(z.string(), haircutValue)
      .default({})
      .describe('Haircut by asset id; fraction of value, 1 = not accepted as margin'),
    'default-haircut': haircutValue.default(notAccepted).describe('Haircut of assets not named; fraction of value, 1 = not accepted'),
    'sale-order': z
      .array(z.string())
      .default([])
      .describe('Asset ids in the order in which a liquidated account sells them; assets not named follow in id order'),
  }),
  create(parameters) {
    return {
      weight: (assetId) => 1 - (parameters.haircuts[assetId] ?? parameters['default-haircut']),
      saleOrder: parameters['sale-order'],
    };
  },
});
