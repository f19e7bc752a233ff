/** When an insurance fund was first empty on a path. */
import type { PathOutcome } from '../../kernel/outcome.ts';

/**
 * The first grid point at or after the moment at which a fund that had something at the start was empty, of the venue where that happened
 * first; -1 when it never was. `gridMs` ascends; a moment after its end counts for its end.
 */
export function exhaustedAt({ fundChanges, fundOpeningUsd }: PathOutcome, gridMs: Float64Array): number {
  const { timesMs, usd } = fundChanges;
  const venues = fundOpeningUsd.length;
  for (let place = 0; place < usd.length; place++) {
    if (usd[place] > 0 || !(fundOpeningUsd[place % venues] > 0)) continue;
    const timeMs = timesMs[Math.floor(place / venues)];
    const point = gridMs.findIndex((gridTime) => gridTime >= timeMs);
    return point < 0 ? gridMs.length - 1 : point;
  }
  return -1;
}
