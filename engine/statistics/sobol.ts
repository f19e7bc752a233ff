/** Sobol points: a sequence that fills the unit cube more evenly than independent draws. */
import { assert } from '../math/assert.ts';

/** One coordinate: degree and coefficients of its primitive polynomial, and the first odd direction integers. */
type Direction = readonly [degree: number, coefficients: number, initial: readonly number[]];

/**
 * Coordinates 2 and up of the table new-joe-kuo-6 (S. Joe and F. Y. Kuo, Constructing Sobol sequences with better two-dimensional
 * projections, SIAM J. Sci. Comput. 30, 2008). Coordinate 1 is the radical inverse in base 2.
 */
const directions: readonly Direction[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
  [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]],
  [5, 14, [1, 3, 5, 5, 31]],
  [6, 1, [1, 3, 3, 9, 7, 49]],
  [6, 13, [1, 1, 1, 15, 21, 21]],
  [6, 16, [1, 3, 1, 13, 27, 49]],
  [6, 19, [1, 1, 1, 15, 7, 5]],
  [6, 22, [1, 3, 1, 15, 13, 25]],
  [6, 25, [1, 1, 5, 5, 19, 61]],
  [7, 1, [1, 3, 7, 11, 23, 15, 103]],
  [7, 4, [1, 3, 7, 13, 13, 15, 69]],
];

const bits = 32;
const scale = 1 / 2 ** 32;

/** Coordinates that the table knows. */
export const mostSobolDimensions = directions.length + 1;

export interface SobolRequest {
  /** Coordinates per point, 1 to `mostSobolDimensions`. */
  readonly dimensions: number;
  readonly count: number;
  /** Points of the sequence to leave out at its beginning; default 0. */
  readonly skip?: number;
}

/**
 * Points of the unscrambled sequence, each with coordinates in [0, 1), in the Gray-code order of I. A. Antonov and V. M. Saleev (USSR
 * Comput. Math. Math. Phys. 19, 1979). The first is the origin. Skipping costs nothing.
 */
export function sobolPoints({ dimensions, count, skip = 0 }: SobolRequest): Float64Array[] {
  const isKnown = Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= mostSobolDimensions;
  assert(isKnown, `no Sobol points of ${dimensions} dimensions`);
  assert(Number.isInteger(count) && count >= 0 && Number.isInteger(skip) && skip >= 0, `${count} Sobol points after ${skip}`);
  assert(skip + count <= 2 ** 31, `Sobol points beyond 2^31: ${count} after ${skip}`);
  const columns = Array.from({ length: dimensions }, (_, dimension) => directionNumbers(dimension));
  const points: Float64Array[] = [];
  for (let index = skip; index < skip + count; index++) {
    const gray = index ^ (index >>> 1);
    points.push(Float64Array.from(columns, (numbers) => combined(numbers, gray) * scale));
  }
  return points;
}

/** Exclusive or of the direction numbers at the ones of `gray`. */
function combined(numbers: Uint32Array, gray: number): number {
  let sum = 0;
  for (let bit = 0, rest = gray; rest !== 0; bit++, rest >>>= 1) if (rest & 1) sum ^= numbers[bit];
  return sum >>> 0;
}

/** Direction numbers as fractions of 2^32, by the recurrence of the polynomial. */
function directionNumbers(dimension: number): Uint32Array {
  const numbers = new Uint32Array(bits);
  if (dimension === 0) return numbers.map((_, bit) => 2 ** 31 >>> bit);
  const [degree, coefficients, initial] = directions[dimension - 1];
  for (let bit = 0; bit < bits; bit++) {
    numbers[bit] = bit < degree ? initial[bit] << (bits - 1 - bit) : nextNumber(numbers, { bit, degree, coefficients });
  }
  return numbers;
}

function nextNumber(numbers: Uint32Array, { bit, degree, coefficients }: { bit: number; degree: number; coefficients: number }): number {
  let next = numbers[bit - degree] ^ (numbers[bit - degree] >>> degree);
  for (let term = 1; term < degree; term++) if ((coefficients >>> (degree - 1 - term)) & 1) next ^= numbers[bit - term];
  return next;
}
