import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { finishedPath, fourPoints, frameOf, innerExtremes, isWrongOrder, traceBridge } from './rebuild-bridge.ts';

const bar = { open: 100, high: 110, low: 95, close: 105 };
/** A walk of five steps: up, far down, up, up, back to its start. */
const walk = Float64Array.of(0, 0.3, -0.5, 0.1, 0.4, 0);

describe('frameOf', () => {
  it('sees positive prices as logarithms of ratios to the open', () => {
    const frame = frameOf(bar);
    expect(frame.logarithmic).toBe(true);
    expect(frame.close).toBeCloseTo(Math.log(1.05), 15);
    expect([frame.bottom, frame.top]).toEqual([0, frame.close]);
    expect(frame.deviation).toBeCloseTo(Math.log(110 / 95) / Math.sqrt(4 * Math.LN2), 14);
    expect([frame.lowInside, frame.highInside]).toEqual([true, true]);
  });

  it('sees other prices as differences from the open', () => {
    const frame = frameOf({ open: -10, high: 5, low: -37.63, close: -37.63 });
    expect(frame.logarithmic).toBe(false);
    expect([frame.close, frame.high, frame.bottom, frame.top]).toEqual([-27.630000000000003, 15, -27.630000000000003, 0]);
    expect([frame.lowInside, frame.highInside]).toEqual([false, true]);
  });

  it('refuses a bar whose prices contradict each other', () => {
    expect(() => frameOf({ ...bar, high: 104 })).toThrow(InvariantError);
    expect(() => frameOf({ ...bar, open: NaN })).toThrow(InvariantError);
  });
});

describe('traceBridge', () => {
  it('runs from the open to the close, and backwards when reversed', () => {
    const flat = frameOf({ ...bar, close: 100 });
    const [forwards, backwards] = [new Float64Array(6), new Float64Array(6)];
    traceBridge({ frame: flat, walk, deviation: 2, reversed: false }, forwards);
    traceBridge({ frame: flat, walk, deviation: 2, reversed: true }, backwards);
    expect(Array.from(forwards)).toEqual([0, 0.6, -1, 0.2, 0.8, 0]);
    expect(Array.from(backwards)).toEqual([0, 0.8, 0.2, -1, 0.6, 0]);
  });

  it('reflects where the low is the open itself', () => {
    const places = new Float64Array(6);
    traceBridge({ frame: frameOf({ ...bar, low: 100, close: 100 }), walk, deviation: 2, reversed: false }, places);
    expect(Array.from(places)).toEqual([0, 0.6, 1, 0.2, 0.8, 0]);
  });

  it('reflects as often as needed between an open and a close that are both extremes', () => {
    const places = new Float64Array(6);
    const frame = frameOf({ open: 100, high: 100, low: 90, close: 90 });
    traceBridge({ frame, walk, deviation: 3, reversed: false }, places);
    expect(Array.from(places).every((place) => place <= 0 && place >= frame.close)).toBe(true);
  });
});

describe('innerExtremes and isWrongOrder', () => {
  it('leave out the ends and name the first of equals', () => {
    expect(innerExtremes(Float64Array.of(9, 1, 3, 3, 0, 0, -9))).toEqual({ low: 0, high: 3, lowAt: 4, highAt: 2 });
  });

  it('finds an order wrong only where the bar has a choice', () => {
    const extremes = { low: 0, high: 1, lowAt: 1, highAt: 2 };
    expect(isWrongOrder({ frame: frameOf(bar), extremes, wanted: 'high' })).toBe(true);
    expect(isWrongOrder({ frame: frameOf(bar), extremes, wanted: 'low' })).toBe(false);
    expect(isWrongOrder({ frame: frameOf(bar), extremes, wanted: 'random' })).toBe(false);
    expect(isWrongOrder({ frame: frameOf({ ...bar, high: 105 }), extremes, wanted: 'high' })).toBe(false);
  });
});

describe('finishedPath and fourPoints', () => {
  it('gives the four prices of the bar in either order, from a walk that has one order only', () => {
    for (const wanted of ['high', 'low'] as const) {
      const path = finishedPath({ frame: frameOf(bar), walk, deviation: 0.1, reversed: false, wanted });
      expect([path[0], path[5], Math.max(...path), Math.min(...path)]).toEqual([100, 105, 110, 95]);
      expect(path.indexOf(110) < path.indexOf(95)).toBe(wanted === 'high');
    }
  });

  it('pushes a walk that never leaves open and close out to both extremes', () => {
    const path = finishedPath({ frame: frameOf(bar), walk: new Float64Array(6), deviation: 0.1, reversed: false, wanted: 'random' });
    expect([Math.max(...path), Math.min(...path)]).toEqual([110, 95]);
  });

  it('orders four points as asked', () => {
    expect(Array.from(fourPoints(frameOf(bar), 'high'))).toEqual([100, 110, 95, 105]);
    expect(Array.from(fourPoints(frameOf(bar), 'low'))).toEqual([100, 95, 110, 105]);
  });
});
