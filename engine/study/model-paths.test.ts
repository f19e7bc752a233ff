import { describe, expect, it } from 'vitest';
import { choice, scenarioInput } from '../../test/golden/study-inputs.ts';
import { UserError } from '../errors.ts';
import { PathRoom } from '../market/walk-ticks.ts';
import type { DependenceInput, ModelSeries, ScenarioInput } from './inputs.ts';
import { pathSource } from './price-paths.ts';
import type { PathSource } from './price-paths.ts';

const hourMs = 3_600_000;

const gaussian: DependenceInput = { copula: 'gaussian', degrees: 4, correlation: 0.8, crashCorrelation: 0 };

function gbm(volatility = 0.8, changes: Partial<ModelSeries> = {}): ModelSeries {
  return { kind: 'model', startPrice: 100, model: choice('price', 'gbm', { volatility }), candles: null, ...changes };
}

interface Changes extends Partial<ScenarioInput> {
  readonly endMs?: number | null;
}

function sourceOf(series: Readonly<Record<string, ModelSeries>>, { endMs = 24 * hourMs, ...changes }: Changes = {}): PathSource {
  const underlyings = Object.fromEntries(Object.keys(series).map((name) => [name, { liquidity: null }]));
  const scenario = scenarioInput({ underlyings, grid: { stepMs: hourMs, extremes: 'joint', substeps: 1 }, ...changes });
  return pathSource({ scenario, series, startMs: 0, endMs });
}

function ends({ prices }: { prices: readonly Float64Array[] }): number[] {
  return prices.map((column) => column[column.length - 1]);
}

describe('paths of models', () => {
  it('are the same for the same index and the same whoever else has a price', () => {
    // Goal: common random numbers: adding an underlying that sorts later, or running another path first, shifts nothing.
    const alone = sourceOf({ BTC: gbm() });
    const [first, again] = [alone.draw(3), sourceOf({ BTC: gbm() })];
    again.draw(9);
    expect(again.draw(3)).toEqual(first);
    expect(ends(alone.draw(4))).not.toEqual(ends(first));
    const both = sourceOf({ BTC: gbm(), ETH: gbm(1) }, { dependence: gaussian });
    expect(ends(both.draw(3))[0]).toBe(ends(first)[0]);
  });

  it('are the same in a room that they share, one after the other', () => {
    // Goal: what a longer, jumping or earlier path left behind shows nowhere, and prices without jumps take the columns of the one before.
    const jumping = { ...gbm(), model: choice('price', 'merton', { volatility: 0.8, 'jumps-per-year': 200, 'jump-mean': -0.02 }) };
    for (const extremes of ['joint', 'none'] as const) {
      const grid = { stepMs: hourMs, extremes, substeps: 1 };
      const sources = [sourceOf({ BTC: gbm(), ETH: gbm(1) }, { grid }), sourceOf({ BTC: jumping }, { grid })];
      const room = new PathRoom();
      for (let index = 0; index < 12; index++) {
        const source = sources[index % 3 === 2 ? 1 : 0];
        expect(source.draw(index, {}, room)).toEqual(source.draw(index));
      }
      const [column] = sources[0].draw(1, {}, room).prices;
      expect(sources[0].draw(2, {}, room).prices[0]).toBe(column);
    }
  });

  it('hang together as their dependence says', () => {
    // Goal: correlation 0.8 of the shocks is that of the returns, moved to 0.9 by half of the way to 1; a matrix by pairs does the same.
    const correlationOf = (changes: Partial<DependenceInput>) => {
      const source = sourceOf({ A: gbm(), B: gbm() }, { endMs: hourMs, dependence: { ...gaussian, ...changes } });
      let [ab, aa, bb] = [0, 0, 0];
      for (let index = 0; index < 4000; index++) {
        const [a, b] = ends(source.draw(index)).map((price) => Math.log(price / 100));
        ab += a * b;
        aa += a * a;
        bb += b * b;
      }
      return ab / Math.sqrt(aa * bb);
    };
    expect(correlationOf({})).toBeCloseTo(0.8, 1);
    expect(Math.abs(correlationOf({ correlation: { 'B/A': -0.5 } }) + 0.5)).toBeLessThan(0.05);
    expect(Math.abs(correlationOf({ crashCorrelation: 0.5 }) - 0.9)).toBeLessThan(0.02);
  });

  it('begin alike where their lineages do', () => {
    // Goal: a branch shares every tick of the stretches it shares, and none of the later ones.
    const source = sourceOf({ BTC: gbm() });
    const one = source.draw(0, { branch: { stretchSteps: 6, lineage: [7, 7, 7, 7] } });
    const other = source.draw(0, { branch: { stretchSteps: 6, lineage: [7, 7, 8, 8] } });
    const half = 1 + 3 * 12;
    expect(other.prices[0].subarray(0, half)).toEqual(one.prices[0].subarray(0, half));
    expect(other.prices[0].at(-1)).not.toBe(one.prices[0].at(-1));
  });

  it('tiltVSMean: weights of tilted paths average 1 and bring the mean back', () => {
    // Goal: E[w] = 1 and E[w S] = E[S], within four standard errors of 4,000 paths.
    const source = sourceOf({ A: gbm(), B: gbm(0.5) }, { dependence: { ...gaussian, correlation: 0.6 } });
    const n = 4000;
    let [sum, squares, prices, priceSquares] = [0, 0, 0, 0];
    for (let index = 0; index < n; index++) {
      const drawn = source.draw(index, { tilt: { shock: -0.15, jumpRate: 1 } });
      const weight = Math.exp(drawn.logWeight);
      sum += weight;
      squares += weight * weight;
      const value = weight * ends(drawn)[1];
      prices += value;
      priceSquares += value * value;
    }
    const error = (total: number, square: number) => Math.sqrt((square / n - (total / n) ** 2) / n);
    expect(Math.abs(sum / n - 1)).toBeLessThan(4 * error(sum, squares));
    expect(Math.abs(prices / n - 100)).toBeLessThan(4 * error(prices, priceSquares));
  });

  it.each<[string, Readonly<Record<string, ModelSeries>>, Changes, RegExp]>([
    ['no grid', { A: gbm() }, { grid: null }, /without steps/],
    ['no end', { A: gbm() }, { endMs: null }, /without an end/],
    ['a broken step', { A: gbm() }, { endMs: 1.5 * hourMs }, /1\.5 steps/],
    ['no first price', { A: gbm(0.8, { startPrice: null }) }, {}, /no price to start from/],
    [
      'impossible correlations',
      { A: gbm(), B: gbm(), C: gbm() },
      { dependence: { ...gaussian, copula: 't', correlation: { 'A/B': 0.9, 'A/C': 0.9, 'B/C': -0.9 } } },
      /not positive semi-definite/,
    ],
  ])('refuses %s', (_, series, changes, message) => {
    // Goal: what cannot be drawn is said before the first path, with what to write instead.
    expect(() => sourceOf(series, changes)).toThrow(UserError);
    expect(() => sourceOf(series, changes)).toThrow(message);
  });
});

describe('a perpetual beside its spot', () => {
  it('shows no basis inside a step that it does not have at the ends', () => {
    // Goal: extremes of both are of one path: over a day in one step the largest log basis stays far below a move of the day.
    const basis: ModelSeries = { ...gbm(), model: choice('price', 'basis', { follows: 'A', overshoot: 0 }) };
    const source = sourceOf({ A: gbm(), PERP: basis }, { grid: { stepMs: 24 * hourMs, extremes: 'joint', substeps: 1 } });
    let largest = 0;
    for (let index = 0; index < 200; index++) {
      const { prices } = source.draw(index);
      prices[0].forEach((spot, tick) => (largest = Math.max(largest, Math.abs(Math.log(prices[1][tick] / spot)))));
    }
    expect(largest).toBeLessThan(0.8 / Math.sqrt(365));
  });
});
