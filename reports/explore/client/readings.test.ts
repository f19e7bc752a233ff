import { describe, expect, it } from 'vitest';
import { nearestIndex, readingsAt, readingText, stopsOf } from './readings.js';

type Series = Parameters<typeof readingsAt>[0]['series'][number];

const lines = { t: [0, 10, 20, 30], mark: [5, 6, null, 8], low: [1, 1, 1, 1] };
const bars = { from: [0, 15, 15], to: [15, 30, 30], low: [0, 0, 4], high: [3, 4, 9], fill: ['red', 'red', 'blue'] };
const tables = { lines, bars };
const common = { unit: 'usd', yScale: 'y', panel: '', colour: '', key: null };
const mark: Series = { ...common, title: 'Mark', table: 'lines', x: 't', y: 'mark', shape: 'line' };
const band: Series = { ...common, title: 'Band', table: 'lines', x: 't', y: 'low', y2: 'mark', shape: 'band' };
const bar: Series = { ...common, title: 'Blue', table: 'bars', x: 'from', x2: 'to', y: 'low', y2: 'high', shape: 'bar',
  only: { column: 'fill', equals: 'blue' } };

describe('readings', () => {
  // Goal: the cursor stops where there are points, and in the middle of bars where there are bars alone.
  it('has a stop per place', () => {
    expect(stopsOf([mark, bar], tables)).toEqual([0, 10, 20, 30]);
    expect(stopsOf([bar], tables)).toEqual([7.5, 22.5]);
  });

  // Goal: the nearest of many, by comparing with the plain search.
  it('nearestIndexVsPlainSearch', () => {
    const stops = [0, 3, 4, 10, 40];
    for (let value = -5; value < 50; value += 0.25) {
      const away = stops.map((stop) => Math.abs(stop - value));
      expect(away[nearestIndex(stops, value)]).toBe(Math.min(...away));
    }
    expect(nearestIndex([], 3)).toBe(-1);
  });

  // Goal: lines by the nearest point, bars by the one that covers the place and has the colour, no reading where there is no number.
  it('reads every series at a place', () => {
    expect(readingsAt({ series: [mark, bar], tables, place: 11 }).map(readingText)).toEqual([['Mark', '$6']]);
    expect(readingsAt({ series: [mark, bar], tables, place: 20 }).map(readingText)).toEqual([['Blue', '$5']]);
    expect(readingsAt({ series: [band], tables, place: 30 }).map(readingText)).toEqual([['Band', '$1 to $8']]);
  });
});
