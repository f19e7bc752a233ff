import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as axes from '../../charts/axes.ts';
import { roundTicks, timeTicks } from './ticks.js';

const span = fc.tuple(fc.integer({ min: 0, max: 2e12 }), fc.integer({ min: 60_000, max: 4e10 }));

describe('ticks of a zoomed axis, clientVsReport', () => {
  // Goal: zooming does not change the rules by which ticks are chosen.
  it('are those of the still chart for the same span', () => {
    fc.assert(fc.property(span, ([from, length]) => {
      expect(timeTicks(from, from + length)).toEqual(axes.timeTicks(from, from + length));
      expect(roundTicks(from / 7, (from + length) / 7)).toEqual(axes.priceTicks(from / 7, (from + length) / 7));
    }));
    expect(roundTicks(5, 5)).toEqual([5]);
  });
});
