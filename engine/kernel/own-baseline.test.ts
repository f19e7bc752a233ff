import { describe, expect, it } from 'vitest';
import { OwnBaseline } from './own-baseline.ts';

describe('OwnBaseline', () => {
  it('tells the volume before the fills of this instant, however many there were', () => {
    // Goal: the first fill of an instant is remembered, the second does not hide it; another instant starts from what stands then.
    const now = { volume: Float64Array.of(0, 7), volumeTimeMs: Float64Array.of(0, 0) };
    const baseline = new OwnBaseline(now);
    const fill = (market: number, nowMs: number, lots: number): void => {
      baseline.remember(market, nowMs);
      now.volume[market] += lots;
      now.volumeTimeMs[market] = nowMs;
    };
    const before = (market: number, nowMs: number): number[] => {
      const { volumeBefore, volumeBeforeTimeMs } = baseline.readingOf(market, nowMs);
      return [volumeBefore[market], volumeBeforeTimeMs[market]];
    };
    fill(0, 10, -3);
    fill(0, 10, -4);
    expect([before(0, 10), before(1, 10)]).toEqual([[0, 0], [7, 0]]);
    expect(before(0, 20)).toEqual([-7, 10]);
    fill(0, 20, 2);
    expect(before(0, 20)).toEqual([-7, 10]);
  });
});
