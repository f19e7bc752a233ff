/** Many tests at once: p values adjusted so that each can be compared with the error rate of the whole family. */
import { assert } from '../math/assert.ts';
import { sortedOrder } from '../math/sort.ts';

/**
 * Adjusted p values of S. Holm (Scand. J. Stat. 6, 1979), in the order given: rejecting where the adjusted value is at most alpha
 * keeps the probability of any false rejection below alpha, whatever the dependence. For a handful of gating metrics.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = orderOf(pValues);
  const adjusted = new Array<number>(pValues.length);
  let highest = 0;
  order.forEach((test, rank) => {
    highest = Math.max(highest, Math.min(1, (pValues.length - rank) * pValues[test]));
    adjusted[test] = highest;
  });
  return adjusted;
}

/**
 * Adjusted p values of Y. Benjamini and Y. Hochberg (J. R. Stat. Soc. B 57, 1995), in the order given: rejecting where the adjusted
 * value is at most q keeps the expected share of false among all rejections below q, for independent or positively dependent tests.
 * For exploring grids, not for gates.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = orderOf(pValues);
  const adjusted = new Array<number>(pValues.length);
  let lowest = 1;
  for (let rank = order.length; rank >= 1; rank--) {
    const test = order[rank - 1];
    lowest = Math.min(lowest, (pValues.length / rank) * pValues[test]);
    adjusted[test] = lowest;
  }
  return adjusted;
}

function orderOf(pValues: readonly number[]): Int32Array {
  for (const pValue of pValues) assert(pValue >= 0 && pValue <= 1, `a p value lies in [0, 1], not ${pValue}`);
  return sortedOrder(Float64Array.from(pValues));
}
