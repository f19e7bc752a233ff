/** How large should an insurance fund be? */
import { assert } from '../math/assert.ts';
import { normalCdf, normalQuantile } from '../math/normal.ts';
import { exp, log } from '../math/transcendental.ts';

export interface FundProblem {
  /** The deficit is exp(N(logMean, logDeviation^2)). */
  readonly logMean: number;
  readonly logDeviation: number;
  /** Cost of holding one USD. */
  readonly holdingCost: number;
  /** Cost of one USD of deficit that the fund does not cover, above the holding cost. */
  readonly shortfallCost: number;
}

export interface OptimalFund {
  readonly fundUsd: number;
  /** E[(deficit - fund)+]. */
  readonly expectedExcessUsd: number;
  /** holdingCost fund + shortfallCost E[excess]. */
  readonly cost: number;
}

/**
 * The newsvendor's quantile: the fund that minimises r K + kappa E[(D - K)+] is the 1 - r / kappa quantile of the deficit
 * (arXiv:2512.01112, which applies K. J. Arrow, T. Harris and J. Marschak, Econometrica 19, 1951); the excess is a call on a
 * lognormal deficit.
 */
export function optimalFund({ logMean, logDeviation, holdingCost, shortfallCost }: FundProblem): OptimalFund {
  assert(logDeviation > 0, `the deviation of a log deficit is positive, not ${logDeviation}`);
  const ordered = holdingCost > 0 && holdingCost < shortfallCost;
  assert(ordered, `costs 0 < holding < shortfall are needed, not ${holdingCost} and ${shortfallCost}`);
  const fundUsd = exp(logMean + logDeviation * normalQuantile(1 - holdingCost / shortfallCost));
  const distance = (logMean - log(fundUsd)) / logDeviation;
  const meanUsd = exp(logMean + (logDeviation * logDeviation) / 2);
  const expectedExcessUsd = meanUsd * normalCdf(distance + logDeviation) - fundUsd * normalCdf(distance);
  return { fundUsd, expectedExcessUsd, cost: holdingCost * fundUsd + shortfallCost * expectedExcessUsd };
}
