import { describe, expect, it } from 'vitest';
import { openStream } from '../math/random.ts';
import type { Jump, WalkColumns } from './price-model.ts';
import { emptyColumns } from './testing/walk.ts';
import { TickBuilder } from './walk-ticks.ts';
import type { TickGrid } from './walk-ticks.ts';

const hourMs = 3_600_000;
const stream = (component: string) => openStream({ seed: 2, scenario: 'test', path: 0, component, purpose: 'extremes' });

function columns(returns: readonly number[], variance: number, jumps: Jump[] = []): WalkColumns {
  const made = emptyColumns(returns.length, false);
  made.logReturn.set(returns);
  made.variance.fill(variance);
  made.jumps.push(...jumps);
  return made;
}

function ticksOf(walks: readonly WalkColumns[], extremes: TickGrid['extremes'] = 'joint') {
  const steps = walks[0].logReturn.length;
  const grid = { startMs: 1000, stepMs: hourMs, steps, extremes, correlations: null };
  const builder = new TickBuilder(grid, Float64Array.from(walks, () => 100));
  builder.append({ from: 0, to: steps }, walks.map((own, place) => ({ columns: own, stream: stream(String(place)) })));
  return builder.finish();
}

function ascending(values: Float64Array): boolean {
  return values.every((value, index) => index === 0 || value > values[index - 1]);
}

describe('ticks of walks', () => {
  it('show the end of every step, and both extremes around it', () => {
    // Goal: one underlying has three ticks a step: its extremes at a third and two thirds, its end at the end.
    const { timesMs, prices } = ticksOf([columns([0.01, -0.02], 1e-4)]);
    expect(Array.from(timesMs, (time) => (time - 1000) / 1_200_000)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(prices[0][0]).toBe(100);
    expect(prices[0][3]).toBeCloseTo(100 * Math.exp(0.01), 10);
    expect(prices[0][6]).toBeCloseTo(100 * Math.exp(-0.01), 10);
    const inside = [prices[0][1], prices[0][2]];
    expect(Math.max(...inside)).toBeGreaterThan(prices[0][3]);
    expect(Math.min(...inside)).toBeLessThan(100);
  });

  it('leave the others on their line where one shows an extreme', () => {
    // Goal: two underlyings have five ticks a step; extremes of both never meet in one tick.
    const { prices } = ticksOf([columns([0.02], 1e-2), columns([0.05], 1e-2)]);
    expect(prices[0]).toHaveLength(6);
    expect(prices[1][1]).toBeCloseTo(100 * Math.exp(0.05 / 5), 10);
    expect(prices[0][2]).toBeCloseTo(100 * Math.exp((0.02 * 2) / 5), 10);
    expect(prices[1][3]).toBeCloseTo(100 * Math.exp((0.05 * 3) / 5), 10);
    expect(prices[0][4]).toBeCloseTo(100 * Math.exp((0.02 * 4) / 5), 10);
  });

  it('show the price before and after a jump, in order of time', () => {
    // Goal: what lies between both prices never traded, and the step still ends where diffusion and jumps lead.
    const jumps = [{ step: 0, fraction: 0.25, size: -0.3 }, { step: 0, fraction: 0.75, size: 0.1 }];
    for (const extremes of ['joint', 'none'] as const) {
      const { timesMs, prices } = ticksOf([columns([0.01, 0], 1e-6, jumps), columns([0, 0], 1e-6)], extremes);
      expect(ascending(timesMs)).toBe(true);
      expect(timesMs.at(-1)).toBe(1000 + 2 * hourMs);
      const drops = Array.from(prices[0]).filter((price, tick) => tick > 0 && Math.log(price / prices[0][tick - 1]) < -0.29);
      expect(drops).toHaveLength(1);
      expect(prices[0].at(-1)).toBeCloseTo(100 * Math.exp(0.01 - 0.2), 10);
      expect(prices[1].every((price) => Math.abs(price - 100) < 1)).toBe(true);
    }
  });

  it('join jumps of several underlyings at one moment', () => {
    // Goal: assets that crash together have one tick before and one after.
    const jump = (size: number): Jump[] => [{ step: 0, fraction: 0.5, size }];
    const { prices } = ticksOf([columns([0], 0, jump(-0.2)), columns([0], 0, jump(-0.4))], 'none');
    expect(prices.map((column) => Array.from(column, (price) => Math.round(price * 1000) / 1000))).toEqual([
      [100, 100, 81.873, 81.873],
      [100, 100, 67.032, 67.032],
    ]);
  });

  it('are those of the bar where the model carries bars', () => {
    // Goal: bootstrap shows the high and the low of history, in the order of the bar.
    const bar = emptyColumns(1, true);
    bar.logReturn[0] = 0.01;
    bar.bars?.high.set([0.05]);
    bar.bars?.low.set([-0.02]);
    bar.bars?.highFirst.set([1]);
    const { prices } = ticksOf([bar]);
    const expected = [0, 0.05, -0.02, 0.01].map((value) => expect.closeTo(value, 12) as number);
    expect(Array.from(prices[0], (price) => Math.log(price / 100))).toEqual(expected);
  });

  it('do not depend on how a path is cut into stretches of the same streams', () => {
    // Goal: a stretch continues where the last one ended.
    const walk = columns([0.01, -0.02, 0.03], 1e-4, [{ step: 1, fraction: 0.4, size: -0.1 }]);
    const own = stream('0');
    const grid = { startMs: 1000, stepMs: hourMs, steps: 3, extremes: 'joint', correlations: null } as const;
    const builder = new TickBuilder(grid, Float64Array.of(100));
    for (const step of [0, 1, 2]) builder.append({ from: step, to: step + 1 }, [{ columns: walk, stream: own }]);
    expect(builder.finish()).toEqual(ticksOf([walk]));
  });
});
