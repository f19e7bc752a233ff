/** Bounded parameters on an unbounded axis, so that a search needs no constraints: x = lower + (upper - lower) / (1 + exp(-theta)). */
import { exp, log } from '../../math/transcendental.ts';

export interface Coordinate {
  /** For warnings. */
  readonly name: string;
  readonly lower: number;
  readonly upper: number;
  /** `log`: the interval is divided by ratios instead of differences; both ends are positive. */
  readonly scale: 'linear' | 'log';
}

/** How near to an end, as a share of the interval, a value counts as lying on it. */
const edgeShare = 0.002;

function ends({ lower, upper, scale }: Coordinate): { low: number; width: number } {
  if (scale === 'linear') return { low: lower, width: upper - lower };
  return { low: log(lower), width: log(upper / lower) };
}

function share(coordinate: Coordinate, value: number): number {
  const { low, width } = ends(coordinate);
  return ((coordinate.scale === 'log' ? log(value) : value) - low) / width;
}

/** Unbounded value of a parameter. Ends and what lies outside are moved just inside. */
export function toAxis(coordinate: Coordinate, value: number): number {
  const inside = Math.min(1 - edgeShare, Math.max(edgeShare, share(coordinate, value)));
  return log(inside / (1 - inside));
}

/** Parameter at an unbounded value. */
export function fromAxis(coordinate: Coordinate, theta: number): number {
  const { low, width } = ends(coordinate);
  const value = low + width / (1 + exp(-theta));
  return coordinate.scale === 'log' ? exp(value) : value;
}

/** The end that a value lies on, if any. */
export function edgeOf(coordinate: Coordinate, value: number): 'lower' | 'upper' | null {
  const inside = share(coordinate, value);
  if (inside < edgeShare) return 'lower';
  return inside > 1 - edgeShare ? 'upper' : null;
}
