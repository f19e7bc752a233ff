import { describe, expect, it } from 'vitest';
import { makeRunFolder } from '../test/fixtures/run-folder.ts';
import { plausibleColumns, withTables } from '../test/fixtures/run-tables.ts';
import { breakBins, breakingPoint, judgedPaths } from './break-share.ts';

const folder = makeRunFolder({ paths: 200 });
const columns = plausibleColumns(folder)['venue-2020'];
const paths = judgedPaths(withTables(folder, { columns: { 'venue-2020': columns }, firstPath: 1000 }), 'venue-2020');

describe('where a venue breaks', () => {
  it('breakingPointVsSorting: is the mildest broken path and the deepest that held', () => {
    // Goal: found again by sorting the columns; numbers are those of the study.
    const lows = columns['price_low_ratio'];
    const broken = lows.map((low, row) => ({ low, row })).filter(({ row }) => columns['adl_paid_usd'][row] > 0);
    const held = lows.map((low, row) => ({ low, row })).filter(({ row }) => !(columns['adl_paid_usd'][row] > 0));
    const { mildestBroken, severestHeld } = breakingPoint(paths);
    expect(mildestBroken?.lowRatio).toBe(Math.max(...broken.map(({ low }) => low)));
    expect(severestHeld?.lowRatio).toBe(Math.min(...held.map(({ low }) => low)));
    expect(lows[(mildestBroken?.path ?? 0) - 1000]).toBe(mildestBroken?.lowRatio);
    expect(breakingPoint([])).toEqual({ mildestBroken: null, severestHeld: null });
  });

  it('groups hold every path once', () => {
    // Goal: counts add up, groups do not overlap, and each interval holds its share.
    const bins = breakBins(paths);
    expect(bins).toHaveLength(10);
    expect(bins.reduce((sum, bin) => sum + bin.paths, 0)).toBe(200);
    expect(bins.reduce((sum, bin) => sum + bin.broken, 0)).toBe(paths.filter(({ isBroken }) => isBroken).length);
    bins.slice(1).forEach(({ from }, index) => expect(from).toBeGreaterThanOrEqual(bins[index].to));
    for (const { paths: n, broken, interval } of bins) {
      expect(interval.low).toBeLessThanOrEqual(broken / n);
      expect(interval.high).toBeGreaterThanOrEqual(broken / n);
    }
  });

  it('needs prices and losses', () => {
    // Goal: a run that kept neither is not said to have held.
    expect(judgedPaths(folder, 'venue-2020')).toEqual([]);
    expect(judgedPaths(withTables(folder, { columns: { 'venue-2020': { price_low_ratio: [0.5] } } }), 'venue-2020')).toEqual([]);
  });
});
