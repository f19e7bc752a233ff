import { describe, expect, it } from 'vitest';
import type { Candles } from '../candles.ts';
import { returnSeries } from './returns.ts';

const hourMs = 3_600_000;

/** Bars that open and close at the price of their hours; null is a missing bar. */
function candlesOf(bars: readonly (readonly [open: number, close: number] | null)[], offsetMs = 0): Candles {
  const there = bars.flatMap((bar, hour) => (bar === null ? [] : [{ hour, open: bar[0], close: bar[1] }]));
  const column = (pick: (bar: { hour: number; open: number; close: number }) => number): Float64Array => Float64Array.from(there, pick);
  return {
    symbol: 'BTC',
    stepMs: hourMs,
    openTimeMs: column(({ hour }) => hour * hourMs + offsetMs),
    open: column(({ open }) => open),
    high: column(({ open, close }) => Math.max(open, close)),
    low: column(({ open, close }) => Math.min(open, close)),
    close: column(({ close }) => close),
    volume: null,
  };
}

const digits = (values: Float64Array): number[] => Array.from(values, (value) => Number(value.toFixed(12)));
const logs = (...ratios: number[]): number[] => ratios.map((ratio) => Number(Math.log(ratio).toFixed(12)));

describe('returns of candles', () => {
  it('goes from close to close, and from the open where nothing came before', () => {
    // Goal: the first bar counts as well, and a jump between a close and the next open belongs to the later step.
    const series = returnSeries(candlesOf([[100, 102], [103, 101], [101, 99]]));
    expect(digits(series.returns)).toEqual(logs(1.02, 101 / 102, 99 / 101));
    expect(Array.from(series.fresh)).toEqual([1, 0, 0]);
    expect(series).toMatchObject({ missingSteps: 0, gaps: 0, lastPrice: 99, stepYears: 1 / 8760 });
  });

  it('never bridges a gap', () => {
    // Goal: a return over two missing hours is no hourly return; the bar after them counts from its own open and starts anew.
    const series = returnSeries(candlesOf([[100, 102], null, null, [110, 111], [111, 112], null, [90, 91]]));
    expect(digits(series.returns)).toEqual(logs(1.02, 111 / 110, 112 / 111, 91 / 90));
    expect(Array.from(series.fresh)).toEqual([1, 1, 0, 1]);
    expect(series).toMatchObject({ missingSteps: 3, gaps: 2 });
  });

  it('joins bars to longer steps, also over bars that are missing inside', () => {
    // Goal: two-hour returns from known ends; where the last bar of a step is missing the step is, and the next begins at its open.
    const bars = [[100, 101], [101, 104], [104, 105], null, [108, 107], [107, 110], [110, 111], null, [112, 113], [113, 114]] as const;
    const series = returnSeries(candlesOf(bars), 2 * hourMs);
    expect(digits(series.returns)).toEqual(logs(1.04, 110 / 108, 114 / 112));
    expect(series).toMatchObject({ missingSteps: 2, gaps: 2 });
    const inside = returnSeries(candlesOf([[100, 101], null, [104, 105]]), 3 * hourMs);
    expect(digits(inside.returns)).toEqual(logs(1.05));
  });

  it('takes days that begin at another hour', () => {
    // Goal: candles that do not start on whole steps since 1970 have returns all the same.
    expect(returnSeries(candlesOf([[100, 102], [102, 103]], 60_000)).returns.length).toBe(2);
  });

  it('refuses steps that the bars do not divide, and data without a single step', () => {
    // Goal: no silent rounding of the step.
    expect(() => returnSeries(candlesOf([[100, 101]]), 90 * 60_000)).toThrow(/whole number of bars/);
    expect(() => returnSeries(candlesOf([[100, 101]]), 60_000)).toThrow(/whole number of bars/);
    expect(() => returnSeries(candlesOf([[100, 101]]), 24 * hourMs)).toThrow(/no step of 86400 s/);
  });
});
