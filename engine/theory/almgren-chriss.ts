/** Selling a large position in pieces: cost against risk (R. Almgren and N. Chriss, J. Risk 3, 2000). */
import { assert } from '../math/assert.ts';
import { acoshOnePlus, sinh } from '../math/hyperbolic.ts';

export interface ExecutionProblem {
  /** To be sold, units. */
  readonly quantity: number;
  /** Time in any one unit, cut into `steps` equal intervals. */
  readonly horizon: number;
  readonly steps: number;
  /** Absolute, price units per square root of time. */
  readonly volatility: number;
  /** Half spread and fees, price units per unit sold. */
  readonly fixedCost: number;
  /** Price units per unit sold. */
  readonly permanentImpact: number;
  /** Price units per unit sold per time. */
  readonly temporaryImpact: number;
  /** Weight of variance, per price unit; 0 for the cheapest schedule. */
  readonly riskAversion: number;
}

export interface ExecutionSchedule {
  /** Units left at times 0, tau, ..., horizon. */
  readonly holdings: Float64Array;
  /** Mean and variance of the implementation shortfall. */
  readonly expectedCost: number;
  readonly variance: number;
  /** 1 / kappa: the time in which the position would fall by the factor e; Infinity without risk aversion. */
  readonly timeConstant: number;
}

/**
 * The optimal schedule x_j = X sinh(kappa (T - t_j)) / sinh(kappa T), with cosh(kappa tau) = 1 + lambda sigma^2 tau^2 / (2 eta~)
 * and eta~ = eta - gamma tau / 2, which must be positive; E = gamma X^2 / 2 + eps X + eta~ / tau sum n_j^2, V = sigma^2 tau sum
 * over j >= 1 of x_j^2.
 */
export function optimalExecution(problem: ExecutionProblem): ExecutionSchedule {
  checkProblem(problem);
  const { quantity, horizon, steps, volatility, fixedCost, permanentImpact, temporaryImpact, riskAversion } = problem;
  const interval = horizon / steps;
  const effectiveImpact = temporaryImpact - (permanentImpact * interval) / 2;
  assert(effectiveImpact > 0, `temporary impact must exceed permanent impact x interval / 2: ${effectiveImpact} is left of it`);
  const excess = (riskAversion * volatility * volatility * interval * interval) / (2 * effectiveImpact);
  const urgency = acoshOnePlus(excess) / interval;
  const leftAt = (j: number): number => quantity * shareLeft({ urgency, left: horizon - j * interval, horizon });
  const holdings = Float64Array.from({ length: steps + 1 }, (_, j) => leftAt(j));
  holdings[steps] = 0;
  let [traded, held] = [0, 0];
  for (let j = 1; j <= steps; j++) {
    traded += (holdings[j - 1] - holdings[j]) * (holdings[j - 1] - holdings[j]);
    held += holdings[j] * holdings[j];
  }
  return {
    holdings,
    expectedCost: (permanentImpact * quantity * quantity) / 2 + fixedCost * quantity + (effectiveImpact / interval) * traded,
    variance: volatility * volatility * interval * held,
    timeConstant: 1 / urgency,
  };
}

function shareLeft({ urgency, left, horizon }: { urgency: number; left: number; horizon: number }): number {
  return urgency === 0 ? left / horizon : sinh(urgency * left) / sinh(urgency * horizon);
}

function checkProblem({ quantity, horizon, steps, volatility, riskAversion }: ExecutionProblem): void {
  assert(quantity > 0 && horizon > 0, `quantity and horizon are positive, not ${quantity} and ${horizon}`);
  assert(Number.isInteger(steps) && steps >= 1, `steps are a positive integer, not ${steps}`);
  assert(volatility >= 0 && riskAversion >= 0, `volatility and risk aversion are not negative: ${volatility}, ${riskAversion}`);
}
