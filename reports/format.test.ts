import { describe, expect, it } from 'vitest';
import {
  countOf, formatCount, formatPercent, formatPrice, formatRatio, formatSeconds, formatSpan, formatTime, formatUsd,
} from './format.ts';

/** Spaces that do not break are written as plain ones here, so that expectations can be read. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

describe('formatUsd', () => {
  it('keeps three significant digits and steps from k to tn', () => {
    expect([0, 0.004, 0.5, 12.3, 999, 1234].map(formatUsd)).toEqual(['$0', '<$0.01', '$0.50', '$12.3', '$999', '$1.23k']);
    expect([45_000, 980_000, 1_234_567, 4.5e9, 1.2e12, 3.4e16].map(formatUsd)).toEqual([
      '$45k', '$980k', '$1.23M', '$4.50bn', '$1.20tn', '$34,000tn',
    ]);
  });

  it('moves to the next step when rounding reaches a thousand', () => {
    expect([999.7, 999_950, 999_999_999].map(formatUsd)).toEqual(['$1.00k', '$1.00M', '$1.00bn']);
  });

  it('puts the sign before the currency and a dash for nothing', () => {
    expect([-1_234_567, -0.001, -0, null].map(formatUsd)).toEqual(['−$1.23M', '−<$0.01', '$0', '–']);
  });
});

describe('formatPrice', () => {
  it('shows whole dollars, cents or four significant digits, whichever the price needs', () => {
    expect([48_312.4, 3950, 96.8784, 1, 0.43121, 0.0000123456, 0, -37.63, null].map(formatPrice)).toEqual([
      '$48,312', '$3,950', '$96.88', '$1', '$0.4312', '$0.00001235', '$0', '−$37.63', '–',
    ]);
  });
});

describe('formatPercent', () => {
  it('keeps three significant digits and says when a share is small but not zero', () => {
    expect([0, 0.00001, 0.0942, 0.62913, 1, -0.655, 12.3456].map(formatPercent).map(plain)).toEqual([
      '0 %', '<0.01 %', '9.42 %', '62.9 %', '100 %', '−65.5 %', '1,235 %',
    ]);
  });
});

describe('other numbers', () => {
  it('writes counts in full and means with three digits', () => {
    expect([0, 7, 1_234_567, 12.34, 412.3, 0.0001].map(formatCount)).toEqual(['0', '7', '1,234,567', '12.3', '412', '<0.001']);
  });

  it('writes ratios', () => {
    expect([0, 0.6125, 1.6, 12.345, null].map(formatRatio)).toEqual(['0', '0.613', '1.60', '12.3', '–']);
  });

  it('writes lengths of time in the unit that fits', () => {
    expect([42, 5460, 13_000].map(formatSeconds).map(plain)).toEqual(['42 s', '91 min', '3.61 h']);
    expect([0, 40 * 60_000, 12_000_000, 86_400_000 * 5 + 7_200_000].map(formatSpan).map(plain)).toEqual([
      '0 min', '40 min', '3 h 20 min', '5 days 2 h',
    ]);
  });

  it('writes times in UTC whatever the zone of the machine, and a dash for what is no time', () => {
    expect([1583995500000, null, 1e18].map(formatTime).map(plain)).toEqual(['12 Mar 2020 06:45 UTC', '–', '–']);
  });

  it('agrees nouns with their number', () => {
    expect([countOf(1, 'path'), countOf(32, 'path')].map(plain)).toEqual(['1 path', '32 paths']);
  });
});
