/**
 * Points that fill a cube more evenly than chance (I. M. Sobol, USSR Comput. Math. Math. Phys. 7, 1967), with the direction numbers
 * of S. Joe and F. Y. Kuo (SIAM J. Sci. Comput. 30, 2008) in the order of I. A. Antonov and V. M. Saleev (1979).
 */
import { assert } from '../math/assert.ts';
import type { RandomStream } from '../math/random.ts';

/**
 * Dimensions 2, 3, ...: the primitive polynomial (all its bits, 11 = x^3 + x + 1) and the first direction numbers m_1, m_2, ...;
 * dimension 1 is the van der Corput sequence.
 */
const directions: readonly (readonly number[])[] = [
  [3, 1], [7, 1, 3], [11, 1, 3, 1], [13, 1, 1, 1], [19, 1, 1, 3, 3], [25, 1, 3, 5, 13], [37, 1, 1, 5, 5, 17], [41, 1, 1, 5, 5, 5],
  [47, 1, 1, 7, 11, 19], [55, 1, 1, 5, 1, 1], [59, 1, 1, 1, 3, 11], [61, 1, 3, 5, 5, 31], [67, 1, 3, 3, 9, 7, 49],
  [91, 1, 1, 1, 15, 21, 21], [97, 1, 3, 1, 13, 27, 49], [103, 1, 1, 1, 15, 7, 5], [109, 1, 3, 1, 15, 13, 25], [115, 1, 1, 5, 5, 19, 61],
  [131, 1, 3, 7, 11, 23, 15, 103], [137, 1, 3, 7, 13, 13, 15, 69], [143, 1, 1, 3, 13, 7, 35, 63], [145, 1, 3, 5, 9, 1, 25, 53],
  [157, 1, 3, 1, 13, 9, 35, 107], [167, 1, 3, 1, 5, 27, 61, 31], [171, 1, 1, 5, 11, 19, 41, 61], [185, 1, 3, 5, 3, 3, 13, 69],
  [191, 1, 1, 7, 13, 1, 19, 1], [193, 1, 3, 7, 5, 13, 19, 59], [203, 1, 1, 3, 9, 25, 29, 41], [211, 1, 3, 5, 13, 23, 1, 55],
  [213, 1, 3, 7, 3, 13, 59, 17], [229, 1, 3, 1, 3, 5, 53, 69], [239, 1, 1, 5, 5, 23, 33, 13], [241, 1, 1, 7, 7, 1, 61, 123],
  [247, 1, 1, 7, 9, 13, 61, 49], [253, 1, 3, 3, 5, 3, 55, 33], [285, 1, 3, 1, 15, 31, 13, 49, 245], [299, 1, 3, 5, 15, 31, 59, 63, 97],
  [301, 1, 3, 1, 11, 11, 11, 77, 249],
];

const BITS = 32;
const TWO_MINUS_32 = 1 / 2 ** 32;
const HALF_CELL = 0.5 * TWO_MINUS_32;
const LARGEST_COUNT = 2 ** 31;

/** Most dimensions that there are direction numbers for. */
export const sobolDimensionsMax = directions.length + 1;

/**
 * A sequence of points in [0, 1)^dimensions. Without a stream the plain sequence, which starts at the origin. With one it is
 * scrambled, by a random lower triangular matrix of bits and a digital shift (J. Matousek, J. Complexity 14, 1998): each point is
 * then uniform on (0, 1)^dimensions, never 0, and the spread of estimates over several scrambles is their error. Use powers of two
 * of points.
 */
export class SobolSequence {
  readonly dimensions: number;
  /** numbers[BITS * dimension + k]: the k-th direction number as 32 bits. */
  readonly #numbers: Int32Array;
  readonly #shifts: Int32Array;
  readonly #offset: number;
  readonly #state: Int32Array;
  #index = 0;

  constructor({ dimensions, scramble }: { dimensions: number; scramble?: RandomStream }) {
    assert(
      Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= sobolDimensionsMax,
      `a Sobol sequence has 1 .. ${sobolDimensionsMax} dimensions, not ${dimensions}`,
    );
    this.dimensions = dimensions;
    this.#numbers = new Int32Array(BITS * dimensions);
    this.#shifts = new Int32Array(dimensions);
    this.#offset = scramble === undefined ? 0 : HALF_CELL;
    for (let dimension = 0; dimension < dimensions; dimension++) {
      const numbers = this.#numbers.subarray(BITS * dimension, BITS * (dimension + 1));
      fillDirectionNumbers(numbers, dimension);
      if (scramble === undefined) continue;
      scrambleNumbers(numbers, scramble);
      this.#shifts[dimension] = randomBits(scramble);
    }
    this.#state = this.#shifts.slice();
  }

  /** Number of the point that `next` gives, from 0. */
  get index(): number {
    return this.#index;
  }

  /** Writes the next point into `target`, which has one place per dimension. */
  next(target: Float64Array): void {
    const { dimensions } = this;
    const state = this.#state;
    assert(target.length === dimensions, `a point has ${dimensions} coordinates, the target ${target.length}`);
    assert(this.#index < LARGEST_COUNT, 'the Sobol sequence is used up');
    for (let dimension = 0; dimension < dimensions; dimension++) {
      target[dimension] = (state[dimension] >>> 0) * TWO_MINUS_32 + this.#offset;
    }
    this.#index++;
    const bit = lowestBit(this.#index);
    for (let dimension = 0; dimension < dimensions; dimension++) state[dimension] ^= this.#numbers[BITS * dimension + bit];
  }

  /** Makes point number `index` the next: a worker can start anywhere. */
  seek(index: number): void {
    assert(Number.isInteger(index) && index >= 0 && index < LARGEST_COUNT, `a point has a number in 0 .. 2^31 - 1, not ${index}`);
    const gray = index ^ (index >>> 1);
    for (let dimension = 0; dimension < this.dimensions; dimension++) {
      let state = this.#shifts[dimension];
      for (let bit = 0; gray >>> bit !== 0; bit++) {
        if ((gray >>> bit) & 1) state ^= this.#numbers[BITS * dimension + bit];
      }
      this.#state[dimension] = state;
    }
    this.#index = index;
  }
}

function lowestBit(value: number): number {
  return 31 - Math.clz32(value & -value);
}

/** Bratley and Fox's recurrence (ACM Trans. Math. Software 14, 1988, algorithm 659) from the table above. */
function fillDirectionNumbers(numbers: Int32Array, dimension: number): void {
  if (dimension === 0) {
    for (let k = 0; k < BITS; k++) numbers[k] = 1 << (BITS - 1 - k);
    return;
  }
  const [polynomial, ...first] = directions[dimension - 1];
  const degree = first.length;
  for (let k = 0; k < degree; k++) numbers[k] = first[k] << (BITS - 1 - k);
  for (let k = degree; k < BITS; k++) {
    let number = numbers[k - degree] ^ (numbers[k - degree] >>> degree);
    for (let i = 1; i < degree; i++) {
      if ((polynomial >>> (degree - i)) & 1) number ^= numbers[k - i];
    }
    numbers[k] = number;
  }
}

/** Each bit of a number becomes the parity of itself and a random choice of the bits above it. */
function scrambleNumbers(numbers: Int32Array, stream: RandomStream): void {
  const rows = Int32Array.from({ length: BITS }, (_, row) => {
    const above = row === 0 ? 0 : -1 << (BITS - row);
    return (1 << (BITS - 1 - row)) | (randomBits(stream) & above);
  });
  for (let k = 0; k < BITS; k++) {
    let scrambled = 0;
    for (let row = 0; row < BITS; row++) scrambled |= parity(rows[row] & numbers[k]) << (BITS - 1 - row);
    numbers[k] = scrambled;
  }
}

function parity(word: number): number {
  let folded = word ^ (word >>> 16);
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  return (0x6996 >>> (folded & 15)) & 1;
}

function randomBits(stream: RandomStream): number {
  return stream.integerBelow(2 ** 32) | 0;
}
