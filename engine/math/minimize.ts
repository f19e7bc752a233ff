/**
 * Minimum of a smooth function of a few variables without constraints, from values alone: quasi-Newton steps with the BFGS update of
 * the inverse Hessian and a backtracking line search (J. Nocedal and S. Wright, Numerical Optimization, 2006, sections 3.1 and 6.1).
 */
import { curvaturesAt, gradientAt } from './differences.ts';
import type { ScalarFunction } from './differences.ts';

export interface MinimizeOptions {
  /** May give NaN or Infinity where it is not defined; such points are never accepted. */
  readonly objective: ScalarFunction;
  /** A point where the objective is finite. */
  readonly start: Float64Array;
  /** Half width of the central differences. */
  readonly difference?: number;
  /** Done when the quadratic model expects to gain less than this. */
  readonly gain?: number;
  /** Longest step along any axis. */
  readonly longestStep?: number;
  readonly mostIterations?: number;
}

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** False when the iterations ran out first. */
  readonly converged: boolean;
}

interface State {
  readonly point: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

const armijo = 1e-4;
const shortestFraction = 1e-10;

/** Minimises from a start. The same start gives the same bits on every machine when the objective does. */
export function minimize(options: MinimizeOptions): Minimum {
  const { start, difference = 1e-5, gain = 1e-9, longestStep = Infinity, mostIterations = 200 } = options;
  const objective: ScalarFunction = (point) => finiteOrInfinity(options.objective(point));
  const steps = new Float64Array(start.length).fill(difference);
  const at = (point: Float64Array, value: number): State => ({ point, value, gradient: gradientAt(objective, point, steps) });
  let state = at(start, objective(start));
  let inverse = scaledIdentity(objective, state, difference);
  let isFresh = true;
  for (let iterations = 0; iterations < mostIterations; iterations++) {
    const direction = descent(inverse, state.gradient, longestStep);
    const slope = dot(direction, state.gradient);
    const next = -slope > 2 * gain ? lineSearch(objective, { state, direction, slope }) : null;
    if (!next) {
      // A worn-out matrix can hide the way down: only a fresh one is believed.
      if (isFresh) return { point: state.point, value: state.value, iterations, converged: -slope <= 2 * gain * 1e3 };
      inverse = scaledIdentity(objective, state, difference);
      isFresh = true;
      continue;
    }
    const following = at(next.point, next.value);
    updateInverse(inverse, { step: minus(following.point, state.point), change: minus(following.gradient, state.gradient) });
    state = following;
    isFresh = false;
  }
  return { point: state.point, value: state.value, iterations: mostIterations, converged: false };
}

function finiteOrInfinity(value: number): number {
  return value === value ? value : Infinity;
}

/** Diagonal matrix of the inverse curvatures; where the function does not curve upwards, a unit step along the gradient. */
function scaledIdentity(objective: ScalarFunction, { point, gradient }: State, difference: number): Float64Array {
  const size = point.length;
  const inverse = new Float64Array(size * size);
  const curvatures = curvaturesAt(objective, point, new Float64Array(size).fill(100 * difference));
  for (let i = 0; i < size; i++) {
    const isUsable = curvatures[i] > 0 && curvatures[i] < Infinity;
    inverse[i * size + i] = isUsable ? 1 / curvatures[i] : 1 / Math.max(1, Math.abs(gradient[i]));
  }
  return inverse;
}

function descent(inverse: Float64Array, gradient: Float64Array, longestStep: number): Float64Array {
  const size = gradient.length;
  const direction = gradient.map((_, row) => -dot(inverse.subarray(row * size, (row + 1) * size), gradient));
  const longest = direction.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return longest > longestStep ? direction.map((value) => (value * longestStep) / longest) : direction;
}

interface Line {
  readonly state: State;
  readonly direction: Float64Array;
  readonly slope: number;
}

/** The first of ever shorter steps that gains enough; each is the minimum of the parabola through what is known, within limits. */
function lineSearch(objective: ScalarFunction, { state, direction, slope }: Line): { point: Float64Array; value: number } | null {
  for (let fraction = 1; fraction > shortestFraction; ) {
    const point = state.point.map((value, i) => value + fraction * direction[i]);
    const value = objective(point);
    if (value <= state.value + armijo * fraction * slope) return { point, value };
    const vertex = (-slope * fraction * fraction) / (2 * (value - state.value - slope * fraction));
    fraction = Math.min(0.5 * fraction, Math.max(0.1 * fraction, value < Infinity ? vertex : 0));
  }
  return null;
}

/** The BFGS formula, equation 6.17; left out where the curvature condition fails. */
function updateInverse(inverse: Float64Array, { step, change }: { step: Float64Array; change: Float64Array }): void {
  const size = step.length;
  const curvature = dot(step, change);
  if (!(curvature > 1e-12 * Math.sqrt(dot(step, step) * dot(change, change)))) return;
  const image = step.map((_, row) => dot(inverse.subarray(row * size, (row + 1) * size), change));
  const weight = (1 + dot(change, image) / curvature) / curvature;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const crossed = image[row] * step[column] + step[row] * image[column];
      inverse[row * size + column] += weight * step[row] * step[column] - crossed / curvature;
    }
  }
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += left[i] * right[i];
  return sum;
}

function minus(left: Float64Array, right: Float64Array): Float64Array {
  return left.map((value, i) => value - right[i]);
}
