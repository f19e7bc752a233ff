/**
 * Maximum likelihood for a handful of bounded parameters: several starts, the best maximum, and standard errors from the inverse of the
 * observed information by the delta method (A. W. van der Vaart, Asymptotic Statistics, 1998, sections 3.1 and 5.3).
 */
import { curvaturesAt, gradientAt, hessianAt } from '../../math/differences.ts';
import type { ScalarFunction } from '../../math/differences.ts';
import { minimize } from '../../math/minimize.ts';
import type { Minimum } from '../../math/minimize.ts';
import { invertPositiveDefinite } from '../../math/positive-definite.ts';
import type { FittedParameter } from './contract.ts';
import { edgeOf, fromAxis, toAxis } from './coordinates.ts';
import type { Coordinate } from './coordinates.ts';

export interface LikelihoodProblem {
  /** What is searched, in units in which the numbers are neither tiny nor huge. */
  readonly coordinates: readonly Coordinate[];
  /** Values of the coordinates to begin with, one list per start. */
  readonly starts: readonly (readonly number[])[];
  /** Natural logarithm of the likelihood at values of the coordinates. */
  readonly logLikelihood: (values: Float64Array) => number;
  /** The same for a part of the data: compares the starts in a fraction of the time. All of the data when absent. */
  readonly roughLogLikelihood?: (values: Float64Array) => number;
  /** What is reported, as functions of the coordinates. */
  readonly report: Readonly<Record<string, Reported>>;
}

export interface Reported {
  /** For people. */
  readonly unit: string;
  readonly at: (values: Float64Array) => number;
}

export interface LikelihoodMaximum {
  /** Values of the coordinates at the maximum. */
  readonly values: Float64Array;
  readonly logLikelihood: number;
  readonly parameters: readonly FittedParameter[];
  readonly converged: boolean;
  readonly warnings: readonly string[];
}

/** Differences for second derivatives reach so far, in standard errors as the curvature tells them. */
const reachInErrors = 0.05;
const roughStep = 1e-3;
/** Log likelihood that a better point may still gain: of a start that is compared with others, and of the result. */
const roughGain = 0.1;
const fineGain = 1e-6;
/** A parameter that may move so far along its axis without hurting the likelihood is not determined. */
const undeterminedAxisError = 8;

/** Finds the maximum. The result depends on the data and the starts alone. */
export function maximizeLikelihood(problem: LikelihoodProblem): LikelihoodMaximum {
  const { coordinates, report } = problem;
  const valuesAt = (point: Float64Array): Float64Array => point.map((theta, i) => fromAxis(coordinates[i], theta));
  const { logLikelihood, roughLogLikelihood = logLikelihood } = problem;
  const objective = (point: Float64Array): number => -logLikelihood(valuesAt(point));
  const best = bestMinimum(problem, { objective, roughly: (point) => -roughLogLikelihood(valuesAt(point)) });
  const values = valuesAt(best.point);
  const edges = coordinates.map((coordinate, i) => edgeOf(coordinate, values[i]));
  const inside = edges.flatMap((edge, i) => (edge === null ? [i] : []));
  const covariance = covarianceOf(objective, best.point, inside);
  const errorOf = (f: (values: Float64Array) => number): number | null =>
    covariance && deltaError({ f: (point) => f(valuesAt(point)), point: best.point, inside, covariance });
  return {
    values,
    logLikelihood: -best.value,
    parameters: Object.entries(report).map(([name, { unit, at }]) => ({ name, unit, value: at(values), standardError: errorOf(at) })),
    converged: best.converged,
    warnings: [
      ...(best.converged ? [] : ['The search ended before it reached a maximum: the numbers are not estimates.']),
      ...edges.flatMap((edge, i) => (edge === null ? [] : [edgeWarning(coordinates[i], edge)])),
      ...(covariance ? undetermined(coordinates, inside, covariance) : ['The likelihood is flat at its maximum: no standard errors.']),
    ],
  };
}

interface Objectives {
  readonly objective: ScalarFunction;
  readonly roughly: ScalarFunction;
}

/** From every start to the neighbourhood of a maximum, from the best of them to the maximum itself. */
function bestMinimum({ coordinates, starts }: LikelihoodProblem, { objective, roughly }: Objectives): Minimum {
  const search = { difference: 1e-4, longestStep: 2 };
  const near = starts.map((values) => {
    const start = Float64Array.from(coordinates, (coordinate, i) => toAxis(coordinate, values[i]));
    return minimize({ ...search, objective: roughly, start, gain: roughGain }).point;
  });
  const best = near.reduce((found, point) => (objective(point) < objective(found) ? point : found));
  return minimize({ ...search, objective, start: best, gain: fineGain });
}

function edgeWarning({ name, lower, upper }: Coordinate, edge: 'lower' | 'upper'): string {
  const end = edge === 'lower' ? lower : upper;
  return `The likelihood is highest at the edge of what is looked at: ${name} at ${Number(end.toPrecision(3))}; no standard error there.`;
}

/** Inverse observed information of the coordinates that lie inside their interval. */
function covarianceOf(objective: (point: Float64Array) => number, point: Float64Array, inside: readonly number[]): Float64Array | null {
  const partial = (some: Float64Array): number => {
    const whole = point.slice();
    inside.forEach((index, i) => (whole[index] = some[i]));
    return objective(whole);
  };
  const start = Float64Array.from(inside, (index) => point[index]);
  const curvatures = curvaturesAt(partial, start, new Float64Array(inside.length).fill(roughStep * 10));
  const steps = curvatures.map((curvature) => Math.min(0.05, Math.max(1e-4, reachInErrors / Math.sqrt(Math.max(curvature, 1e-12)))));
  return invertPositiveDefinite(hessianAt(partial, start, steps), inside.length);
}

interface Delta {
  readonly f: (point: Float64Array) => number;
  readonly point: Float64Array;
  readonly inside: readonly number[];
  readonly covariance: Float64Array;
}

/** sqrt(J C J'); null for a quantity that depends on parameters at an edge only. */
function deltaError({ f, point, inside, covariance }: Delta): number | null {
  const slopes = gradientAt(f, point, new Float64Array(point.length).fill(roughStep));
  const own = inside.map((index) => slopes[index]);
  let variance = 0;
  own.forEach((left, i) => own.forEach((right, j) => (variance += left * right * covariance[i * own.length + j])));
  return variance > 0 ? Math.sqrt(variance) : null;
}

function undetermined(coordinates: readonly Coordinate[], inside: readonly number[], covariance: Float64Array): string[] {
  const names = inside.flatMap((index, i) => {
    return Math.sqrt(covariance[i * inside.length + i]) > undeterminedAxisError ? [coordinates[index].name] : [];
  });
  return names.length === 0 ? [] : [`The data hardly determines ${names.join(' and ')}.`];
}
