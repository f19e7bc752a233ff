/** A fixed fraction at a time, so that the book can recover in between. */
import { z } from 'zod';
import { definePolicy } from '../contract.ts';
import { durationMs, durationText, liquidationFee } from '../parameter-types.ts';

const defaultFraction = 0.2;
const defaultInterval = '30s';
const defaultWholeBelow = 2 / 3;
const defaultFee = 0.005;

export const pacedLiquidation = definePolicy({
  kind: 'liquidation',
  name: 'paced',
  version: 1,
  summary:
    'Closes a fraction of every position, waits, and asks again; closes everything once margin equity is below a share of the requirement.',
  references: [
    {
      text: 'Hyperliquid docs, Liquidations: 20 % first, 30 s, backstop at 2/3 of maintenance',
      url: 'https://hyperliquid.gitbook.io/hyperliquid-docs/trading/liquidations',
    },
    { text: 'dYdX v4: largest portion of a position per block', url: 'https://github.com/dydxprotocol/v4-chain' },
  ],
  parameters: z.strictObject({
    fraction: z.number().gt(0).max(1).default(defaultFraction).describe('Part of what is left of every position, per action; fraction'),
    interval: durationText().default(defaultInterval).describe('Least time between two actions on one account; duration'),
    'whole-below': z
      .number()
      .min(0)
      .max(1)
      .default(defaultWholeBelow)
      .describe('Everything is closed when margin equity is below this share of the maintenance requirement; ratio, 0 = only below zero'),
    fee: liquidationFee(defaultFee),
  }),
  create(parameters) {
    const { fraction, 'whole-below': wholeBelow } = parameters;
    return {
      fractionToClose: (request) => (request.marginEquity < wholeBelow * request.requirement ? 1 : fraction),
      intervalMs: durationMs(parameters.interval),
      alwaysFull: false,
      feeRate: parameters.fee,
    };
  },
});
