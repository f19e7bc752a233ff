/** European options on a lognormal price. */
import { assert } from '../math/assert.ts';
import { normalCdf } from '../math/normal.ts';
import { exp, log } from '../math/transcendental.ts';

/** One European option. Prices in USD per unit, rates and volatility per year (365 days), continuous compounding, no dividends. */
export interface OptionTerms {
  readonly spot: number;
  readonly strike: number;
  /** Risk-free rate per year. */
  readonly rate: number;
  readonly years: number;
}

/** Both options of one strike. */
export interface OptionPrices {
  readonly call: number;
  readonly put: number;
}

/**
 * F. Black and M. Scholes (J. Polit. Econ. 81, 1973). The put is computed on its own, not by parity, so that small ones keep their
 * digits.
 */
export function blackScholes({ spot, strike, rate, years, volatility }: OptionTerms & { volatility: number }): OptionPrices {
  checkOption({ spot, strike, rate, years });
  assert(volatility >= 0, `a volatility is not negative, ${volatility} is`);
  const discount = exp(-rate * years);
  const { call, put } = lognormalOptions({ forward: spot / discount, strike, variance: volatility * volatility * years });
  return { call: discount * call, put: discount * put };
}

/** Undiscounted prices for a lognormal price with the given mean (`forward`) and variance of its logarithm (F. Black, 1976). */
export function lognormalOptions(options: { forward: number; strike: number; variance: number }): OptionPrices {
  const { forward, strike, variance } = options;
  if (variance === 0) return { call: Math.max(0, forward - strike), put: Math.max(0, strike - forward) };
  const deviation = Math.sqrt(variance);
  const d1 = log(forward / strike) / deviation + deviation / 2;
  const d2 = d1 - deviation;
  return {
    call: forward * normalCdf(d1) - strike * normalCdf(d2),
    put: strike * normalCdf(-d2) - forward * normalCdf(-d1),
  };
}

/** Spot, strike and time are positive, the rate finite. */
export function checkOption({ spot, strike, rate, years }: OptionTerms): void {
  assert(spot > 0 && strike > 0, `spot and strike are positive, not ${spot} and ${strike}`);
  assert(years >= 0 && years < Infinity, `a time in years is not negative, ${years} is`);
  assert(Number.isFinite(rate), `a rate is finite, not ${rate}`);
}
