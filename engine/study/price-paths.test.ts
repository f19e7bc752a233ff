import { describe, expect, it } from 'vitest';
import { loadHistory } from '../../data/history.ts';
import { bars, candles, minuteMs, scenarioInput, ticks } from '../../test/golden/study-inputs.ts';
import type { BarRow } from '../../test/golden/study-inputs.ts';
import { UserError } from '../errors.ts';
import type { Candles } from '../market/candles.ts';
import { exp, log, pow } from '../math/transcendental.ts';
import type { SeriesInput } from './inputs.ts';
import { depthScale, pathSource } from './price-paths.ts';
import type { PathSource } from './price-paths.ts';

const hourMs = 60 * minuteMs;

function sourceOf(series: Readonly<Record<string, SeriesInput>>, window: { startMs?: number; endMs?: number } = {}): PathSource {
  const underlyings = Object.fromEntries(Object.keys(series).map((name) => [name, { liquidity: null }]));
  return pathSource({ scenario: scenarioInput({ underlyings }), series, startMs: window.startMs ?? 0, endMs: window.endMs ?? null });
}

function problemOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return '';
}

/** Rows of a series inside [open, open + step). */
function insideBar(timesMs: Float64Array, prices: Float64Array, openMs: number, stepMs: number): number[] {
  return Array.from(prices).filter((_, tick) => timesMs[tick] >= openMs && timesMs[tick] < openMs + stepMs);
}

function expectBars(source: PathSource, index: number, all: readonly Candles[]): void {
  const { timesMs, prices } = source.draw(index);
  all.forEach((one, series) => {
    one.openTimeMs.forEach((openMs, bar) => {
      const inside = insideBar(timesMs, prices[series], openMs, one.stepMs);
      const found = [inside[0], Math.max(...inside), Math.min(...inside), inside[inside.length - 1]];
      expect(found).toEqual([one.open[bar], one.high[bar], one.low[bar], one.close[bar]]);
    });
  });
}

describe('bars rebuilt to minutes', () => {
  const btc = loadHistory('crash-2020/btc-usdt');
  const eth = loadHistory('crash-2020/eth-usdt');
  const crash = sourceOf({ BTC: { kind: 'bars', candles: btc }, ETH: { kind: 'bars', candles: eth } });

  it('hit open, high, low and close of every hour of March 2020 exactly, on every path', () => {
    // Goal: history is reproduced to the bit, whatever is drawn in between.
    for (const path of [0, 1, 17]) expectBars(crash, path, [btc, eth]);
  });

  it('run on strictly ascending times, close and next open one millisecond apart', () => {
    // Goal: every tick is an instant of its own.
    const { timesMs } = crash.draw(0);
    expect(timesMs).toHaveLength(btc.openTimeMs.length * 61);
    expect(timesMs.every((time, tick) => tick === 0 || time > timesMs[tick - 1])).toBe(true);
    expect(timesMs[61] - timesMs[60]).toBe(1);
    expect([crash.startMs, crash.endMs]).toEqual([btc.openTimeMs[0], btc.openTimeMs[btc.openTimeMs.length - 1] + hourMs - 1]);
  });

  it('are the same for one index and others for another', () => {
    // Goal: a path is named by its index alone, so that every parameter set sees the same one.
    expect(crash.draw(3)).toEqual(crash.draw(3));
    expect(crash.draw(3).prices[0]).not.toEqual(crash.draw(4).prices[0]);
  });

  it('are four ticks where a bar has two minutes or less', () => {
    // Goal: open, two extremes and close need four points.
    const source = sourceOf({ X: bars([[10, 12, 9, 11], [11, 11, 8, 8]], minuteMs) });
    expect(source.draw(0).timesMs).toEqual(Float64Array.of(0, 20_000, 40_000, 59_999, 60_000, 80_000, 100_000, 119_999));
    expectBars(source, 0, [candles([[10, 12, 9, 11], [11, 11, 8, 8]], minuteMs)]);
  });

  it('stand still where one underlying has no bar, and skip the time where none has', () => {
    // Goal: a hole in the data is neither interpolated nor filled with later prices.
    const rows: BarRow[] = [[10, 12, 9, 11], [11, 13, 10, 12], [12, 14, 11, 13]];
    const source = sourceOf({
      A: bars(rows, hourMs, [0, hourMs, 5 * hourMs]),
      B: bars([rows[0], rows[2]], hourMs, [0, 5 * hourMs]),
    });
    const { timesMs, prices } = source.draw(0);
    expect(timesMs).toHaveLength(3 * 61);
    expect(new Set(insideBar(timesMs, prices[1], hourMs, hourMs))).toEqual(new Set([11]));
    expect(timesMs.some((time) => time >= 2 * hourMs && time < 5 * hourMs)).toBe(false);
  });
});

describe('the window of a study', () => {
  const rows: BarRow[] = [[10, 12, 9, 11], [11, 13, 10, 12], [12, 14, 11, 13], [13, 14, 12, 12]];

  it('keeps whole bars only', () => {
    // Goal: a bar that begins before the start or ends after the end would show prices from outside.
    const source = sourceOf({ X: bars(rows, hourMs) }, { startMs: 1, endMs: 3 * hourMs + 1 });
    expect([source.startMs, source.endMs]).toEqual([hourMs, 3 * hourMs - 1]);
    expect(source.firstPrices).toEqual(Float64Array.of(11));
  });

  it('is what all underlyings share', () => {
    // Goal: nobody gets a price before its first or after its last bar.
    const later = rows.map((_, bar) => (bar + 1) * hourMs);
    const source = sourceOf({ A: bars(rows, hourMs), B: bars(rows, hourMs, later) });
    expect([source.startMs, source.endMs]).toEqual([hourMs, 4 * hourMs - 1]);
  });

  it('is refused when no bar lies inside, with the spans of the data', () => {
    // Goal: the usual mistake, data of another year, is explained.
    expect(problemOf(() => sourceOf({ X: bars(rows, hourMs) }, { startMs: 99 * hourMs }))).toContain('X 0 to 10800000');
  });
});

describe('series that do not fit together', () => {
  it('are refused: other bar lengths, ticks beside bars, other tick times', () => {
    // Goal: nothing is resampled silently.
    const row: BarRow[] = [[10, 12, 9, 11]];
    expect(problemOf(() => sourceOf({ A: bars(row, hourMs), B: bars(row, minuteMs) }))).toContain('bars of 1 minutes, A of 60');
    const mixed = problemOf(() => sourceOf({ A: bars(row, hourMs), B: ticks([1, 2]) }));
    expect(mixed).toContain('some underlyings have ticks, others bars or models');
    expect(problemOf(() => sourceOf({ A: ticks([1, 2]), B: ticks([1, 2, 3]) }))).toContain('B has 3 prices where A has 2');
    expect(problemOf(() => sourceOf({ A: ticks([1, 2]), B: ticks([1, 2], 5) }))).toContain('or at other times');
  });

  it('come in the order of their names, however the scenario lists them', () => {
    // Goal: the order of keys in a file decides nothing.
    expect(sourceOf({ B: ticks([2]), A: ticks([1]) }).firstPrices).toEqual(Float64Array.of(1, 2));
  });
});

describe('depth scale', () => {
  const reference = 0.03;
  const halfLifeMs = 20 * minuteMs;
  const timesMs = Float64Array.from({ length: 200 }, (_, tick) => tick * minuteMs);

  /** Log price goes up and down by the same step: constant volatility. */
  function constantVolatility(daily: number): Float64Array {
    const step = daily * Math.sqrt(1 / 1440);
    return timesMs.map((_, tick) => 100 * exp(tick % 2 === 0 ? 0 : step));
  }

  it('closedFormVsRecursion: on a path of constant volatility the variance relaxes from the reference to it', () => {
    // Goal: v(t) = w v0 + (1 - w) v, w = 2^(-t / half-life), written down independently.
    const daily = 0.09;
    for (const elasticity of [1, 0.6]) {
      const scale = depthScale({ timesMs, prices: constantVolatility(daily) }, reference, halfLifeMs, elasticity);
      timesMs.forEach((time, tick) => {
        const weight = pow(2, -time / halfLifeMs);
        const volatility = Math.sqrt(weight * reference * reference + (1 - weight) * daily * daily);
        expect(scale[tick]).toBeCloseTo(pow(volatility / reference, elasticity), 10);
      });
    }
  });

  it('is never below 1: a calm market is as deep as stated, not deeper', () => {
    // Goal: the stated depth is the most there is.
    const scale = depthScale({ timesMs, prices: constantVolatility(0.001) }, reference, halfLifeMs, 1);
    expect(Math.min(...scale)).toBe(1);
    expect(Math.max(...scale)).toBe(1);
  });

  it('sees no price before its time', () => {
    // Goal: causal: a crash at tick 100 changes nothing before it.
    const calm = constantVolatility(0.05);
    const crash = calm.map((price, tick) => (tick < 100 ? price : price / 2));
    const [before, after] = [calm, crash].map((prices) => depthScale({ timesMs, prices }, reference, halfLifeMs, 1));
    expect(after.subarray(0, 100)).toEqual(before.subarray(0, 100));
    expect(after[100]).toBeGreaterThan(before[100]);
  });

  it('does not depend on how finely a straight move is sampled more than its variance does', () => {
    // Goal: one step of two minutes with the same variance per time as two steps of one minute ends at the same scale.
    const step = 0.01;
    const minutes = { timesMs: Float64Array.of(0, minuteMs, 2 * minuteMs), prices: Float64Array.of(1, exp(step), 1) };
    const fine = depthScale(minutes, reference, halfLifeMs, 1);
    const twice = exp(step * Math.sqrt(2));
    const coarse = depthScale({ timesMs: Float64Array.of(0, 2 * minuteMs), prices: Float64Array.of(1, twice) }, reference, halfLifeMs, 1);
    expect(log(coarse[1])).toBeCloseTo(log(fine[2]), 12);
  });
});
