/** Heston's stochastic volatility. */
import { z } from 'zod';
import { definePolicy } from '../../policies/contract.ts';
import { hestonParameters, StochasticVolatilityWalk } from './stochastic-volatility.ts';

export const hestonVolatility = definePolicy({
  kind: 'price',
  name: 'heston',
  version: 1,
  summary: 'Variance is random, returns to its level and may be correlated with the price: calm and wild times, no jumps.',
  references: [
    { text: 'S. Heston, A closed-form solution for options with stochastic volatility, Review of Financial Studies 6, 1993' },
    { text: 'L. Andersen, Simple and efficient simulation of the Heston stochastic volatility model, J. Computational Finance 11, 2008' },
    {
      text: 'Defaults: the test set of arXiv:2511.19826, table 1 (volatility 0.6, variance halves its distance to it in 4 days)',
      url: 'https://arxiv.org/abs/2511.19826',
    },
  ],
  parameters: z.strictObject(hestonParameters),
  create(parameters) {
    return ({ stepYears }) => ({ bars: false, open: () => new StochasticVolatilityWalk(parameters, stepYears) });
  },
});
