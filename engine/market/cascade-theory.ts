/** What theory says about a liquidation cascade, for comparison with what the kernel simulates. */

export interface CascadeInput {
  /** Log-price move per USD sold. */
  readonly impactPerUsd: number;
  /** Notional that becomes liquidatable per unit of log price, USD; constant over the range of the drop. */
  readonly liquidatablePerLogPrice: number;
  /** Exogenous drop of the log price, positive. */
  readonly shock: number;
}

export interface MeanFieldCascade {
  /** Liquidations that one liquidation sets off, in notional. */
  readonly reproduction: number;
  /** Log-price drop including the cascade; Infinity when it runs away. */
  readonly totalDrop: number;
  readonly liquidatedUsd: number;
  /** True from a reproduction number of 1 on: the linear cascade has no end. */
  readonly runaway: boolean;
}

/**
 * Fixed point of drop = shock + impact x liquidatable x drop: shock / (1 - n) with n = impact x liquidatable.
 * The linear mean field of a cascade; its stochastic twin is a branching process with mean offspring n.
 */
export function meanFieldCascade({ impactPerUsd, liquidatablePerLogPrice, shock }: CascadeInput): MeanFieldCascade {
  const reproduction = impactPerUsd * liquidatablePerLogPrice;
  const runaway = reproduction >= 1;
  if (shock === 0) return { reproduction, totalDrop: 0, liquidatedUsd: 0, runaway };
  const totalDrop = runaway ? Infinity : shock / (1 - reproduction);
  return { reproduction, totalDrop, liquidatedUsd: liquidatablePerLogPrice * totalDrop, runaway };
}
