import { describe, expect, it } from 'vitest';
import { openStream } from '../math/random.ts';
import { bridgeMaximum, bridgeMinimum, bridgeStayProbability } from './bridge.ts';
import { drawExtremes, rangeExcess } from './joint-extremes.ts';

const stream = (purpose: string) => openStream({ seed: 1, scenario: 'test', path: 0, component: 'extremes', purpose });

describe('joint extremes of a bridge', () => {
  it('rangeVSStayProbability: the law of the maximum given the minimum is the derivative of the two-barrier probability', () => {
    // Goal: the differentiated series agrees with central differences of the published one.
    const variance = 0.7;
    for (const [start, end] of [[0.4, 0.9], [1.3, 0.2], [0.05, 0.06]]) {
      for (const range of [1.31, 1.6, 2.4]) {
        const step = 1e-5;
        const stay = (low: number, high: number) => bridgeStayProbability({ from: start, to: end, variance, low, high });
        const slope = (high: number) => (stay(step, high) - stay(0 - step, high)) / (2 * step);
        const derivative = slope(range) / slope(40);
        expect(Math.abs(1 - rangeExcess(start, end, variance, range) - derivative)).toBeLessThan(1e-7);
      }
    }
  });

  it('is a distribution function: 0 at the larger end, rising, 1 far out', () => {
    // Goal: the inversion always finds its root.
    let before = 0;
    for (let range = 0.5; range < 8; range += 0.05) {
      const now = 1 - rangeExcess(0.2, 0.5, 1, range);
      expect(now).toBeGreaterThanOrEqual(before - 1e-12);
      before = now;
    }
    expect(before).toBeGreaterThan(1 - 1e-12);
    expect(rangeExcess(0.2, 0.5, 1, 0.5)).toBe(1);
  });

  it('jointVSMarginals: minima and maxima have their own laws, and their product is that of the two barriers', () => {
    // Goal: 20,000 joint draws hit P(max > H), P(min < L) and P(stay between) within four standard errors.
    const draws = new Float64Array(60_000);
    stream('joint').fillUniforms(draws);
    const bridge = { from: 0, to: 0.3, variance: 1 };
    const [low, high] = [-0.4, 0.9];
    const counts = { above: 0, below: 0, inside: 0 };
    for (let i = 0; i < draws.length; i += 3) {
      const found = drawExtremes({ ...bridge, minimumDraw: draws[i], maximumDraw: draws[i + 1], orderDraw: draws[i + 2] });
      if (found.high > high) counts.above++;
      if (found.low < low) counts.below++;
      if (found.high < high && found.low > low) counts.inside++;
    }
    const n = draws.length / 3;
    const exact = {
      above: Math.exp(-2 * high * (high - 0.3)),
      below: Math.exp(-2 * low * (low - 0.3)),
      inside: bridgeStayProbability({ ...bridge, low, high }),
    };
    for (const key of ['above', 'below', 'inside'] as const) {
      expect(Math.abs(counts[key] / n - exact[key])).toBeLessThan(4 * Math.sqrt((exact[key] * (1 - exact[key])) / n));
    }
  });

  it('searchVSBisection: finds the maximum of every draw, also where the law is flat', () => {
    // Goal: 3,000 draws with ends anywhere: the range found has the probability of its draw, or lies where bisection puts it.
    const draws = new Float64Array(9000);
    stream('search').fillUniforms(draws);
    for (let i = 0; i < draws.length; i += 3) {
      const to = 3 * (draws[i] - 0.5);
      const found = drawExtremes({ from: 0, to, variance: 1, minimumDraw: draws[i + 1], maximumDraw: draws[i + 2], orderDraw: 0.5 });
      const ends = [0 - found.low, to - found.low] as const;
      let [left, right] = [Math.max(...ends), 12];
      for (let round = 0; round < 60; round++) {
        const middle = 0.5 * (left + right);
        if (1 - rangeExcess(...ends, 1, middle) < draws[i + 2]) left = middle;
        else right = middle;
      }
      expect(Math.abs(found.high - found.low - left)).toBeLessThan(1e-5);
    }
  });

  it('orderVSFineGrid: which extreme came first agrees with bridges of 2,000 steps', () => {
    // Goal: the leading images say the order within a hundredth where a step moved by half of its deviation.
    const [bridges, steps, to] = [4000, 500, 0.5];
    const normals = new Float64Array(steps);
    const source = stream('order');
    let counted = 0;
    let claimed = 0;
    for (let bridge = 0; bridge < bridges; bridge++) {
      source.fillNormals(normals);
      const { low, high, lowFirst } = extremesOf(normals, to);
      counted += lowFirst ? 1 : 0;
      claimed += 1 / (1 + Math.exp(4 * (0 - to) * (high - low)));
    }
    expect(Math.abs(counted - claimed) / bridges).toBeLessThan(0.03);
  });

  it('stands still without variance and keeps the marginal draws of one extreme', () => {
    // Goal: the minimum is the one that its draw alone gives, and a step without variance has no extremes but its ends.
    const draws = { minimumDraw: 0.2, maximumDraw: 0.7, orderDraw: 0.5 };
    expect(drawExtremes({ from: 1, to: 2, variance: 0, ...draws })).toEqual({ low: 1, high: 2, lowFirst: true });
    const found = drawExtremes({ from: 0, to: 0.1, variance: 0.5, ...draws });
    expect(found.low).toBe(bridgeMinimum({ from: 0, to: 0.1, variance: 0.5, uniform: 0.2 }));
    expect(found.high).toBeGreaterThan(0.1);
    expect(found.high).toBeLessThan(bridgeMaximum({ from: 0, to: 0.1, variance: 0.5, uniform: 1e-9 }));
  });
});

/** Extremes of the bridge from 0 to `to` with variance 1 that these normals draw. */
function extremesOf(normals: Float64Array, to: number): { low: number; high: number; lowFirst: boolean } {
  const steps = normals.length;
  const total = normals.reduce((sum, value) => sum + value, 0) / Math.sqrt(steps);
  let [walk, low, high, lowAt, highAt] = [0, 0, 0, 0, 0];
  for (let step = 1; step <= steps; step++) {
    walk += normals[step - 1] / Math.sqrt(steps);
    const place = walk + (step / steps) * (to - total);
    if (place < low) [low, lowAt] = [place, step];
    if (place > high) [high, highAt] = [place, step];
  }
  return { low, high, lowFirst: lowAt < highAt };
}
