import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { panned, zoomed } from './zoom.js';

const width = 400;
const full = [0, 1000] as const;

function axisOf([low, high]: readonly [number, number]) {
  return { invert: (pixel: number) => low + (pixel / width) * (high - low), width, full, leastSpan: 10 };
}

describe('zoomed', () => {
  // Goal: what is under the pointer stays under it, unless an end of the axis is in the way.
  it('keeps the value at the pixel', () => {
    const shown = zoomed(axisOf(full), { factor: 0.5, pixel: 100 });
    expect(shown).toEqual([125, 625]);
    expect(axisOf([125, 625]).invert(100)).toBe(axisOf(full).invert(100));
  });

  // Goal: out is the way back: as far as the whole axis, where nothing is zoomed any more.
  it('ends at the whole axis', () => {
    expect(zoomed(axisOf([250, 750]), { factor: 2, pixel: 200 })).toBeNull();
    expect(zoomed(axisOf([0, 400]), { factor: 2, pixel: 400 })).toEqual([0, 800]);
  });

  // Goal: no row of moves leaves the axis, turns it around or comes closer than allowed.
  it('stays inside the axis whatever is done', () => {
    const move = fc.record({ factor: fc.double({ min: 0.05, max: 20, noNaN: true }), pixel: fc.integer({ min: 0, max: width }),
      share: fc.double({ min: -3, max: 3, noNaN: true }) });
    fc.assert(fc.property(fc.array(move, { maxLength: 12 }), (moves) => {
      let shown: readonly [number, number] = full;
      for (const { share, ...zoom } of moves) {
        shown = panned(axisOf(zoomed(axisOf(shown), zoom) ?? full), share) ?? full;
        expect(shown[0]).toBeGreaterThanOrEqual(0);
        expect(shown[1]).toBeLessThanOrEqual(1000);
        expect(shown[1] - shown[0]).toBeGreaterThanOrEqual(10 - 1e-9);
      }
    }));
  });
});

describe('panned', () => {
  // Goal: the span stays as wide as it is, also at the ends.
  it('moves by a share and stops at the ends', () => {
    expect(panned(axisOf([200, 400]), 0.5)).toEqual([300, 500]);
    expect(panned(axisOf([200, 400]), -2)).toEqual([0, 200]);
    expect(panned(axisOf([700, 900]), 2)).toEqual([800, 1000]);
    expect(panned(axisOf(full), 1)).toBeNull();
  });
});
