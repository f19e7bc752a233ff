/**
 * The points of a sweep: which value every varied parameter has. A point is computed from its index alone, so that a sweep of any
 * size keeps none of them in memory and can go on at any of them.
 */
import { exitCodes, UserError } from '../errors.ts';
import { assert } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import { exp, log } from '../math/transcendental.ts';
import { SobolSequence, sobolDimensionsMax } from '../statistics/sobol.ts';
import type { ParameterValue } from './run-folder-types.ts';

export type SweepMethod = 'grid' | 'random' | 'sobol';

/** A range between two ends, both included, on a linear or a logarithmic scale. */
export interface SweepRange {
  readonly low: number;
  readonly high: number;
  readonly scale: 'linear' | 'log';
  /** Values of a grid; null where only drawn points make sense. */
  readonly steps: number | null;
  /** The parameter takes whole numbers only: values are rounded. */
  readonly whole: boolean;
}

/** One varied parameter: a range, or values written out. */
export interface SweepAxis {
  /** Key as reports print it, like margin.maintenance. */
  readonly key: string;
  readonly spread: { readonly values: readonly ParameterValue[] } | { readonly range: SweepRange };
}

export interface SweepDesign {
  readonly axes: readonly SweepAxis[];
  readonly method: SweepMethod;
  /** Points to draw; null for a grid, whose values decide. */
  readonly points: number | null;
  /** Of random points. */
  readonly seed: number;
}

/** Most points of one sweep. */
export const mostSweepPoints = 100_000;

/** Values of a range or list in order: what a grid has of an axis. Rounding may leave fewer than asked for. */
export function valuesOfAxis({ key, spread }: SweepAxis): readonly ParameterValue[] {
  if ('values' in spread) return spread.values;
  const { steps } = spread.range;
  assert(steps !== null, `${key} has no number of values`);
  const values = Array.from({ length: steps }, (_, step) => valueAt(spread.range, steps === 1 ? 0 : step / (steps - 1)));
  return [...new Set(values)];
}

/** The value at a share of the way from low to high. Twelve digits: 0.3 rather than 0.30000000000000004. */
export function valueAt({ low, high, scale, whole }: SweepRange, share: number): number {
  if (share === 0 || low === high) return low;
  if (share === 1) return high;
  const inside = scale === 'linear' ? low + (high - low) * share : exp(log(low) + (log(high) - log(low)) * share);
  const value = Number(inside.toPrecision(12));
  return whole ? Math.floor(value + 0.5) : Math.min(high, Math.max(low, value));
}

/** First and last value of an axis, or all values of a list of names: what a parameter is moved between when the others stand still. */
export function endsOfAxis({ spread }: SweepAxis): readonly ParameterValue[] {
  if ('range' in spread) return spread.range.low === spread.range.high ? [spread.range.low] : [spread.range.low, spread.range.high];
  const { values } = spread;
  if (!values.every((value) => typeof value === 'number')) return values;
  const numbers = values.map(Number);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  return low === high ? [low] : [low, high];
}

/** All points of a design. */
export interface SweepPoints {
  readonly count: number;
  /** Values in the order of the axes. */
  at(index: number): readonly ParameterValue[];
}

/**
 * The points of a design: a grid with the last axis moving fastest, independent random points, or Sobol points (the first is the low end
 * of everything). Throws UserError, exit 2, for more points or dimensions than there may be.
 */
export function sweepPoints(design: SweepDesign): SweepPoints {
  const { axes, method } = design;
  assert(axes.length > 0, 'a sweep varies at least one parameter');
  if (method === 'grid') return gridPoints(axes);
  const count = design.points ?? 0;
  checkCount(count, `${count} points`);
  return method === 'random' ? randomPoints(design, count) : sobolDesign(design, count);
}

function gridPoints(axes: readonly SweepAxis[]): SweepPoints {
  const lengths = axes.map(({ spread }) => ('values' in spread ? spread.values.length : (spread.range.steps ?? 0)));
  // Before anything is listed: a count may be as large as anybody cares to type.
  checkCount(lengths.reduce((product, length) => product * length, 1), `a grid of ${lengths.join(' x ')} points`);
  const values = axes.map(valuesOfAxis);
  const count = values.reduce((product, list) => product * list.length, 1);
  return {
    count,
    at: (index) => {
      let rest = index;
      const picked = values.toReversed().map((list) => {
        const value = list[rest % list.length];
        rest = Math.floor(rest / list.length);
        return value;
      });
      return picked.reverse();
    },
  };
}

function randomPoints({ axes, seed }: SweepDesign, count: number): SweepPoints {
  return {
    count,
    at: (index) => {
      const stream = openStream({ seed, scenario: '', path: index, component: 'sweep', purpose: 'point' });
      return axes.map((axis) => drawn(axis, stream.uniformFine()));
    },
  };
}

function sobolDesign({ axes }: SweepDesign, count: number): SweepPoints {
  const dimensions = axes.length;
  if (dimensions > sobolDimensionsMax) {
    const suggestion = '--method random';
    throw new UserError(exitCodes.usage, [
      { what: `Sobol points of ${dimensions} parameters`, expected: `at most ${sobolDimensionsMax}`, suggestion },
    ]);
  }
  const sequence = new SobolSequence({ dimensions });
  const point = new Float64Array(dimensions);
  return {
    count,
    at: (index) => {
      if (sequence.index !== index) sequence.seek(index);
      sequence.next(point);
      return axes.map((axis, dimension) => drawn(axis, point[dimension]));
    },
  };
}

/** `share` lies in [0, 1). */
function drawn({ spread }: SweepAxis, share: number): ParameterValue {
  if ('range' in spread) return valueAt(spread.range, share);
  return spread.values[Math.floor(share * spread.values.length)];
}

function checkCount(count: number, what: string): void {
  if (count >= 1 && count <= mostSweepPoints) return;
  const suggestion = 'fewer values per parameter, or --method sobol --points 1000';
  throw new UserError(exitCodes.usage, [{ what, expected: `1 to ${mostSweepPoints} points`, suggestion }]);
}
