/** How much leverage makes wealth grow fastest, and how deep it then falls. */
import { assert } from '../math/assert.ts';
import { pow } from '../math/transcendental.ts';

/** Share of wealth and growth rate per year. */
export interface KellyBet {
  readonly fraction: number;
  readonly growthRate: number;
}

/** f* = (mu - r) / s^2 with growth r + (mu - r)^2 / (2 s^2) (J. L. Kelly, Bell Syst. Tech. J. 35, 1956; R. C. Merton, 1969). */
export function kelly({ drift, volatility, rate = 0 }: { drift: number; volatility: number; rate?: number }): KellyBet {
  assert(volatility > 0, `a volatility is positive, not ${volatility}`);
  const excess = drift - rate;
  const fraction = excess / (volatility * volatility);
  return { fraction, growthRate: rate + (fraction * excess) / 2 };
}

/**
 * P(wealth ever falls to the share `floor` of its start) when the share `kellyShare` of the optimal bet is placed, without interest:
 * floor^(2 / kellyShare - 1) (E. O. Thorp, Handbook of Asset and Liability Management, 2006); 1 from twice the optimum on.
 */
export function drawdownProbability({ floor, kellyShare }: { floor: number; kellyShare: number }): number {
  assert(floor > 0 && floor <= 1, `a floor lies in (0, 1], not ${floor}`);
  assert(kellyShare > 0, `a share of Kelly's bet is positive, not ${kellyShare}`);
  return kellyShare >= 2 ? 1 : pow(floor, 2 / kellyShare - 1);
}
