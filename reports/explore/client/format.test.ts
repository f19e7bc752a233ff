import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as report from '../../format.ts';
import * as client from './format.js';

const small = [0, -0, 1, -1, 0.004, -0.009, 0.01, 0.9995, 9.995, 3e-9];
const edges = [...small, 999.5, 999.95, 1000, 999_950, -999_999, 1e6, 1.5e9, 9.9996e11, 1e12, 1e15, 1e21];
const fractions = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e16, max: 1e16 });
const numbers = fc.oneof(fc.constantFrom(...edges), fractions, fc.integer());

describe('formats of the page, clientVsReport', () => {
  // Goal: the cursor of a live chart writes every number as the report around it does.
  it.each([
    ['formatUsd', client.formatUsd, report.formatUsd],
    ['formatPrice', client.formatPrice, report.formatPrice],
    ['formatRatio', client.formatRatio, report.formatRatio],
    ['formatTime', client.formatTime, report.formatTime],
  ] as const)('%s', (_, one, other) => {
    for (const value of edges) expect(one(value)).toBe(other(value));
    fc.assert(fc.property(numbers, (value) => one(value) === other(value)), { numRuns: 500 });
  });

  // Goal: counts are written as counts.
  it('formatWhole', () => {
    fc.assert(fc.property(fc.integer(), (value) => client.formatWhole(value) === report.formatCount(value)));
  });

  // Goal: the unit of an axis chooses the format.
  it('formatValue', () => {
    expect(['usd', 'price', 'time', 'number'].map((unit) => client.formatValue(1500.25, unit))).toEqual([
      '$1.50k', '$1,500', report.formatTime(1500.25), '1,500',
    ]);
  });
});
