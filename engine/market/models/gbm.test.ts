import { describe, expect, it } from 'vitest';
import { testContext, totalReturn, walkOf } from '../testing/walk.ts';
import { geometricBrownian } from './gbm.ts';

const sigma = 0.8;
const day = testContext();
const model = geometricBrownian.create({ volatility: sigma, drift: 0.5 })(day);

describe('geometric Brownian motion', () => {
  it('walkVSMoments: has the mean and the variance of a day whatever the steps', () => {
    // Goal: E ln S = (mu - sigma^2 / 2) T and Var ln S = sigma^2 T; E S = exp(mu T), within four standard errors of 20,000 days.
    const paths = 20_000;
    const returns = Float64Array.from({ length: paths }, (_, path) => totalReturn(walkOf(model, { steps: 24, path })));
    const mean = returns.reduce((sum, value) => sum + value, 0) / paths;
    const variance = returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (paths - 1);
    const years = 24 * day.stepYears;
    expect(Math.abs(mean - (0.5 - sigma * sigma / 2) * years)).toBeLessThan(4 * Math.sqrt(variance / paths));
    expect(Math.abs(variance / (sigma * sigma * years) - 1)).toBeLessThan(4 * Math.sqrt(2 / paths));
    const price = returns.reduce((sum, value) => sum + Math.exp(value), 0) / paths;
    expect(Math.abs(price - Math.exp(0.5 * years))).toBeLessThan(4 * sigma * Math.sqrt(years / paths));
  });

  it('fills the stretch that it is asked for and no other step', () => {
    // Goal: a path walked in stretches is the path walked at once, because all its randomness comes with the normals.
    const whole = walkOf(model, { steps: 10, path: 3 });
    expect(walkOf(model, { steps: 10, path: 3, stretches: [4, 10] })).toEqual(whole);
    const part = walkOf(model, { steps: 10, path: 3, stretches: [4] });
    expect(Array.from(part.logReturn.subarray(4))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(Array.from(part.variance.subarray(0, 5))).toEqual([...Array<number>(4).fill(sigma * sigma * day.stepYears), 0]);
  });

  it.each([{ volatility: 0 }, { volatility: -1 }, { volatility: NaN }, { volatility: 0.5, drift: Infinity }, {}])('refuses %j', (given) => {
    // Goal: impossible parameters never reach a path.
    expect(geometricBrownian.parameters.safeParse(given).success).toBe(false);
  });
});
