/** Bates' model: stochastic volatility and normal jumps. */
import { z } from 'zod';
import { definePolicy } from '../../policies/contract.ts';
import { jumpsPerYear, sharedJumpsShare } from '../../policies/parameter-types.ts';
import type { PriceModel, WalkStretch } from '../price-model.ts';
import { normalJumps, type JumpLaw } from './jump-sizes.ts';
import { addPoissonJumps, poissonJumps, type PoissonJumps } from './poisson-jumps.ts';
import { hestonParameters, StochasticVolatilityWalk, type HestonDiffusion } from './stochastic-volatility.ts';

interface BatesModel {
  /** Its drift is compensated for the original rate of jumps. */
  readonly diffusion: HestonDiffusion;
  readonly law: JumpLaw;
  readonly sharedShare: number;
  readonly stepYears: number;
}

function withRate(options: BatesModel, rate: number): PriceModel {
  const { diffusion, stepYears } = options;
  const jumps = poissonJumps({ law: options.law, jumpsPerYear: rate, sharedShare: options.sharedShare, stepYears });
  return {
    bars: false,
    jumpsPerYear: rate,
    sharedJumpsPerYear: rate * options.sharedShare,
    withJumpsPerYear: (other) => withRate(options, other),
    open() {
      const walk = new StochasticVolatilityWalk(diffusion, stepYears);
      return { advance: (stretch) => advanceBoth(walk, jumps, stretch) };
    },
  };
}

function advanceBoth(walk: StochasticVolatilityWalk, jumps: PoissonJumps, stretch: WalkStretch): void {
  walk.advance(stretch);
  addPoissonJumps(jumps, stretch);
}

export const batesVolatility = definePolicy({
  kind: 'price',
  name: 'bates',
  version: 1,
  summary: "Heston's random variance with Merton's jumps: calm and wild times, and crashes in both.",
  references: [
    { text: 'D. Bates, Jumps and stochastic volatility, Review of Financial Studies 9, 1996' },
    { text: 'Defaults: the variance of heston and the crash jumps of merton' },
  ],
  parameters: z.strictObject({
    ...hestonParameters,
    'jumps-per-year': jumpsPerYear(12),
    'jump-mean': z.number().min(-5).max(5).default(-0.08).describe('Mean size of a jump; log price'),
    'jump-sd': z.number().min(0).max(5).default(0.1).describe('Standard deviation of the size of a jump; log price'),
    'shared-jumps': sharedJumpsShare(),
  }),
  create(parameters) {
    const law = normalJumps({ mean: parameters['jump-mean'], deviation: parameters['jump-sd'] });
    const rate = parameters['jumps-per-year'];
    const diffusion = { ...parameters, drift: parameters.drift - rate * law.meanGrowth };
    return ({ stepYears }) => withRate({ diffusion, law, sharedShare: parameters['shared-jumps'], stepYears }, rate);
  },
});
