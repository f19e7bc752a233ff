/**
 * sin, cos, atan and their relatives from + - * / and square roots only, the same bits on every machine. Angles in radians. Method:
 * argument reduction in several parts (W. J. Cody and W. Waite, Software Manual for the Elementary Functions, 1980), then the
 * Taylor series, which at most an eighth of a turn away from 0 needs nine terms.
 */
import { assert } from './assert.ts';

const PI = 3.141592653589793;
const HALF_PI = 1.5707963267948966;
const TWO_OVER_PI = 0.6366197723675814;
/** pi / 2 in three parts; the first two end in zero bits, so that multiples up to 2^20 of them are exact. */
const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_MIDDLE = 6.077100506303966e-11;
const HALF_PI_LOW = 2.0222662487959506e-21;
/** What pi / 2 has beyond its double. */
const HALF_PI_REST = 6.123233995736766e-17;
const LARGEST_ANGLE = 1.6e6;

/** (sin r - r) / r^3 as a function of r^2, for |r| <= pi / 4. */
function sineTail(z: number): number {
  const high = 1 / 6227020800 - z * (1 / 1307674368000 - z * (1 / 355687428096000));
  return -1 / 6 + z * (1 / 120 - z * (1 / 5040 - z * (1 / 362880 - z * (1 / 39916800 - z * high))));
}

/** (cos r - 1 + r^2 / 2) / r^4 as a function of r^2, for |r| <= pi / 4. */
function cosineTail(z: number): number {
  const high = 1 / 87178291200 - z * (1 / 20922789888000 - z * (1 / 6402373705728000));
  return 1 / 24 - z * (1 / 720 - z * (1 / 40320 - z * (1 / 3628800 - z * (1 / 479001600 - z * high))));
}

/** Sine and cosine of one angle, |angle| <= 1.6e6 radians (InvariantError beyond); NaN stays NaN. Absolute error below 2e-16. */
export function sinCos(angle: number): { sin: number; cos: number } {
  if (angle !== angle) return { sin: NaN, cos: NaN };
  assert(Math.abs(angle) <= LARGEST_ANGLE, `angles go up to ${LARGEST_ANGLE} radians, not ${angle}`);
  const turns = Math.floor(angle * TWO_OVER_PI + 0.5);
  const coarse = angle - turns * HALF_PI_HIGH;
  const middle = coarse - turns * HALF_PI_MIDDLE;
  const low = turns * HALF_PI_LOW - (coarse - middle - turns * HALF_PI_MIDDLE);
  const r = middle - low;
  const rest = middle - r - low;
  const z = r * r;
  const sine = r + (r * z * sineTail(z) + rest);
  const half = 0.5 * z;
  const cosine = 1 - half + (1 - (1 - half) - half + z * z * cosineTail(z) - r * rest);
  return inQuadrant(turns & 3, sine, cosine);
}

function inQuadrant(quadrant: number, sine: number, cosine: number): { sin: number; cos: number } {
  if (quadrant === 0) return { sin: sine, cos: cosine };
  if (quadrant === 1) return { sin: cosine, cos: -sine };
  if (quadrant === 2) return { sin: -sine, cos: -cosine };
  return { sin: -cosine, cos: sine };
}

/** Sine of an angle in radians; range and precision of `sinCos`. */
export function sin(angle: number): number {
  return sinCos(angle).sin;
}

/** Cosine of an angle in radians; range and precision of `sinCos`. */
export function cos(angle: number): number {
  return sinCos(angle).cos;
}

/** atan(k / 8) for k = 0 .. 8. */
const eighths = [
  ...[0, 0.12435499454676144, 0.24497866312686414, 0.3587706702705722, 0.4636476090008061],
  ...[0.5585993153435624, 0.6435011087932844, 0.7188299996216245, 0.7853981633974483],
];

/** Angle in [-pi / 2, pi / 2] with the tangent x. Relative error below 3e-16. */
export function atan(x: number): number {
  if (x < 0) return -atan(-x);
  if (x > 1) return HALF_PI - (atan(1 / x) - HALF_PI_REST);
  if (!(x > 0)) return x;
  const k = Math.floor(8 * x + 0.5);
  // atan x = atan c + atan((x - c) / (1 + x c)), with c so near that five terms of the series are left.
  const t = (x - k / 8) / (1 + (x * k) / 8);
  const z = t * t;
  const series = 1 / 3 - z * (1 / 5 - z * (1 / 7 - z * (1 / 9 - z * (1 / 11 - z * (1 / 13)))));
  return eighths[k] + (t - t * z * series);
}

/** Angle in (-pi, pi] of the point (x, y) seen from the origin; 0 for the origin itself. */
export function atan2(y: number, x: number): number {
  if (y < 0) return -atan2(-y, x);
  if (x === 0 && y === 0) return 0;
  if (x >= y) return atan(y / x);
  return x > -y ? HALF_PI - atan(x / y) : PI + atan(y / x);
}

/** Angle in [-pi / 2, pi / 2] with the sine x, for x in [-1, 1]. */
export function asin(x: number): number {
  assert(x >= -1 && x <= 1, `a sine lies in [-1, 1], not ${x}`);
  return atan2(x, Math.sqrt((1 - x) * (1 + x)));
}
