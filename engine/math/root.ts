/** Roots of functions of one variable. */
import { assert } from './assert.ts';

/** A function and two points between which it changes its sign. */
export interface Bracket {
  readonly of: (x: number) => number;
  readonly low: number;
  readonly high: number;
}

/**
 * The x in [low, high] at which a monotone or at least sign-changing function is 0, by bisection down to neighbouring doubles:
 * slow, and it cannot fail. InvariantError when both ends have the same sign.
 */
export function findRoot({ of, low, high }: Bracket): number {
  const atLow = of(low);
  if (atLow === 0) return low;
  assert(atLow < 0 !== of(high) < 0, `no change of sign between ${low} and ${high}`);
  let [below, above] = [low, high];
  for (;;) {
    const middle = below + 0.5 * (above - below);
    if (middle === below || middle === above) return middle;
    if (of(middle) < 0 === atLow < 0) below = middle;
    else above = middle;
  }
}
