import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import { momentsOf, sampleOf } from '../testing/moments.ts';
import { testContext, walkOf } from '../testing/walk.ts';
import { garchVolatility } from './garch.ts';

const hour = testContext();
const normal = garchVolatility.parameters.parse({ omega: 2e-6, alpha: 0.08, beta: 0.9 });

/** Shock of a step: its return without growth and without half of its variance. Only for normal shocks. */
function shocksOf({ logReturn, variance }: { logReturn: Float64Array; variance: Float64Array }): Float64Array {
  return logReturn.map((value, step) => value + 0.5 * variance[step]);
}

describe('GARCH model', () => {
  it('walkVSMoments: long-run variance, kurtosis and forecasts of GARCH(1,1) with normal shocks', () => {
    // Goal: target D13 with few steps: variance 1e-4, kurtosis 4.43 (a long memory makes it slow: within 15 %), and from h1 = 4e-4 the
    // forecast E h10 = V + (a + b)^9 (h1 - V) = 3.5012e-4 and the sum of ten 3.7439e-3.
    const shocks = shocksOf(walkOf(garchVolatility.create(normal)(hour), { steps: 600_000, path: 1 }));
    const { variance, kurtosis } = momentsOf(shocks);
    expect(Math.abs(variance / 1e-4 - 1)).toBeLessThan(0.02);
    expect(Math.abs(kurtosis / 4.432835820895518 - 1)).toBeLessThan(0.15);
    const stressed = garchVolatility.create({ ...normal, 'start-volatility': Math.sqrt(4e-4 * 8760) })(hour);
    const tenth = new Float64Array(20_000);
    const sums = sampleOf(20_000, (path) => {
      const walk = walkOf(stressed, { steps: 10, path });
      tenth[path] = walk.variance[9];
      return walk.variance.reduce((sum, value) => sum + value, 0);
    });
    expect(Math.abs(momentsOf(tenth).mean - 3.50124328639045e-4)).toBeLessThan(4 * momentsOf(tenth).meanError);
    expect(Math.abs(momentsOf(sums).mean - 3.7439078966867967e-3)).toBeLessThan(4 * momentsOf(sums).meanError);
  });

  it('studentVSLaw: shocks have unit variance, the kurtosis of their law, and a step variance that is h on average', () => {
    // Goal: with alpha = beta = 0 variance is constant, so returns are Student: kurtosis 3 (nu - 2) / (nu - 4) = 4.2 for 9 degrees, and the
    // variance column, given each shock, averages to h.
    const given = garchVolatility.parameters.parse({ omega: 1e-4, alpha: 0, beta: 0, degrees: 9 });
    const walk = walkOf(garchVolatility.create(given)(hour), { steps: 200_000, path: 2 });
    const { mean, variance, kurtosis, meanError, varianceError } = momentsOf(walk.logReturn);
    expect(Math.abs(mean + 0.5e-4)).toBeLessThan(4 * meanError);
    expect(Math.abs(variance - 1e-4)).toBeLessThan(4 * varianceError);
    expect(Math.abs(kurtosis - 4.2)).toBeLessThan(0.2);
    const inside = momentsOf(walk.variance);
    expect(Math.abs(inside.mean - 1e-4)).toBeLessThan(4 * inside.meanError);
  });

  it('gjrVSLevel: falls raise variance more than rises, and the level is omega / (1 - a - b - g / 2)', () => {
    // Goal: the asymmetric weight goes to falls only.
    const given = garchVolatility.parameters.parse({ omega: 1e-5, alpha: 0.02, beta: 0.8, gamma: 0.1 });
    const walk = walkOf(garchVolatility.create(given)(hour), { steps: 200_000, path: 3 });
    expect(Math.abs(momentsOf(walk.variance).mean / (1e-5 / 0.13) - 1)).toBeLessThan(0.01);
    const shocks = shocksOf(walk);
    for (let step = 0; step < 1000; step++) {
      const weight = shocks[step] < 0 ? 0.12 : 0.02;
      expect(walk.variance[step + 1]).toBeCloseTo(1e-5 + weight * shocks[step] ** 2 + 0.8 * walk.variance[step], 15);
    }
  });

  it('targets its variance, cuts shocks off and is the same in stretches', () => {
    // Goal: the BTC preset has 92 % a year; no step moves further than the largest move; state is carried between stretches.
    const preset = garchVolatility.create(garchVolatility.parameters.parse({ degrees: 3.1, 'largest-move': 0.02 }))(hour);
    const whole = walkOf(preset, { steps: 5000, path: 4 });
    expect(walkOf(preset, { steps: 5000, path: 4, stretches: [77, 5000] })).toEqual(whole);
    expect(walkOf(garchVolatility.create(garchVolatility.parameters.parse({}))(hour), { steps: 1, path: 4 }).variance[0]).toBeCloseTo(
      0.92 ** 2 / 8760,
      12,
    );
    expect(Math.max(...whole.logReturn.map(Math.abs))).toBeLessThan(0.021);
  });

  it.each([
    [{ omega: 1e-6, alpha: 0.1, beta: 0.9 }, 'without limit'],
    [{ omega: -1 }, '0'],
    [{ degrees: 2 }, '>2'],
    [{ omega: 1e-6, volatility: 1 }, 'either'],
    [{ alpha: 0.05, gamma: -0.2 }, 'negative'],
    [{ period: '0h' }, 'above zero'],
  ])('refuses %j', (given, reason) => {
    // Goal: impossible parameters never reach a path, and the reason is given.
    expect(garchVolatility.parameters.safeParse(given).error?.issues[0].message).toContain(reason);
  });

  it('refuses another step than its period', () => {
    // Goal: hourly parameters on a grid of minutes are a mistake of the user.
    expect(() => garchVolatility.create(normal)(testContext({ stepMs: 60_000 }))).toThrow(UserError);
  });
});
