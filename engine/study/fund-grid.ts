/** The insurance fund of a path on a grid of points in time: what the chart of its level is drawn from. */
import type { PathOutcome } from '../kernel/outcome.ts';
import type { Study } from './study.ts';

export const fundPoints = 97;
/** Paths whose fund is kept, the first ones: enough for a band of 90 %, and memory stays flat in paths. */
export const mostFundPaths = 1000;

/** The points of time at which funds are kept, from the start to the end of a study. */
export function fundGrid({ source: { startMs, endMs } }: Pick<Study, 'source'>): Float64Array {
  return Float64Array.from({ length: fundPoints }, (_, point) => startMs + ((endMs - startMs) * point) / (fundPoints - 1));
}

/** The fund of all venues at the grid times in USD: a step function of the changes. */
export function fundOnGrid({ fundChanges, fundOpeningUsd }: PathOutcome, timesMs: Float64Array): Float64Array {
  const venues = fundOpeningUsd.length;
  let level = total(fundOpeningUsd, 0, venues);
  let change = 0;
  return timesMs.map((timeMs) => {
    for (; change < fundChanges.timesMs.length && fundChanges.timesMs[change] <= timeMs; change++) {
      level = total(fundChanges.usd, change * venues, venues);
    }
    return level;
  });
}

function total(values: ArrayLike<number>, from: number, count: number): number {
  let sum = 0;
  for (let index = from; index < from + count; index++) sum += values[index];
  return sum;
}
