/** What a model needs that reacts to the path of another underlying. */
import { UserError, exitCodes } from '../../errors.ts';
import { InvariantError } from '../../math/assert.ts';
import type { Jump, PriceModelContext, WalkColumns, WalkStretch } from '../price-model.ts';

/** The range of a Brownian motion squared is 4 ln 2 variances on average (M. Parkinson, J. Business 53, 1980). */
const FOUR_LN2 = 2.772588722239781;

/** Refuses an underlying that follows itself. */
export function refuseSelf({ underlying }: PriceModelContext, options: { model: string; follows: string }): void {
  if (options.follows !== underlying) return;
  throw new UserError(exitCodes.inputInvalid, [
    {
      what: `the price model ${options.model} of ${underlying} follows ${underlying} itself`,
      expected: 'the name of another underlying',
      suggestion: 'name the underlying whose fall this one reacts to',
    },
  ]);
}

/** The path that is followed; the path source must have made it. */
export function requireFollowed({ followed }: WalkStretch): WalkColumns {
  if (followed === null) throw new InvariantError('the path that a model follows comes first');
  return followed;
}

/** Index of the first jump at or after a step, by bisection. */
export function firstJumpFrom(jumps: readonly Jump[], step: number): number {
  let low = 0;
  let high = jumps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (jumps[middle].step < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Variance inside a step; that of its range where whole bars are followed. */
export function varianceOf({ variance, bars }: WalkColumns, step: number): number {
  if (bars === null) return variance[step];
  const range = bars.high[step] - bars.low[step];
  return (range * range) / FOUR_LN2;
}
