/** Kou's jump diffusion: constant volatility and double-exponential jumps at Poisson times. */
import { z } from 'zod';
import { definePolicy } from '../../policies/contract.ts';
import { annualDrift, annualVolatility, jumpsPerYear, sharedJumpsShare } from '../../policies/parameter-types.ts';
import { jumpDiffusion } from './jump-diffusion.ts';
import { exponentialJumps } from './jump-sizes.ts';

export const kouJumps = definePolicy({
  kind: 'price',
  name: 'kou',
  version: 1,
  summary: 'Geometric Brownian motion with jumps of exponential size up or down at random times; heavier tails than normal jumps.',
  references: [
    { text: 'S. Kou, A jump-diffusion model for option pricing, Management Science 48, 2002' },
    {
      text:
        'Defaults: BTC, maximum likelihood on hourly closes August 2017 to December 2020 with at most one jump an hour: volatility ' +
        '0.277, 4,536 jumps a year, up with probability 0.50, rates 110 and 104',
    },
  ],
  parameters: z.strictObject({
    volatility: annualVolatility().default(0.277),
    drift: annualDrift(),
    'jumps-per-year': jumpsPerYear(4536),
    'up-probability': z.number().min(0).max(1).default(0.5).describe('Probability that a jump goes up; fraction of the jumps'),
    'eta-up': z
      .number()
      .gt(1)
      .max(1e6)
      .default(110)
      .describe('Rate of the size of jumps up, 1 / mean: with 1 or less the expected price is infinite; per log price'),
    'eta-down': z.number().gt(0).max(1e6).default(104).describe('Rate of the size of jumps down, 1 / mean; per log price'),
    'shared-jumps': sharedJumpsShare(),
  }),
  create(parameters) {
    const { volatility, drift } = parameters;
    const law = exponentialJumps({
      upProbability: parameters['up-probability'],
      upMean: 1 / parameters['eta-up'],
      downMean: 1 / parameters['eta-down'],
      threshold: 0,
    });
    return ({ stepYears }) =>
      jumpDiffusion({
        volatility,
        drift,
        law,
        jumpsPerYear: parameters['jumps-per-year'],
        sharedShare: parameters['shared-jumps'],
        stepYears,
      });
  },
});
