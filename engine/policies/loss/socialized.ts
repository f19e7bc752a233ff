/** All winners give up the same share of their profit. */
import { z } from 'zod';
import { definePolicy } from '../contract.ts';

export const socializedLoss = definePolicy({
  kind: 'loss',
  name: 'socialized',
  version: 1,
  summary:
    'What is still missing is taken from all winners in proportion to their unrealised profit; what they cannot give stays unfunded.',
  references: [
    { text: 'OKEx clawback of 31 July 2018: pro rata over the net winners', url: 'https://www.financemagnates.com/?p=236516' },
    {
      text: 'Pro-rata haircut of the profit of winners, unique under Sybil resistance, scale invariance and monotonicity',
      url: 'https://arxiv.org/abs/2602.15182',
    },
  ],
  parameters: z.strictObject({
    'max-haircut': z
      .number()
      .min(0)
      .max(1)
      .default(1)
      .describe('Largest share of the unrealised profit of winners that may be taken; fraction'),
  }),
  create(parameters) {
    return () => ({ stage: 'socialized', maxHaircut: parameters['max-haircut'] });
  },
});
