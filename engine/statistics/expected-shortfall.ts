/** Expected shortfall of a sample of losses. */
import { assert } from '../math/assert.ts';
import { sortedOrder } from '../math/sort.ts';
import { quantileRank } from './quantiles.ts';

export interface ExpectedShortfall {
  /** inf {x : P(L <= x) >= level}. */
  readonly valueAtRisk: number;
  readonly expectedShortfall: number;
  /** Infinity when fewer than two values lie in the tail: the sample does not tell. */
  readonly standardError: number;
  readonly n: number;
}

/**
 * Mean of the worst share 1 - level of the losses, larger being worse. Where the border cuts through one value, only the needed part of
 * that value counts: with k = ceil(n level), (sum over i > k of L(i) + (k - n level) L(k)) / (n (1 - level))
 * (R. T. Rockafellar and S. Uryasev, J. Banking Finance 26, 2002). The standard error is the asymptotic one,
 * sqrt((Var(L | tail) + level (ES - VaR)^2) / (n (1 - level))); it has no meaning for tails without a variance.
 */
export function expectedShortfall({ values, level }: { values: Float64Array; level: number }): ExpectedShortfall {
  const order = sortedOrder(values);
  return sortedExpectedShortfall({ sorted: Float64Array.from(order, (i) => values[i]), level });
}

/** The same for losses that are already ascending. */
export function sortedExpectedShortfall({ sorted, level }: { sorted: Float64Array; level: number }): ExpectedShortfall {
  assert(level >= 0 && level < 1, `a level lies in [0, 1), not ${level}`);
  const n = sorted.length;
  const rank = quantileRank({ n, probability: level });
  const valueAtRisk = sorted[rank - 1];
  const tailCount = n * (1 - level);
  const { first, second } = excessMoments({ sorted, rank, tailCount });
  // Var(L | tail) = second - first^2, and ES - VaR = first: the value at the border has excess 0 whatever its weight.
  const variance = second - (1 - level) * first * first;
  return {
    valueAtRisk,
    expectedShortfall: first === 0 ? valueAtRisk : valueAtRisk + first,
    standardError: tailCount < 2 ? Infinity : Math.sqrt(Math.max(0, variance) / tailCount),
    n,
  };
}

/** Mean and mean square of the excess over the value at `rank`, per tail value. */
function excessMoments(options: { sorted: Float64Array; rank: number; tailCount: number }): { first: number; second: number } {
  const { sorted, rank, tailCount } = options;
  const border = sorted[rank - 1];
  let first = 0;
  let second = 0;
  for (let i = rank; i < sorted.length; i++) {
    const excess = sorted[i] === border ? 0 : sorted[i] - border;
    first += excess;
    second += excess * excess;
  }
  return { first: first / tailCount, second: second / tailCount };
}
