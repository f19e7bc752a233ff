import { describe, expect, it } from 'vitest';
import { differenceBins, logBins, logDomain } from './histogram-bins.ts';

const values = Float64Array.from({ length: 700 }, (_, index) => (index % 5 === 0 ? 0 : 3 * 1.013 ** index));

describe('bins of histograms', () => {
  it('countsVsScan: every positive value lies in the bin that counts it', () => {
    // Goal: no value lost at an edge; ends of the outer bins are those of the sample.
    const bins = logBins(values);
    const [last] = bins.slice(-1);
    for (const { from, to, count } of bins) {
      const isBelow = (value: number): boolean => value < to * (1 - 1e-12) || to === last.to;
      const inside = values.filter((value) => value >= from * (1 + 1e-12) && isBelow(value));
      expect(Math.abs(inside.length - count)).toBeLessThanOrEqual(1);
    }
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(560);
    const ratios = bins.map(({ from, to }) => to / from);
    ratios.forEach((ratio) => expect(ratio).toBeCloseTo(ratios[0], 9));
  });

  it('of one value alone have room, of none there are none', () => {
    // Goal: no division by zero, no axis without length.
    expect(logBins(Float64Array.of(0, 5, 5)).reduce((sum, { count }) => sum + count, 0)).toBe(2);
    expect(logDomain(Float64Array.of(5))[1]).toBeGreaterThan(5);
    expect(logBins(new Float64Array(3))).toEqual([]);
    expect(differenceBins(new Float64Array(3))).toEqual([]);
  });

  it('of differences have an edge at 0 and lose nothing', () => {
    // Goal: red and green never share a bar; what lies beyond the middle 99 % is in the outer bars.
    const differences = Float64Array.from({ length: 400 }, (_, index) => ((index * 61) % 400) - 130 + (index === 7 ? 1e6 : 0));
    const bins = differenceBins(differences);
    expect(bins.some(({ from }) => from === 0)).toBe(true);
    const counted = (holds: (from: number) => boolean): number => {
      return bins.filter(({ from }) => holds(from)).reduce((sum, { count }) => sum + count, 0);
    };
    expect(counted((from) => from >= 0)).toBe(differences.filter((value) => value > 0).length);
    expect(counted((from) => from < 0)).toBe(differences.filter((value) => value < 0).length);
    expect(differenceBins(Float64Array.of(-3, -3, -2)).every(({ to }) => to <= 0)).toBe(true);
  });
});
