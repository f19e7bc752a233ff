import { describe, expect, it } from 'vitest';
import { formatSpread, ratiosOf, spreadOf } from './ratio.ts';

describe('ratios', () => {
  // Goal: rounds are paired before anything is averaged.
  it('are taken round by round', () => {
    expect(ratiosOf({ of: [10, 40, 90], to: [1, 2, 3] })).toEqual({ median: 20, min: 10, max: 30, n: 3 });
  });

  it('have a median for even counts', () => expect(spreadOf([4, 1, 2, 3]).median).toBe(2.5));

  it('are printed with their spread', () => {
    expect(formatSpread({ median: 12.345, min: 1.2, max: 1234.5, n: 5 })).toBe('12.3 [1.20..1,235], n 5');
  });
});
