import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { complex } from '../math/complex.ts';
import { blackScholes } from './black-scholes.ts';
import { batesCall, batesCharacteristic, hestonCall, type HestonModel } from './heston.ts';
import { mertonOptions } from './merton.ts';

const fast: HestonModel = { initialVariance: 0.36, longVariance: 0.36, reversion: 60, volOfVol: 3, correlation: -0.1 };
const jumps = { jumpsPerYear: 12, jumpMean: -0.08, jumpDeviation: 0.1 };

describe('hestonCall', () => {
  it('D12: the short-dated call of a published test', () => {
    // Goal: eight digits; plain Monte Carlo of the paper (arXiv:2511.19826) has 0.150070 +- 0.005682.
    const price = hestonCall({ spot: 2000, strike: 2200, rate: 0, years: 1 / 252, model: fast });
    expect(Math.abs(price / 0.1484498549 - 1)).toBeLessThan(1e-8);
  });

  it('reproduces the reference price of a long-dated call with strong correlation', () => {
    // Goal: where the wrong branch of the logarithm shows: S = K = 100, v = theta = 0.04, kappa 0.5, xi 1, rho -0.9, 10 years, r = 0 has
    // the published price 13.0847 (L. Andersen, J. Comput. Finance 11, 2008, case I).
    const model: HestonModel = { initialVariance: 0.04, longVariance: 0.04, reversion: 0.5, volOfVol: 1, correlation: -0.9 };
    expect(hestonCall({ spot: 100, strike: 100, rate: 0, years: 10, model })).toBeCloseTo(13.0847, 4);
  });

  it('hestonVSBlackScholes: with hardly any volatility of variance it is the closed form', () => {
    // Goal: the limit, of order xi^2.
    const model: HestonModel = { initialVariance: 0.25, longVariance: 0.25, reversion: 1, volOfVol: 1e-3, correlation: 0 };
    const terms = { spot: 100, strike: 110, rate: 0.02, years: 0.5 };
    expect(Math.abs(hestonCall({ ...terms, model }) - blackScholes({ ...terms, volatility: 0.5 }).call)).toBeLessThan(1e-6);
  });
});

describe('batesCall', () => {
  it('batesVSMerton: with hardly any volatility of variance it is the mixture', () => {
    // Goal: jumps enter with the right compensator.
    const model = { initialVariance: 0.36, longVariance: 0.36, reversion: 1, volOfVol: 1e-3, correlation: 0, ...jumps };
    const terms = { spot: 100, strike: 100, rate: 0.05, years: 0.25 };
    const merton = mertonOptions({ ...terms, model: { volatility: 0.6, ...jumps } }).call;
    expect(Math.abs(batesCall({ ...terms, model }) - merton)).toBeLessThan(1e-6);
  });

  it('is a martingale, and is Heston without jumps', () => {
    // Goal: the mean at -i, and the limit.
    const mean = batesCharacteristic({ model: { ...fast, ...jumps }, rate: 0.05, years: 1 })(complex(0, -1));
    expect(mean.re).toBeCloseTo(Math.exp(0.05), 12);
    expect(mean.im).toBeCloseTo(0, 12);
    const terms = { spot: 100, strike: 90, rate: 0, years: 0.1 };
    expect(batesCall({ ...terms, model: { ...fast, ...jumps, jumpsPerYear: 0 } })).toBe(hestonCall({ ...terms, model: fast }));
  });

  it('refuses impossible parameters', () => {
    // Goal: reasons instead of NaN.
    const terms = { spot: 100, strike: 90, rate: 0, years: 0.1 };
    for (const bad of [{ initialVariance: -1 }, { volOfVol: 0 }, { correlation: 1.1 }, { reversion: 0 }]) {
      expect(() => hestonCall({ ...terms, model: { ...fast, ...bad } })).toThrow(InvariantError);
    }
    expect(() => batesCall({ ...terms, model: { ...fast, ...jumps, jumpsPerYear: -1 } })).toThrow(InvariantError);
  });
});
