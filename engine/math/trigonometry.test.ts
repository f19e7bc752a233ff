import { describe, expect, it } from 'vitest';
import { InvariantError } from './assert.ts';
import { asin, atan, atan2, cos, sin, sinCos } from './trigonometry.ts';

/** Angle, sine and cosine of that double, by arithmetic with 30 digits. */
const circle: readonly (readonly [number, number, number])[] = [
  [1e-9, 1e-9, 1],
  [0.1, 0.09983341664682815, 0.9950041652780258],
  [0.5, 0.479425538604203, 0.8775825618903728],
  [0.7853981633974483, 0.7071067811865475, 0.7071067811865476],
  [1, 0.8414709848078965, 0.5403023058681398],
  [1.5707963267948966, 1, 6.123233995736766e-17],
  [2, 0.9092974268256817, -0.4161468365471424],
  [3.141592653589793, 1.2246467991473532e-16, -1],
  [10, -0.5440211108893698, -0.8390715290764524],
  [-4.5, 0.977530117665097, -0.2107957994307797],
  [355, -3.014435335948845e-5, -0.999999999545659],
  [1e5, 0.03574879797201651, -0.9993608074382124],
  [1.5e6, 0.5109987142462677, -0.8595814760909295],
];

const arcs: readonly (readonly [number, number])[] = [
  [1e-9, 1e-9],
  [0.06, 0.05992815512120788],
  [0.0625, 0.06241880999595735],
  [0.3, 0.2914567944778671],
  [0.9375, 0.7531512809621944],
  [0.99, 0.7803730800666359],
  [1, 0.7853981633974483],
  [1.5, 0.982793723247329],
  [7.3, 1.4346573659417559],
  [1e10, 1.5707963266948965],
  [-2.5, -1.1902899496825317],
];

const ulp = 2.3e-16;

describe('sine and cosine', () => {
  it('sineVSArbitraryPrecision: keep all digits, also near their zeros', () => {
    // Goal: relative error of about one unit in the last place, up to the largest angle.
    for (const [angle, sine, cosine] of circle) {
      expect(Math.abs(sin(angle) - sine)).toBeLessThanOrEqual(1.5 * ulp * Math.abs(sine));
      expect(Math.abs(cos(angle) - cosine)).toBeLessThanOrEqual(1.5 * ulp * Math.abs(cosine));
    }
  });

  it('sineVSBuiltIn: agree with Math.sin and Math.cos to the last bits on a fine grid', () => {
    // Goal: no bad spot between the checked points; the built-in ones are good but may differ between machines.
    for (let i = -20_000; i < 20_000; i++) {
      const angle = i * 0.0137;
      expect(Math.abs(sin(angle) - Math.sin(angle))).toBeLessThan(ulp);
      expect(Math.abs(cos(angle) - Math.cos(angle))).toBeLessThan(ulp);
    }
  });

  it('pass NaN on and refuse angles whose digits would be noise', () => {
    // Goal: no silent nonsense.
    expect(sinCos(NaN)).toEqual({ sin: NaN, cos: NaN });
    expect(() => sin(1e7)).toThrow(InvariantError);
    expect(() => cos(Infinity)).toThrow(InvariantError);
  });
});

describe('arc functions', () => {
  it('arcVSArbitraryPrecision: atan keeps all digits', () => {
    // Goal: relative error of about one unit in the last place.
    for (const [x, angle] of arcs) expect(Math.abs(atan(x) / angle - 1)).toBeLessThan(1.5 * ulp);
    expect([atan(0), atan(Infinity), atan(-Infinity)]).toEqual([0, Math.PI / 2, -Math.PI / 2]);
  });

  it('arcVSBuiltIn: atan2 finds every direction and asin undoes sine', () => {
    // Goal: all eight octants, the axes, and the ends of the range.
    for (let i = -500; i <= 500; i++) {
      const [x, y] = [Math.cos(i / 80), Math.sin(i / 80)];
      expect(Math.abs(atan2(y, x) - Math.atan2(y, x))).toBeLessThan(5e-16);
      expect(Math.abs(asin(i / 500) - Math.asin(i / 500))).toBeLessThan(3e-16);
    }
    expect([atan2(0, 1), atan2(0, -1), atan2(1, 0), atan2(-1, 0), atan2(0, 0)]).toEqual([0, Math.PI, Math.PI / 2, -Math.PI / 2, 0]);
    expect(() => asin(1.1)).toThrow(InvariantError);
  });
});
