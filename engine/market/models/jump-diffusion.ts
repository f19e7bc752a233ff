/** Constant volatility with Poisson jumps of any size law: what Merton's and Kou's models share. */
import type { PriceModel } from '../price-model.ts';
import type { JumpLaw } from './jump-sizes.ts';
import { addPoissonJumps, poissonJumps } from './poisson-jumps.ts';

export interface JumpDiffusion {
  /** Per sqrt(year). */
  readonly volatility: number;
  /** Growth of the expected price per year, jumps included. */
  readonly drift: number;
  readonly law: JumpLaw;
  readonly jumpsPerYear: number;
  /** Part of the jumps that all underlyings share. */
  readonly sharedShare: number;
  readonly stepYears: number;
}

/**
 * Log return of a step without jumps: (mu - lambda k - sigma^2 / 2) dt + sigma sqrt(dt) Z, k the mean growth of one jump. Exact for any
 * step. With another rate for importance sampling the compensator lambda k stays that of the original.
 */
export function jumpDiffusion(options: JumpDiffusion): PriceModel {
  return withRate(options, options.jumpsPerYear);
}

function withRate(options: JumpDiffusion, jumpsPerYear: number): PriceModel {
  const { volatility, drift, law, sharedShare, stepYears } = options;
  const mean = (drift - options.jumpsPerYear * law.meanGrowth - 0.5 * volatility * volatility) * stepYears;
  const variance = volatility * volatility * stepYears;
  const deviation = Math.sqrt(variance);
  const jumps = poissonJumps({ law, jumpsPerYear, sharedShare, stepYears });
  return {
    bars: false,
    jumpsPerYear,
    sharedJumpsPerYear: jumpsPerYear * sharedShare,
    withJumpsPerYear: (rate) => withRate(options, rate),
    open: () => ({
      advance(stretch) {
        const { fromStep, toStep, normals, out } = stretch;
        const { logReturn } = out;
        for (let step = fromStep; step < toStep; step++) logReturn[step] = mean + deviation * normals[step];
        out.variance.fill(variance, fromStep, toStep);
        addPoissonJumps(jumps, stretch);
      },
    }),
  };
}
