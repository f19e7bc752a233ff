/** Sizes of cascades in which each liquidation sets off a Poisson number of further ones. */
import { assert } from '../math/assert.ts';
import { logGamma } from '../math/beta.ts';
import { exp, log } from '../math/transcendental.ts';

/** A branching process with Poisson offspring of this mean, started by `roots` individuals (1 unless given). */
export interface BranchingCascade {
  readonly meanOffspring: number;
  readonly roots?: number;
}

function checkCascade({ meanOffspring, roots = 1 }: BranchingCascade): void {
  const ends = meanOffspring > 0 && meanOffspring <= 1;
  assert(ends, `above a mean offspring of 1 a cascade may never end; (0, 1] is needed, not ${meanOffspring}`);
  assert(Number.isInteger(roots) && roots >= 1, `a number of roots is a positive integer, not ${roots}`);
}

/**
 * P(total size = size), roots included: (k / j) e^(-n j) (n j)^(j - k) / (j - k)!, the law of E. Borel (1942) for one root and of
 * Borel and J. C. Tanner (Biometrika 40, 1953) for k.
 */
export function cascadeSizeProbability(cascade: BranchingCascade & { size: number }): number {
  checkCascade(cascade);
  const { meanOffspring, roots = 1, size } = cascade;
  assert(Number.isInteger(size), `a size is an integer, not ${size}`);
  if (size < roots) return 0;
  const children = size - roots;
  const expected = meanOffspring * size;
  return (roots / size) * exp(children * log(expected) - expected - logGamma(children + 1));
}

/** P(total size >= size). */
export function cascadeSizeTail(cascade: BranchingCascade & { size: number }): number {
  const { size } = cascade;
  // From below, one term at a time: the tail of the critical case does not end.
  let below = 0;
  for (let smaller = cascade.roots ?? 1; smaller < size; smaller++) below += cascadeSizeProbability({ ...cascade, size: smaller });
  return Math.max(0, 1 - below);
}

/** Mean k / (1 - n) and variance k n / (1 - n)^3 of the total size; both infinite at n = 1. */
export function cascadeSizeMoments(cascade: BranchingCascade): { mean: number; variance: number } {
  checkCascade(cascade);
  const { meanOffspring, roots = 1 } = cascade;
  const gap = 1 - meanOffspring;
  return { mean: roots / gap, variance: gap === 0 ? Infinity : (roots * meanOffspring) / (gap * gap * gap) };
}
