import { describe, expect, it } from 'vitest';
import { thinnedIndexes } from './thin-series.ts';

/** A day of minutes in which one minute has 5,000 events. */
function busyMinute(): { values: number[]; timesMs: number[] } {
  const timesMs = Array.from({ length: 1440 }, (_, minute) => minute * 60_000);
  const crowd = Array.from({ length: 5000 }, (_, event) => 700 * 60_000 + event);
  const all = [...timesMs, ...crowd].sort((one, other) => one - other);
  return { timesMs: all, values: all.map((_, index) => Math.sin(index / 300)) };
}

describe('thinned series', () => {
  it('keeps quiet hours as dense as a busy minute', () => {
    // Goal: no stretch of the day is drawn as one straight line because another one is crowded.
    const series = busyMinute();
    const kept = thinnedIndexes(series, 500);
    expect(kept.length).toBeLessThanOrEqual(500);
    const times = kept.map((index) => series.timesMs[index]);
    const gaps = times.slice(1).map((time, index) => time - times[index]);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * (86_340_000 / 249) + 60_000);
  });

  it('keeps the extremes, the first and the last, in order', () => {
    // Goal: the deepest moment of a crash is on the chart.
    const { values, timesMs } = busyMinute();
    const low = values.indexOf(Math.min(...values));
    const kept = thinnedIndexes({ values, timesMs }, 60);
    expect(kept).toContain(low);
    expect([kept[0], kept[kept.length - 1]]).toEqual([0, values.length - 1]);
    expect([...kept].sort((one, other) => one - other)).toEqual(kept);
  });

  it('leaves short series alone, and knows a series of one instant', () => {
    // Goal: nothing is invented.
    expect(thinnedIndexes({ values: [3, 1, 2], timesMs: [0, 1, 2] }, 10)).toEqual([0, 1, 2]);
    const still = Array.from({ length: 50 }, (_, index) => index);
    expect(thinnedIndexes({ values: still, timesMs: still.map(() => 7) }, 10)).toEqual([0, 49]);
  });
});
