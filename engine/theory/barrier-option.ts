/** A call that dies when the price touches a barrier below: the textbook case for watching a price continuously or now and then. */
import { assert } from '../math/assert.ts';
import { exp, log, pow } from '../math/transcendental.ts';
import { blackScholes, checkOption, lognormalOptions, type OptionTerms } from './black-scholes.ts';
import { shiftedBarrier, survivorsMean } from './discrete-monitoring.ts';

/** A call on a lognormal price with a barrier below spot and strike. Volatility per year. */
export interface DownAndOutCall extends OptionTerms {
  readonly volatility: number;
  readonly barrier: number;
}

function checkCall(call: DownAndOutCall): void {
  checkOption(call);
  const { spot, strike, barrier, volatility } = call;
  assert(barrier > 0 && barrier < spot && barrier <= strike, `the barrier ${barrier} lies below spot ${spot} and strike ${strike}`);
  assert(volatility > 0, `a volatility is positive, not ${volatility}`);
}

/**
 * Watched continuously: C(S) - (H / S)^(2 r / s^2 - 1) C(H^2 / S), C being the call without a barrier (R. C. Merton, Bell J. Econ.
 * 4, 1973).
 */
export function downAndOutCall(call: DownAndOutCall): number {
  checkCall(call);
  const { spot, strike, rate, years, volatility, barrier } = call;
  const plain = blackScholes({ spot, strike, rate, years, volatility }).call;
  const mirrored = blackScholes({ spot: (barrier * barrier) / spot, strike, rate, years, volatility }).call;
  return plain - pow(barrier / spot, (2 * rate) / (volatility * volatility) - 1) * mirrored;
}

/**
 * Looked at `checks` times, the last time at maturity: the continuous price with the barrier moved down (Broadie, Glasserman, Kou
 * 1997).
 */
export function correctedDownAndOutCall(call: DownAndOutCall & { checks: number }): number {
  const { spot, strike, rate, years, volatility, barrier, checks } = call;
  const moved = shiftedBarrier({ spot, barrier, volatility, stepYears: years / checks });
  return downAndOutCall({ spot, strike, rate, years, volatility, barrier: moved });
}

/** The same exactly, by quadrature over the checks. */
export function discreteDownAndOutCall(call: DownAndOutCall & { checks: number }): number {
  checkCall(call);
  const { spot, strike, rate, years, volatility, barrier, checks } = call;
  assert(Number.isInteger(checks) && checks >= 1, `a number of checks is a positive integer, not ${checks}`);
  const stepYears = years / checks;
  const variance = volatility * volatility * stepYears;
  const growth = exp(rate * stepYears);
  const lastStep = (distance: number): number =>
    lognormalOptions({ forward: barrier * exp(distance) * growth, strike, variance }).call;
  const mean = rate * stepYears - variance / 2;
  const start = log(spot / barrier);
  return exp(-rate * years) * survivorsMean({ start, mean, deviation: Math.sqrt(variance), checks, lastStep });
}
