import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import { blackScholes, lognormalOptions } from './black-scholes.ts';

const option = { spot: 100, strike: 100, rate: 0.05, volatility: 0.8, years: 0.25 };

describe('blackScholes', () => {
  it('D07: call, put and a call on bitcoin', () => {
    // Goal: the target to ten digits; and the put over an outage of target D10.
    expect(blackScholes(option).call).toBeCloseTo(16.382183244648488, 11);
    expect(blackScholes(option).put).toBeCloseTo(15.139963294036626, 11);
    const bitcoin = blackScholes({ spot: 60_000, strike: 65_000, rate: 0, volatility: 0.65, years: 30 / 365 });
    expect(bitcoin.call).toBeCloseTo(2559.7418277652177, 8);
    const outage = blackScholes({ spot: 100, strike: 90, rate: 0, volatility: 0.6, years: 1 / 365 });
    expect(outage.put / 0.0003074227365247109).toBeCloseTo(1, 10);
  });

  it('formulaVSSimulation: the mean payoff of draws', () => {
    // Goal: 200,000 lognormal draws, within four standard errors.
    const stream = openStream({ seed: 7, scenario: 'test', path: 0, component: 'black-scholes', purpose: 'D07' });
    let [sum, squares] = [0, 0];
    for (let i = 0; i < 200_000; i++) {
      const price = 100 * Math.exp((0.05 - 0.32) * 0.25 + 0.4 * stream.normal());
      const payoff = Math.exp(-0.0125) * Math.max(0, price - 100);
      sum += payoff;
      squares += payoff * payoff;
    }
    const mean = sum / 200_000;
    const standardError = Math.sqrt((squares / 200_000 - mean * mean) / 200_000);
    expect(Math.abs(mean - blackScholes(option).call)).toBeLessThan(4 * standardError);
    expect(standardError).toBeLessThan(0.1);
  });

  it('keeps put-call parity and the limits without time or volatility', () => {
    // Goal: C - P = S - K e^(-r T), intrinsic values.
    const { call, put } = blackScholes({ ...option, strike: 137 });
    expect(call - put).toBeCloseTo(100 - 137 * Math.exp(-0.0125), 11);
    expect(blackScholes({ ...option, strike: 90, years: 0 })).toEqual({ call: 10, put: 0 });
    expect(lognormalOptions({ forward: 80, strike: 90, variance: 0 })).toEqual({ call: 0, put: 10 });
    expect(() => blackScholes({ ...option, spot: 0 })).toThrow(InvariantError);
    expect(() => blackScholes({ ...option, volatility: -1 })).toThrow(InvariantError);
  });
});
