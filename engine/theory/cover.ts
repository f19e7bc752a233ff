/** How many of the largest members' defaults a fund must survive. */
import { assert } from '../math/assert.ts';

/**
 * Cover-n: the largest, over stress scenarios, of the sum of the n largest stress losses of members (CPMI-IOSCO, Principles for
 * Financial Market Infrastructures, 2012, principle 4: n = 2 for a central counterparty of systemic importance).
 * `losses[scenario][member]` in USD; gains (negative losses) cover nothing.
 */
export function coverRequirement({ losses, members }: { losses: readonly ArrayLike<number>[]; members: number }): number {
  assert(Number.isInteger(members) && members >= 1, `a number of members is a positive integer, not ${members}`);
  return losses.reduce((largest, scenario) => Math.max(largest, sumOfLargest(scenario, members)), 0);
}

function sumOfLargest(scenario: ArrayLike<number>, members: number): number {
  const sorted = Float64Array.from(scenario).sort().reverse();
  for (const loss of sorted) assert(loss === loss, 'a stress loss is a number');
  return sorted.slice(0, members).reduce((sum, loss) => sum + Math.max(0, loss), 0);
}
