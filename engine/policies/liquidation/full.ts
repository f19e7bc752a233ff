/** The whole account is closed at once. */
import { z } from 'zod';
import { definePolicy } from '../contract.ts';
import { liquidationFee } from '../parameter-types.ts';

const defaultFee = 0.005;

export const fullLiquidation = definePolicy({
  kind: 'liquidation',
  name: 'full',
  version: 1,
  summary: 'A liquidatable account is closed completely, at market, at once.',
  references: [
    {
      text: 'dYdX v4, x/clob/keeper/liquidations.go: default fee 0.5 %, whole position below the cap',
      url: 'https://github.com/dydxprotocol/v4-chain',
    },
  ],
  parameters: z.strictObject({ fee: liquidationFee(defaultFee) }),
  create(parameters) {
    return { fractionToClose: () => 1, intervalMs: 0, alwaysFull: true, feeRate: parameters.fee };
  },
});
