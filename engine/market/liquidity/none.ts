/** A book without end: nothing ever moves. */
import { z } from 'zod';
import { definePolicy } from '../../policies/contract.ts';

export const noImpact = definePolicy({
  kind: 'liquidity',
  name: 'none',
  version: 1,
  summary: 'Everything fills at the undisturbed price; the venue is a price taker.',
  references: [{ text: 'The limit of infinite depth' }],
  parameters: z.strictObject({}),
  create() {
    return () => ({
      name: 'none',
      unit: 'log',
      passThrough: 1,
      halfLifeMs: Infinity,
      delay: 'same-instant',
      frictionless: true,
      displacement: () => 0,
      averagePrice: (price) => price,
    });
  },
});
