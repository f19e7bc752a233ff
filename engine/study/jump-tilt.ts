/**
 * Jumps that come more often than the models say, for all underlyings alike, and the likelihood ratio that takes it back. Own jumps of the
 * underlyings are independent Poisson processes; shared ones are the points of a single process below the level of each rate
 * (poisson-jumps.ts), so that a common factor on the rates is one on the process. The ratio of a Poisson process of rate l T to one of
 * rate f l T with n points is exp((f - 1) l T) f^-n (science: P. Glasserman, 2003, section 4.6), that of independent ones the product.
 */
import type { PriceModel, WalkColumns } from '../market/price-model.ts';
import { log } from '../math/transcendental.ts';

type Models = readonly { readonly model: PriceModel }[];

/** Jumps per year of all underlyings whose rate can be tilted, those that several see counted once. */
export function distinctJumpsPerYear(walkers: Models): number {
  let [own, shared] = [0, 0];
  for (const { model: { jumpsPerYear = 0, sharedJumpsPerYear = 0 } } of walkers) {
    own += jumpsPerYear - sharedJumpsPerYear;
    shared = Math.max(shared, sharedJumpsPerYear);
  }
  return own + shared;
}

/** The model with its jumps so many times as often; models without such jumps stay what they are. */
export function withJumpRate(model: PriceModel, factor: number): PriceModel {
  if (model.jumpsPerYear === undefined || !model.withJumpsPerYear) return model;
  return model.withJumpsPerYear(model.jumpsPerYear * factor);
}

export interface TiltedJumps {
  readonly walkers: Models;
  /** Jumps of a whole path, in the order of the walkers. */
  readonly columns: readonly WalkColumns[];
  /** Factor on the rates. */
  readonly factor: number;
  /** Length of the path. */
  readonly years: number;
}

/** Log of the likelihood ratio of a path whose jumps were tilted: original law over the law that it was drawn from. */
export function jumpLogWeight({ walkers, columns, factor, years }: TiltedJumps): number {
  if (factor === 1) return 0;
  return distinctJumpsPerYear(walkers) * (factor - 1) * years - distinctJumps(walkers, columns) * log(factor);
}

/** Jumps whose rate was tilted: followers copy jumps, and self-exciting ones keep their law. Those at one moment are one. */
function distinctJumps(walkers: Models, columns: readonly WalkColumns[]): number {
  const jumping = columns.filter((_, place) => walkers[place].model.jumpsPerYear !== undefined);
  if (jumping.length === 1) return jumping[0].jumps.length;
  return new Set(jumping.flatMap(({ jumps }) => jumps.map(({ step, fraction }) => step + fraction))).size;
}
