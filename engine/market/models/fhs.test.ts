import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import { candlesOf } from '../testing/candles.ts';
import { momentsOf } from '../testing/moments.ts';
import { testContext, walkOf } from '../testing/walk.ts';
import { filteredHistory } from './fhs.ts';
import { garchVolatility } from './garch.ts';

/** A history that follows a known recursion: 4,000 hours of GARCH with normal shocks. */
const parameters = { omega: 2e-6, alpha: 0.08, beta: 0.9 };
const source = walkOf(garchVolatility.create(garchVolatility.parameters.parse(parameters))(testContext()), { steps: 4000, path: 9 });
const shocks = source.logReturn.map((value, step) => value + 0.5 * source.variance[step]);
const history = testContext({ candles: candlesOf(Array.from(shocks), { wick: 0.001 }) });
const given = filteredHistory.parameters.parse({ ...parameters, 'mean-block': '20h' });

describe('filtered historical simulation', () => {
  it('filterVSSource: finds the shocks that made the history, and lets variance evolve with those drawn', () => {
    // Goal: history was made with known variances; every simulated move is sqrt(h) times a shock of history, h following the recursion.
    const walk = walkOf(filteredHistory.create(given)(history), { steps: 500, path: 1 });
    const standardised = Array.from(shocks, (value, step) => value / Math.sqrt(source.variance[step]));
    const size = Math.sqrt(standardised.reduce((sum, value) => sum + value * value, 0) / 4000);
    const last = 3999;
    let h = 2e-6 + 0.08 * shocks[last] ** 2 + 0.9 * source.variance[last];
    for (let step = 0; step < 500; step++) {
      const drawn = walk.logReturn[step] / Math.sqrt(h);
      expect(Math.min(...standardised.map((value) => Math.abs(value / size - drawn)))).toBeLessThan(1e-6);
      h = 2e-6 + 0.08 * walk.logReturn[step] ** 2 + 0.9 * h;
    }
  });

  it('levelVSTarget: simulated variance has the level of the recursion', () => {
    // Goal: the mean square of shocks is 1, so the level is omega / (1 - alpha - beta) = 1e-4, and with a volatility it is that.
    const moves = (extra: object) =>
      walkOf(filteredHistory.create(filteredHistory.parameters.parse({ ...extra, 'mean-block': '1h' }))(history), {
        steps: 300_000,
        path: 2,
      }).logReturn;
    expect(Math.abs(momentsOf(moves(parameters)).variance / 1e-4 - 1)).toBeLessThan(0.04);
    const targeted = moves({ alpha: 0.05, beta: 0.9, volatility: 0.5 });
    expect(Math.abs((momentsOf(targeted).variance * 8760) / 0.25 - 1)).toBeLessThan(0.04);
  });

  it('stretches whole bars and starts from the volatility that is asked for', () => {
    // Goal: extremes keep their proportion to the move; the first step has the start volatility.
    const calm = walkOf(filteredHistory.create({ ...given, 'start-volatility': 0.1 })(history), { steps: 1, path: 3 });
    const wild = walkOf(filteredHistory.create({ ...given, 'start-volatility': 1 })(history), { steps: 1, path: 3 });
    expect(wild.logReturn[0] / calm.logReturn[0]).toBeCloseTo(10, 9);
    expect((wild.bars?.high[0] ?? 0) / (calm.bars?.high[0] ?? 1)).toBeCloseTo(10, 9);
    const walk = walkOf(filteredHistory.create(given)(history), { steps: 50, path: 4, stretches: [9, 50] });
    const { high, low } = walk.bars ?? { high: [], low: [] };
    expect(walk.logReturn.every((move, step) => high[step] > Math.max(0, move) && low[step] < Math.min(0, move))).toBe(true);
  });

  it('refuses what does not fit', () => {
    // Goal: no history, no movement, other steps, and recursions without a level are refused with the reason.
    expect(() => filteredHistory.create(given)(testContext())).toThrow(UserError);
    expect(() => filteredHistory.create(given)({ ...history, stepMs: 7_200_000 })).toThrow(/steps of one candle/);
    const still = testContext({ candles: candlesOf(Array<number>(20).fill(0)) });
    expect(() => filteredHistory.create(filteredHistory.parameters.parse({}))(still)).toThrow(/without any movement/);
    const pauses = testContext({ candles: candlesOf([0.01, 0, 0, ...Array<number>(20).fill(0.01)]) });
    expect(() => filteredHistory.create(filteredHistory.parameters.parse({ alpha: 1, beta: 0 }))(pauses)).toThrow(/variance of 0/);
    const falling = testContext({ candles: candlesOf(Array<number>(50).fill(-0.01)) });
    expect(() => filteredHistory.create(filteredHistory.parameters.parse({ alpha: 0.01, beta: 0.9, gamma: 0.17 }))(falling)).toThrow(
      /multiplies variance/,
    );
    expect(filteredHistory.parameters.safeParse({ omega: 1e-6, alpha: 0.1, beta: 0.9 }).success).toBe(false);
  });
});
