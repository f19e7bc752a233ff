/**
 * exp, log and their relatives from + - * / and bit access only, so that a run gives the same bits on every machine:
 * ECMAScript leaves the precision of Math.exp and Math.log to the implementation (ECMA-262, "Math", note on approximations).
 *
 * Method: Cody-Waite argument reduction by ln 2 in two parts and a polynomial fitted here at Chebyshev nodes
 * (W. J. Cody and W. Waite, Software Manual for the Elementary Functions, 1980). Errors stay below 1 ulp for exp, log and log1p.
 */
import { assert } from './assert.ts';

const INVERSE_LN2 = 1.4426950408889634;
/** ln 2 in two parts; the first ends in zero bits, so that a multiple of it by an exponent is exact. */
const LN2_HIGH = 6.93147180369123816490e-1;
const LN2_LOW = 1.90821492927058770002e-10;

const SMALLEST_EXPONENT = -1074;
const LARGEST_EXPONENT = 1023;
/** powers[k - SMALLEST_EXPONENT] = 2^k, subnormals included. */
const powers = powersOfTwo();

function powersOfTwo(): Float64Array {
  const table = new Float64Array(LARGEST_EXPONENT - SMALLEST_EXPONENT + 1);
  const one = 0 - SMALLEST_EXPONENT;
  table[one] = 1;
  for (let i = one + 1; i < table.length; i++) table[i] = table[i - 1] * 2;
  for (let i = one - 1; i >= 0; i--) table[i] = table[i + 1] * 0.5;
  return table;
}

/** One double seen as two words; which of them is the upper depends on the machine's byte order. */
const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);
bits[0] = 1;
const UPPER = words[1] !== 0 ? 1 : 0;

/** 2^exponent for an integer exponent in [-1074, 1023], exact. */
export function powerOfTwo(exponent: number): number {
  assert(
    Number.isInteger(exponent) && exponent >= SMALLEST_EXPONENT && exponent <= LARGEST_EXPONENT,
    `no double is 2^${exponent}`,
  );
  return powers[exponent - SMALLEST_EXPONENT];
}

/** (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2, relative error of the whole below 2^-61. */
function exponentialTail(r: number): number {
  const r2 = r * r;
  const r4 = r2 * r2;
  const lower = 0.5 + r * 0.1666666666666667 + r2 * (0.04166666666666667 + r * 0.008333333333326136);
  const middle = 0.0013888888888883748 + r * 0.00019841269874820627 + r2 * (2.4801587325547743e-5 + r * 2.7557255400206422e-6);
  const upper = 2.75572736431103e-7 + r * 2.5105217004720745e-8 + r2 * 2.0914686968086876e-9;
  return lower + r4 * (middle + r4 * upper);
}

/** e^(x - k ln 2) for k = nearest integer to x / ln 2. */
function reducedExponential(x: number, k: number): number {
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  return 1 + (high + (r * r * exponentialTail(r) - low));
}

/** Arguments up to this are reduced by no multiple of ln 2: a little less than ln 2 / 2. */
const NOT_REDUCED = 0.3465;

/** e^x. Overflows to Infinity and underflows through the subnormals to 0; NaN stays NaN; exp(0) is exactly 1. */
export function exp(x: number): number {
  // What the general way does for k = 0, without its look-up: log returns and displacements are small.
  if (x > -NOT_REDUCED && x < NOT_REDUCED) return 1 + (x + x * x * exponentialTail(x));
  if (!(x >= -708 && x <= 709)) return exponentialAtTheEdge(x);
  // As in `reducedExponential`, without a call: its result would be an object, and these were a fifth of what a path left to be collected.
  const k = Math.floor(x * INVERSE_LN2 + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  return (1 + (high + (r * r * exponentialTail(r) - low))) * powers[k - SMALLEST_EXPONENT];
}

/** Scales in two steps where 2^k alone is no normal double; the subnormal result is rounded once. */
function exponentialAtTheEdge(x: number): number {
  if (x !== x) return x;
  if (x > 710) return Infinity;
  if (x < -746) return 0;
  const k = Math.floor(x * INVERSE_LN2 + 0.5);
  const mantissa = reducedExponential(x, k);
  if (k > 0) return mantissa * powerOfTwo(k - 1) * 2;
  return mantissa * powerOfTwo(k + 100) * powerOfTwo(-100);
}

/** e^x - 1 without cancellation near 0 (relative error below 4e-16 everywhere). */
export function expm1(x: number): number {
  if (!(x > -38 && x < 38)) return exp(x) - 1;
  const k = Math.floor(x * INVERSE_LN2 + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const tail = r * r * exponentialTail(r) - low;
  if (k === 0) return x + tail;
  const offset = 1 - powers[0 - k - SMALLEST_EXPONENT];
  return (offset + high + tail) * powers[k - SMALLEST_EXPONENT];
}

/** Natural logarithm. log(1) is exactly 0; log(0) = -Infinity; NaN for a negative number. */
export function log(x: number): number {
  bits[0] = x;
  const upper = words[UPPER];
  if (upper < 0x00100000 || upper >= 0x7ff00000) return logarithmAtTheEdge(x);
  return logarithmOfNormal(x, upper, 0);
}

/** `upper` is the upper word of the bits of x; `shift` is added to the exponent. */
function logarithmOfNormal(x: number, upper: number, shift: number): number {
  // 0x95f62 moves the border between exponents from 1 to about sqrt(1/2), so that the mantissa lies around 1.
  const exponent = ((upper + 0x95f62) >> 20) - 1023;
  const f = x * powers[0 - exponent - SMALLEST_EXPONENT] - 1;
  const k = exponent + shift;
  const half = 0.5 * f * f;
  const s = f / (2 + f);
  const correction = s * (half + logarithmTail(s * s)) + k * LN2_LOW;
  return k * LN2_HIGH - (half - correction - f);
}

/** (log((1 + s) / (1 - s)) - 2 s) / s as a function of z = s^2, for mantissas in [sqrt(1/2), sqrt(2)]. */
function logarithmTail(z: number): number {
  const z2 = z * z;
  const z4 = z2 * z2;
  const lower = 0.6666666666666666 + z * 0.4000000000000088 + z2 * (0.2857142857080323 + z * 0.2222222239180047);
  const upper = 0.18181795630884753 + z * 0.15386240205813478 + z2 * (0.13268759668560612 + z * 0.13086767009948175);
  return z * (lower + z4 * upper);
}

function logarithmAtTheEdge(x: number): number {
  if (x === 0) return -Infinity;
  if (x < 0) return NaN;
  if (x !== x || x === Infinity) return x;
  const scaled = x * powerOfTwo(54);
  bits[0] = scaled;
  return logarithmOfNormal(scaled, words[UPPER], -54);
}

/** log(1 + x) without cancellation near 0 (relative error below 4e-16 everywhere). */
export function log1p(x: number): number {
  const sum = 1 + x;
  if (!(sum > 0) || sum === Infinity) return log(sum);
  if (sum === 1) return x;
  // What the addition lost, exact because the larger operand comes first.
  const lost = x < 1 ? x - (sum - 1) : 1 - (sum - x);
  return log(sum) + lost / sum;
}

const LARGEST_MULTIPLIED_EXPONENT = 64;

/**
 * x^y. Integer exponents up to 64 in magnitude by repeated multiplication (so exact where the products are), one half by the
 * square root, everything else exp(y log x) with a relative error of about |y log x| 2e-16. NaN for a negative x
 * with an exponent that is no integer.
 */
export function pow(x: number, y: number): number {
  if (y === 0.5 && x >= 0) return Math.sqrt(x);
  if (Math.floor(y) === y && Math.abs(y) <= LARGEST_MULTIPLIED_EXPONENT) return powerByMultiplication(x, y);
  if (x === 1) return 1;
  if (x < 0) return powerOfNegative(x, y);
  if (x === 0) return y > 0 ? 0 : y < 0 ? Infinity : NaN;
  return exp(y * log(x));
}

function powerByMultiplication(x: number, y: number): number {
  let result = 1;
  let square = x;
  for (let rest = Math.abs(y); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return y < 0 ? 1 / result : result;
}

function powerOfNegative(x: number, y: number): number {
  if (Math.abs(y) === Infinity) return exp(y * log(-x));
  if (Math.floor(y) !== y) return NaN;
  const magnitude = exp(y * log(-x));
  return Math.abs(y % 2) === 1 ? -magnitude : magnitude;
}
