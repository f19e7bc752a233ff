/** Derivatives by central differences, for functions of which nothing but their values is known. */

export type ScalarFunction = (point: Float64Array) => number;

function moved(point: Float64Array, moves: readonly (readonly [index: number, by: number])[]): Float64Array {
  const other = point.slice();
  for (const [index, by] of moves) other[index] += by;
  return other;
}

/** First derivatives; `steps` are the half widths. Where one side has no finite value the other one serves, where none has it is 0. */
export function gradientAt(f: ScalarFunction, point: Float64Array, steps: Float64Array): Float64Array {
  const here = f(point);
  return point.map((_, i) => {
    const above = f(moved(point, [[i, steps[i]]]));
    const below = f(moved(point, [[i, -steps[i]]]));
    if (Number.isFinite(above) && Number.isFinite(below)) return (above - below) / (2 * steps[i]);
    if (Number.isFinite(above)) return (above - here) / steps[i];
    return Number.isFinite(below) ? (here - below) / steps[i] : 0;
  });
}

/** Second derivatives along each axis. */
export function curvaturesAt(f: ScalarFunction, point: Float64Array, steps: Float64Array): Float64Array {
  const here = f(point);
  return point.map((_, i) => (f(moved(point, [[i, steps[i]]])) - 2 * here + f(moved(point, [[i, -steps[i]]]))) / (steps[i] * steps[i]));
}

/** All second derivatives, row after row (M. Abramowitz and I. Stegun, 25.3.23 and 25.3.26). */
export function hessianAt(f: ScalarFunction, point: Float64Array, steps: Float64Array): Float64Array {
  const size = point.length;
  const hessian = new Float64Array(size * size);
  const diagonal = curvaturesAt(f, point, steps);
  for (let i = 0; i < size; i++) {
    hessian[i * size + i] = diagonal[i];
    for (let j = 0; j < i; j++) {
      const corner = (di: number, dj: number): number => f(moved(point, [[i, di * steps[i]], [j, dj * steps[j]]]));
      const mixed = (corner(1, 1) - corner(1, -1) - corner(-1, 1) + corner(-1, -1)) / (4 * steps[i] * steps[j]);
      hessian[i * size + j] = mixed;
      hessian[j * size + i] = mixed;
    }
  }
  return hessian;
}
