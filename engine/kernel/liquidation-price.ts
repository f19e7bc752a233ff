/**
 * Prices at which one position brings its account to the maintenance requirement, or to nothing, while everything else in the
 * account stays as it is. Floats: these prices are for people and maps; the kernel itself decides with keys (trigger-index.ts).
 */
import type { ContractKind, MarginTier } from './world-spec.ts';

export interface TriggerQuestion {
  /** Signed lots of the position, not 0. */
  readonly lots: number;
  /** Margin equity without this position's lot value, less the requirement of the other positions; cash units. */
  readonly otherSlack: number;
  /** Maintenance tiers of the instrument; the requirement is the largest of rate x notional - deduction. */
  readonly tiers: readonly MarginTier[];
}

/**
 * Lot value v at which otherSlack + lots x v = max over tiers of (rate x |lots x v| - deduction): for a long the account is
 * liquidatable below it, for a short above it. Each tier has one zero; the requirement is their maximum, so the highest zero
 * binds a long and the lowest a short. Source: Binance, "How to calculate the liquidation price of USD-M futures" (there with the
 * tier of the position given); Hyperliquid docs, "Liquidations".
 */
export function triggerLotValue({ lots, otherSlack, tiers }: TriggerQuestion): number {
  let trigger = lots > 0 ? -Infinity : Infinity;
  for (const { rate, deduction } of tiers) {
    const zero = tierZero(lots, otherSlack + deduction, rate);
    trigger = lots > 0 ? Math.max(trigger, zero) : Math.min(trigger, zero);
  }
  return trigger;
}

/** Zero of slack + lots x v - rate x |lots x v|. At the zero lots x v has the sign of -slack, which settles the absolute value. */
function tierZero(lots: number, slack: number, rate: number): number {
  return -slack / (lots * (slack > 0 ? 1 + rate : 1 - rate));
}

export interface PriceQuestion {
  readonly contract: ContractKind;
  /** Cash units of one lot at price 1, see InstrumentSpec. */
  readonly valueScale: number;
  /** Signed lots, not 0. */
  readonly lots: number;
  /** Cash of the account after the position was opened: its equity is cash + otherEquity + lots x lot value. Cash units. */
  readonly cash: number;
  /** Lot values of other positions and the worth of other balances, cash units of the margin asset. */
  readonly otherEquity: number;
}

export interface LiquidationQuestion extends PriceQuestion {
  /** Maintenance requirement of the other positions, cash units. */
  readonly otherRequirement: number;
  readonly tiers: readonly MarginTier[];
}

/**
 * Price of the position at which margin equity equals the maintenance requirement, other prices unchanged. `otherEquity` carries
 * collateral haircuts here. Negative for linear contracts that no positive price endangers; null where no price does: an inverse
 * contract without a zero at a positive price.
 */
export function liquidationPrice(question: LiquidationQuestion): number | null {
  const { lots, cash, otherEquity, otherRequirement, tiers } = question;
  return priceOfLotValue(question, triggerLotValue({ lots, otherSlack: cash + otherEquity - otherRequirement, tiers }));
}

/**
 * Price of the position at which the account has nothing left, other prices unchanged; `otherEquity` is without haircuts here.
 * Negative or null as for `liquidationPrice`. Source: BitMEX, "Bankruptcy price"; arXiv:2512.01112, A.1.
 */
export function bankruptcyPrice(question: PriceQuestion): number | null {
  const { lots, cash, otherEquity } = question;
  return priceOfLotValue(question, -(cash + otherEquity) / lots);
}

/** Inverse of the lot value: v = valueScale x p, or -valueScale / p, which is negative for every price. */
function priceOfLotValue({ contract, valueScale }: PriceQuestion, value: number): number | null {
  if (contract !== 'inverse') return value / valueScale + 0;
  return value < 0 ? -valueScale / value : null;
}
