/** How often a gate may look at its paths, and how sure each look must be so that all of them together are as sure as stated. */
import { assert } from '../../math/assert.ts';

/** The budget of a scenario. */
export interface LookPlan {
  /** Paths at the first look. */
  readonly first: number;
  /** Most paths. */
  readonly most: number;
  /** Of all looks together, for instance 0.95. */
  readonly confidence: number;
}

/** Paths at every look: each time twice as many, the last time all that there may be. */
export function pathsOfLooks({ first, most }: Pick<LookPlan, 'first' | 'most'>): readonly number[] {
  assert(first >= 1 && most >= first, `a gate looks at 1 path or more, at most ${most}, not at ${first}`);
  const looks = [first];
  while (looks[looks.length - 1] < most) looks.push(Math.min(most, 2 * looks[looks.length - 1]));
  return looks;
}

/**
 * Confidence of one look: the risk of being wrong is shared out evenly (C. E. Bonferroni). Whether a look is ever taken may depend on the
 * data; the sum of the risks bounds the risk of all.
 */
export function confidenceOfLook(plan: LookPlan): number {
  return 1 - (1 - plan.confidence) / pathsOfLooks(plan).length;
}
