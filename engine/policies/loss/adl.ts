/** Winners on the other side are closed against the loser, best rank first. */
import { z } from 'zod';
import { definePolicy } from '../contract.ts';

/**
 * Profit as a share of cost times effective leverage (notional / equity).
 * Source: BitMEX "Auto-deleveraging" (PNL percentage x effective leverage when in profit); Binance futures FAQ 360033525471.
 */
export function profitLeverageScore(positionValue: number, positionCost: number, accountNotional: number, accountEquity: number): number {
  const cost = Math.abs(positionCost);
  const profit = positionValue - positionCost;
  // A position that cost nothing (price 0) has no return; its leverage alone would rank it, so it goes first.
  const profitShare = cost > 0 ? profit / cost : Infinity;
  return profitShare * (accountNotional / accountEquity);
}

export const autoDeleveraging = definePolicy({
  kind: 'loss',
  name: 'adl',
  version: 1,
  summary:
    'Auto-deleveraging: the rest of a bankrupt position is closed against the winners of the other side, ranked by profit and leverage.',
  references: [
    { text: 'BitMEX, Auto-deleveraging', url: 'https://testnet.bitmex.com/app/autoDeleveragingExamples' },
    { text: 'Binance futures FAQ 360033525471', url: 'https://www.binance.com/en/support/faq/360033525471' },
  ],
  parameters: z.strictObject({
    ranking: z
      .enum(['profit-leverage'])
      .default('profit-leverage')
      .describe('profit-leverage: profit / cost x notional / equity, largest first; name'),
    price: z
      .enum(['bankruptcy', 'mark'])
      .default('bankruptcy')
      .describe('Price of the forced trade: where the loser has nothing left, or the mark; name'),
  }),
  create(parameters) {
    return () => ({ stage: 'adl', score: profitLeverageScore, price: parameters.price, monotone: true });
  },
});
