import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import { openStream } from '../../math/random.ts';
import { candlesOf } from '../testing/candles.ts';
import { testContext } from '../testing/walk.ts';
import { barsPerStep, highFirstProbability, historyBars } from './history-bars.ts';

const returns = Array.from({ length: 12 }, (_, bar) => (bar % 2 === 0 ? 0.02 : -0.01));

describe('bars of history', () => {
  it('gives moves and extremes relative to the close before', () => {
    // Goal: a bar is moved to any price by adding its columns; gaps between close and open belong to it.
    const candles = candlesOf(returns, { wick: 0.005 });
    const bars = historyBars(testContext({ candles }), 'bootstrap');
    expect(bars.count).toBe(12);
    expect(bars.move[1]).toBeCloseTo(-0.01, 12);
    expect([bars.high[1], bars.low[1]].map((value) => Number(value.toFixed(12)))).toEqual([0.005, -0.015]);
    candles.open[3] *= 1.1;
    candles.high[3] *= 1.1;
    const gap = historyBars(testContext({ candles }), 'bootstrap');
    expect(gap.move[3]).toBeCloseTo(-0.01, 12);
    expect(gap.high[3]).toBeGreaterThan(0.09);
    candles.openTimeMs.forEach((time, bar) => (candles.openTimeMs[bar] = bar < 3 ? time : time + 7_200_000));
    expect(historyBars(testContext({ candles }), 'bootstrap').move[3]).toBeCloseTo(-0.01 - Math.log(1.1), 12);
  });

  it('orderVSBrownian: the probability that the high comes first is that of Brownian bars', () => {
    // Goal: calibration: among simulated bars of 400 steps, grouped by the forecast, the share with the high first is the forecast within 4
    // standard errors and the 1.5 % that the unknown variance and the grid cost.
    const stream = openStream({ seed: 5, scenario: 'test', path: 0, component: 'bars', purpose: 'order' });
    const steps = 400;
    const normals = new Float64Array(steps);
    const groups = Array.from({ length: 5 }, () => ({ n: 0, forecast: 0, first: 0 }));
    for (let bar = 0; bar < 12_000; bar++) {
      stream.fillNormals(normals);
      let [move, high, low, highAt, lowAt] = [0, 0, 0, 0, 0];
      for (let step = 0; step < steps; step++) {
        move += normals[step];
        if (move > high) [high, highAt] = [move, step];
        if (move < low) [low, lowAt] = [move, step];
      }
      const forecast = highFirstProbability({ move, high, low });
      const group = groups[Math.min(4, Math.floor(forecast * 5))];
      group.n++;
      group.forecast += forecast;
      group.first += highAt < lowAt ? 1 : 0;
    }
    for (const { n, forecast, first } of groups) {
      expect(n).toBeGreaterThan(300);
      expect(Math.abs(first - forecast) / n).toBeLessThan(0.015 + 4 * Math.sqrt(0.25 / n));
    }
  });

  it('knows the order where an extreme is an end', () => {
    // Goal: an open at the high means that the high came first, a close at the high that it came last; no movement says nothing.
    expect(highFirstProbability({ move: -1, high: 0, low: -2 })).toBe(1);
    expect(highFirstProbability({ move: 2, high: 2, low: -1 })).toBe(0);
    expect(highFirstProbability({ move: -2, high: 1, low: -2 })).toBe(1);
    expect(highFirstProbability({ move: 0, high: 0, low: 0 })).toBe(0.5);
    expect(highFirstProbability({ move: 0, high: 1, low: -1 })).toBe(0.5);
  });

  it('refuses missing, short and impossible history, and steps that are no whole bars', () => {
    // Goal: each mistake is named with what to do.
    expect(() => historyBars(testContext(), 'fhs')).toThrow(UserError);
    expect(() => historyBars(testContext(), 'fhs')).toThrow(/price model fhs of BTC has no candles[\s\S]*name candles/);
    expect(() => historyBars(testContext({ candles: candlesOf([0.1]) }), 'fhs')).toThrow(/has 1 candles/);
    const broken = candlesOf(returns);
    broken.low[4] = 0;
    expect(() => historyBars(testContext({ candles: broken }), 'fhs')).toThrow(/candle 5 of BTC/);
    const candles = candlesOf(returns);
    const most = { model: 'bootstrap', most: Infinity };
    expect(barsPerStep(testContext({ candles, stepMs: 10_800_000 }), most)).toBe(3);
    expect(() => barsPerStep(testContext({ candles, stepMs: 5_400_000 }), most)).toThrow(/one candle or several/);
    expect(() => barsPerStep(testContext({ candles, stepMs: 7_200_000 }), { model: 'fhs', most: 1 })).toThrow(/steps of one candle\n/);
  });
});
