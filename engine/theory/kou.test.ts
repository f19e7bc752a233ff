import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { complex } from '../math/complex.ts';
import { blackScholes } from './black-scholes.ts';
import { kouCall, kouCharacteristic, type KouModel } from './kou.ts';

const model: KouModel = { volatility: 0.16, jumpsPerYear: 1, upProbability: 0.4, upRate: 10, downRate: 5 };
const terms = { spot: 100, strike: 98, rate: 0.05, years: 0.5 };

describe('kouCall', () => {
  it('D11: the example of the paper', () => {
    // Goal: 9.14732 in print (Kou 2002), the target to ten digits.
    expect(kouCall({ ...terms, model })).toBeCloseTo(9.147317303936926, 10);
  });

  it('fourierVSBlackScholes: without jumps the integral gives the closed form', () => {
    // Goal: in, at and out of the money, short and long.
    for (const strike of [60, 100, 160]) {
      for (const years of [1 / 365, 2]) {
        const call = kouCall({ ...terms, strike, years, model: { ...model, jumpsPerYear: 0 } });
        expect(Math.abs(call - blackScholes({ ...terms, strike, years, volatility: 0.16 }).call)).toBeLessThan(1e-10);
      }
    }
  });

  it('has the mean of a martingale, and refuses jumps without a mean', () => {
    // Goal: E[S(T) / S(0)] = e^(r T) is the characteristic function at -i.
    const { re, im } = kouCharacteristic({ model, rate: 0.05, years: 0.5 })(complex(0, -1));
    expect(re).toBeCloseTo(Math.exp(0.025), 14);
    expect(im).toBeCloseTo(0, 14);
    expect(() => kouCall({ ...terms, model: { ...model, upRate: 1 } })).toThrow(InvariantError);
  });
});
