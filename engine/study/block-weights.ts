/**
 * How a difference is divided among the blocks of rules that changed. A hybrid is a bit mask: bit i says that block i is the candidate's.
 * Mask 0 is the baseline, the full mask the candidate. Everybody's share is a weighted sum over hybrids, so that it can be taken on every
 * path and carries an interval like any other mean.
 */
import { assert } from '../math/assert.ts';

/** More blocks than these need more than the 16 hybrids of all subsets. */
export const mostShapleyBlocks = 4;

/** Weight per mask. */
type Weights = ReadonlyMap<number, number>;

export interface BlockWeights {
  readonly method: 'shapley' | 'one-at-a-time';
  /** Per block; null when no valid hybrid isolates it. */
  readonly blocks: readonly (Weights | null)[];
  readonly orders: { readonly used: number; readonly all: number } | null;
}

/** Hybrids to run, both ends left out: all subsets of up to four blocks, otherwise each block alone and all but each. */
export function wantedHybrids(blockCount: number): number[] {
  const full = fullMask(blockCount);
  if (blockCount <= mostShapleyBlocks) return Array.from({ length: Math.max(0, full - 1) }, (_, index) => index + 1);
  const blocks = Array.from({ length: blockCount }, (_, block) => block);
  return [...blocks.map((block) => 1 << block), ...blocks.map((block) => full & ~(1 << block))];
}

/**
 * Shares from the hybrids that are valid. Up to four blocks: L. S. Shapley's value (Contributions to the Theory of Games II, 1953), the
 * mean over all orders of introducing the blocks of what each one changes when it comes; orders that pass an invalid hybrid are left out
 * (U. Faigle and W. Kern, Int. J. Game Theory 21, 1992, for games where not every coalition can form). Every order adds up to the whole
 * difference, and so does their mean. Otherwise, or when no order is valid: the mean of what a block changes as the first and as the last.
 */
export function blockWeights(blockCount: number, isValid: (mask: number) => boolean): BlockWeights {
  assert(blockCount >= 1 && blockCount <= 30, `between 1 and 30 blocks have changed, not ${blockCount}`);
  const full = fullMask(blockCount);
  const known = (mask: number): boolean => mask === 0 || mask === full || isValid(mask);
  if (blockCount <= mostShapleyBlocks) {
    const all = ordersOf(blockCount);
    const valid = all.filter((order) => runningMasks(order).every(known));
    if (valid.length > 0) {
      const blocks = Array.from({ length: blockCount }, (_, block) => meanStep(valid, block));
      return { method: 'shapley', blocks, orders: { used: valid.length, all: all.length } };
    }
  }
  const blocks = Array.from({ length: blockCount }, (_, block) => fromBothEnds(1 << block, full, known));
  return { method: 'one-at-a-time', blocks, orders: null };
}

/** The mask of the candidate: every block is its own. */
export function fullMask(blockCount: number): number {
  return (1 << blockCount) - 1;
}

function ordersOf(blockCount: number): number[][] {
  let orders: number[][] = [[]];
  for (let place = 0; place < blockCount; place++) {
    orders = orders.flatMap((order) =>
      Array.from({ length: blockCount }, (_, block) => block).filter((block) => !order.includes(block)).map((block) => [...order, block]),
    );
  }
  return orders;
}

/** Masks after each step of an order. */
function runningMasks(order: readonly number[]): number[] {
  let mask = 0;
  return order.map((block) => (mask |= 1 << block));
}

function meanStep(orders: readonly (readonly number[])[], block: number): Weights {
  const weights = new Map<number, number>();
  for (const order of orders) {
    const after = runningMasks(order)[order.indexOf(block)];
    add(weights, after, 1 / orders.length);
    add(weights, after & ~(1 << block), -1 / orders.length);
  }
  return weights;
}

function fromBothEnds(bit: number, full: number, known: (mask: number) => boolean): Weights | null {
  const both = [{ before: 0, after: bit }, { before: full & ~bit, after: full }];
  const ends = both.filter(({ before, after }) => known(before) && known(after));
  if (ends.length === 0) return null;
  const weights = new Map<number, number>();
  for (const { before, after } of ends) {
    add(weights, after, 1 / ends.length);
    add(weights, before, -1 / ends.length);
  }
  return weights;
}

function add(weights: Map<number, number>, mask: number, weight: number): void {
  weights.set(mask, (weights.get(mask) ?? 0) + weight);
}
