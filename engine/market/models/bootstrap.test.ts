import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import type { WalkColumns } from '../price-model.ts';
import { candlesOf } from '../testing/candles.ts';
import { momentsOf, sampleOf } from '../testing/moments.ts';
import { testContext, walkOf } from '../testing/walk.ts';
import { blockBootstrap } from './bootstrap.ts';

/** Target D18. */
const series = [-0.02, 0.01, 0.015, -0.03, 0.025, -0.005, 0.01, -0.04, 0.02, 0.005];
const history = testContext({ candles: candlesOf(series, { wick: 0.002 }) });
const given = blockBootstrap.parameters.parse({ 'mean-block': '4h' });

function barsOf({ bars }: WalkColumns): NonNullable<WalkColumns['bars']> {
  if (bars === null) throw new Error('no bars');
  return bars;
}

describe('stationary bootstrap of bars', () => {
  it('walkVSClosedForm: the standard error of a resampled mean', () => {
    // Goal: target D18: ten values, restart probability 0.25: the mean of ten resampled has the standard error 0.00338196 (independent
    // draws: 0.0066); 20,000 resamples know it to 4 x 0.5 %.
    const model = blockBootstrap.create(given)(history);
    const means = sampleOf(20_000, (path) => walkOf(model, { steps: 10, path }).logReturn.reduce((sum, value) => sum + value / 10, 0));
    expect(Math.abs(Math.sqrt(momentsOf(means).variance) / 0.003381955965419799 - 1)).toBeLessThan(0.02);
    expect(Math.abs(momentsOf(means).mean + 0.001)).toBeLessThan(4 * momentsOf(means).meanError);
  });

  it('takes whole bars, with their wicks, and goes on in its block in the next stretch', () => {
    // Goal: each step is a bar of history; with blocks of a million hours the history goes round in order.
    const model = blockBootstrap.create({ ...given, 'mean-block': '40000d', scale: 2 })(history);
    expect([model.usesCandles, model.bars]).toEqual([true, true]);
    const walk = walkOf(model, { steps: 25, path: 1, stretches: [7, 25] });
    const start = series.findIndex((value) => Math.abs(2 * value - walk.logReturn[0]) < 1e-12);
    const { high, low, highFirst } = barsOf(walk);
    for (let step = 0; step < 25; step++) {
      const value = 2 * series[(start + step) % 10];
      expect(walk.logReturn[step]).toBeCloseTo(value, 12);
      expect(high[step]).toBeCloseTo(Math.max(0, value) + 0.004, 12);
      expect(low[step]).toBeCloseTo(Math.min(0, value) - 0.004, 12);
    }
    expect(walk.variance.every((value) => value === 0) && walk.jumps.length === 0).toBe(true);
    expect(new Set(highFirst)).toEqual(new Set([0, 1]));
  });

  it('stepsVSBars: a step of five hours is five bars end to end', () => {
    // Goal: the same draws in steps of one and of five bars give the same path, and the extremes of the long step are the outermost.
    const one = walkOf(blockBootstrap.create(given)(history), { steps: 50, path: 3 });
    const five = walkOf(blockBootstrap.create(given)({ ...history, stepMs: 18_000_000 }), { steps: 10, path: 3 });
    const [small, large] = [barsOf(one), barsOf(five)];
    for (let step = 0; step < 10; step++) {
      let [price, high, low, highAt, lowAt] = [0, 0, 0, -1, -1];
      for (let bar = 5 * step; bar < 5 * step + 5; bar++) {
        if (price + small.high[bar] > high) [high, highAt] = [price + small.high[bar], bar];
        if (price + small.low[bar] < low) [low, lowAt] = [price + small.low[bar], bar];
        price += one.logReturn[bar];
      }
      expect(five.logReturn[step]).toBe(price);
      expect([large.high[step], large.low[step]]).toEqual([high, low]);
      if (highAt !== lowAt) expect(large.highFirst[step]).toBe(highAt < lowAt ? 1 : 0);
    }
  });

  it('takes the same bars for every underlying', () => {
    // Goal: dependence between underlyings is that of history: a series and its mirror image stay mirror images.
    const mirror = testContext({ underlying: 'ETH', candles: candlesOf(series.map((value) => -value)) });
    const one = walkOf(blockBootstrap.create(given)(history), { steps: 30, path: 2 }).logReturn;
    walkOf(blockBootstrap.create(given)(mirror), { steps: 30, path: 2 }).logReturn.forEach((value, step) =>
      expect(value).toBeCloseTo(-one[step], 12),
    );
  });

  it('refuses what does not fit', () => {
    // Goal: no candles, steps that are no bars, blocks below a bar and impossible parameters.
    expect(() => blockBootstrap.create(given)(testContext())).toThrow(UserError);
    expect(() => blockBootstrap.create(given)({ ...history, stepMs: 60_000 })).toThrow(/does not fit candles/);
    expect(() => blockBootstrap.create({ ...given, 'mean-block': '30m' })(history)).toThrow(/shorter than a candle/);
    expect(blockBootstrap.parameters.safeParse({ scale: 0 }).success).toBe(false);
    expect(blockBootstrap.parameters.safeParse({ 'mean-block': '5 days' }).success).toBe(false);
  });
});
