/** Symmetric positive definite matrices, stored row after row. Made for the few dimensions of a parameter vector. */

/**
 * Lower triangle L with L L' = matrix, zeros above the diagonal (Cholesky; G. Golub and C. Van Loan, Matrix Computations, section 4.2).
 * Null when the matrix is not positive definite, not even after rounding.
 */
export function choleskyFactor(matrix: Float64Array, size: number): Float64Array | null {
  const factor = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = matrix[row * size + column];
      for (let k = 0; k < column; k++) rest -= factor[row * size + k] * factor[column * size + k];
      if (row !== column) factor[row * size + column] = rest / factor[column * size + column];
      else if (rest > 0 && rest < Infinity) factor[row * size + row] = Math.sqrt(rest);
      else return null;
    }
  }
  return factor;
}

/** The inverse, or null when the matrix is not positive definite. Rows are scaled to a unit diagonal first, so that units do not matter. */
export function invertPositiveDefinite(matrix: Float64Array, size: number): Float64Array | null {
  const scale = Float64Array.from({ length: size }, (_, i) => 1 / Math.sqrt(matrix[i * size + i]));
  if (!scale.every((value) => value > 0 && value < Infinity)) return null;
  const scaled = matrix.map((value, i) => value * scale[Math.floor(i / size)] * scale[i % size]);
  const factor = choleskyFactor(scaled, size);
  if (!factor) return null;
  const inverse = inverseFromFactor(factor, size);
  return inverse.map((value, i) => value * scale[Math.floor(i / size)] * scale[i % size]);
}

/** Solves L L' x = e for every unit vector e. */
function inverseFromFactor(factor: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const x = new Float64Array(size);
    for (let row = 0; row < size; row++) {
      let rest = row === column ? 1 : 0;
      for (let k = 0; k < row; k++) rest -= factor[row * size + k] * x[k];
      x[row] = rest / factor[row * size + row];
    }
    for (let row = size - 1; row >= 0; row--) {
      for (let k = row + 1; k < size; k++) x[row] -= factor[k * size + row] * x[k];
      x[row] /= factor[row * size + row];
    }
    for (let row = 0; row < size; row++) inverse[row * size + column] = x[row];
  }
  return inverse;
}
