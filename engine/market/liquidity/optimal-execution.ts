/** The cheapest way to trade into a book that recovers. */
import { log } from '../../math/transcendental.ts';

export interface ExecutionTask {
  /** Quantity to trade, any unit. */
  readonly quantity: number;
  /** Price move per unit traded. */
  readonly impactPerUnit: number;
  /** Half-life of the displacement. */
  readonly halfLifeS: number;
  readonly horizonS: number;
}

export interface ExecutionSchedule {
  /** Cost of trading everything at once, price x quantity. */
  readonly blockCost: number;
  /** Cost of the schedule below, same unit. */
  readonly cost: number;
  /** Quantity traded at once at the beginning and again at the end. */
  readonly endBlock: number;
  /** Quantity per second in between. */
  readonly ratePerS: number;
}

/**
 * Optimal schedule for a linear book with exponential recovery rho = ln 2 / half-life: blocks of X / (rho T + 2) at both ends and
 * the rate rho X / (rho T + 2) between them, at the cost kappa X^2 / (rho T + 2) against kappa X^2 / 2 for one block.
 * Source: A. A. Obizhaeva and J. Wang, Optimal trading strategy and supply/demand dynamics, J. Financial Markets 16 (2013).
 */
export function optimalExecution({ quantity, impactPerUnit, halfLifeS, horizonS }: ExecutionTask): ExecutionSchedule {
  const recoveryPerS = log(2) / halfLifeS;
  const endBlock = quantity / (recoveryPerS * horizonS + 2);
  return {
    blockCost: (impactPerUnit * quantity * quantity) / 2,
    cost: impactPerUnit * quantity * endBlock,
    endBlock,
    ratePerS: recoveryPerS * endBlock,
  };
}
