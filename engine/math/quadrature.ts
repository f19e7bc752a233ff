/** Integrals of smooth functions by Gauss-Legendre quadrature. */
import { assert } from './assert.ts';
import { cos } from './trigonometry.ts';

/** Nodes in (-1, 1), ascending, and their weights. */
export interface QuadratureRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

const rules = new Map<number, QuadratureRule>();

/**
 * The rule with `count` nodes, exact for polynomials up to degree 2 count - 1 (NIST Digital Library of Mathematical Functions,
 * 3.5(v)).
 */
export function gaussLegendre(count: number): QuadratureRule {
  assert(Number.isInteger(count) && count >= 1, `a rule has a positive number of nodes, not ${count}`);
  const known = rules.get(count);
  if (known !== undefined) return known;
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const node = legendreRoot(count, i);
    const { slope } = legendre(count, node);
    nodes[count - 1 - i] = node;
    weights[count - 1 - i] = 2 / ((1 - node) * (1 + node) * slope * slope);
  }
  const rule = { nodes, weights };
  rules.set(count, rule);
  return rule;
}

/** The i-th root from above by Newton's method. */
function legendreRoot(degree: number, i: number): number {
  let node = cos((3.141592653589793 * (i + 0.75)) / (degree + 0.5));
  for (let step = 0; step < 8; step++) {
    const { value, slope } = legendre(degree, node);
    node -= value / slope;
  }
  return node;
}

function legendre(degree: number, x: number): { value: number; slope: number } {
  let [before, value] = [1, x];
  for (let k = 2; k <= degree; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
  return { value, slope: (degree * (x * value - before)) / ((x - 1) * (x + 1)) };
}

/** Integral of `of` from `from` to `to` with one rule of `nodes` nodes (32 unless given). */
export function integrate(options: { of: (x: number) => number; from: number; to: number; nodes?: number }): number {
  const { of, from, to, nodes: count = 32 } = options;
  const { nodes, weights } = gaussLegendre(count);
  const half = 0.5 * (to - from);
  const middle = 0.5 * (to + from);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += weights[i] * of(middle + half * nodes[i]);
  return half * sum;
}

/**
 * Integral from 0 to `to` of a function with a singularity at 0 that is weaker than 1 / x: panels that halve towards it, 60 of
 * them, so that powers like x^0.3 are integrated with all digits.
 */
export function integrateFromZero({ of, to }: { of: (x: number) => number; to: number }): number {
  let sum = 0;
  let near = to;
  for (let panel = 0; panel < 60; panel++) {
    sum += integrate({ of, from: 0.5 * near, to: near });
    near *= 0.5;
  }
  return sum + integrate({ of, from: 0, to: near });
}
