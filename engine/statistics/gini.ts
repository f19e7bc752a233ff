/** How unequally a total is spread. */
import { assert } from '../math/assert.ts';
import { sortedOrder } from '../math/sort.ts';

/**
 * Gini coefficient of amounts that are not negative: 0 when all are equal, (n - 1) / n when one of n has everything; NaN when there is
 * nothing to share out. Sum over i of (2 i - n - 1) x(i) / (n sum x), x ascending, i from 1: half the mean absolute difference over the
 * mean (C. Gini 1912; form of P. Dixon and others, Ecology 68, 1987, without their correction for small samples).
 */
export function gini(amounts: Float64Array): number {
  const n = amounts.length;
  const order = sortedOrder(amounts);
  let total = 0;
  let weighted = 0;
  for (let rank = 0; rank < n; rank++) {
    const amount = amounts[order[rank]];
    assert(amount >= 0, `amounts of a Gini coefficient are not negative: ${amount}`);
    total += amount;
    weighted += (2 * rank + 1 - n) * amount;
  }
  return total > 0 ? weighted / (n * total) : NaN;
}
