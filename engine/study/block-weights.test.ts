import { describe, expect, it } from 'vitest';
import { RandomStream } from '../math/random.ts';
import { blockWeights, fullMask, wantedHybrids } from './block-weights.ts';

const always = (): boolean => true;

/** Values of all hybrids, without any pattern. */
function values(blocks: number): number[] {
  const stream = RandomStream.fromKey(`values ${blocks}`);
  return Array.from({ length: 2 ** blocks }, () => stream.uniform());
}

function shares(blocks: number, value: readonly number[], isValid: (mask: number) => boolean = always): (number | null)[] {
  return blockWeights(blocks, isValid).blocks.map((weights) => {
    return weights && [...weights].reduce((sum, [mask, weight]) => sum + weight * value[mask], 0);
  });
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

function size(mask: number): number {
  return mask.toString(2).replaceAll('0', '').length;
}

/** Shapley's formula by subsets: sum over S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S)). */
function shapleyBySubsets(blocks: number, value: readonly number[], block: number): number {
  let sum = 0;
  for (let mask = 0; mask < 2 ** blocks; mask++) {
    if (mask & (1 << block)) continue;
    const weight = (factorial(size(mask)) * factorial(blocks - size(mask) - 1)) / factorial(blocks);
    sum += weight * (value[mask | (1 << block)] - value[mask]);
  }
  return sum;
}

describe('shares of changed blocks', () => {
  it.each([1, 2, 3, 4])('OrdersVsSubsets, %i blocks', (blocks) => {
    // Goal: the mean over orders is Shapley's value, and the shares add up to the whole.
    const value = values(blocks);
    const found = shares(blocks, value);
    found.forEach((share, block) => expect(share).toBeCloseTo(shapleyBySubsets(blocks, value, block), 12));
    const total = value[fullMask(blocks)] - value[0];
    expect(found.reduce((sum: number, share) => sum + (share ?? NaN), 0)).toBeCloseTo(total, 12);
    const { used, all } = blockWeights(blocks, always).orders ?? { used: 0, all: 0 };
    expect([used, all]).toEqual([factorial(blocks), factorial(blocks)]);
  });

  it('divides two blocks that need each other into halves, and gives nothing to one that changes nothing', () => {
    // Goal: what everybody would say without a formula.
    expect(shares(3, [0, 0, 0, 10, 0, 0, 0, 10])).toEqual([5, 5, 0]);
  });

  it('leaves out the orders that pass an invalid hybrid and still adds up', () => {
    // Goal: {0} alone is impossible: block 0 never comes first, two of six orders go.
    const value = values(3);
    const found = shares(3, value, (mask) => mask !== 1);
    expect(blockWeights(3, (mask) => mask !== 1).orders).toEqual({ used: 4, all: 6 });
    expect(found.reduce((sum: number, share) => sum + (share ?? NaN), 0)).toBeCloseTo(value[7] - value[0], 12);
    expect([...(blockWeights(3, (mask) => mask !== 1).blocks[1] ?? new Map<number, number>()).keys()]).not.toContain(1);
  });

  it('goes from both ends when there are more than four blocks, or no order is valid', () => {
    // Goal: the mean of first and last where both exist, one of them where one does, nothing where neither does.
    const value = values(5);
    const full = fullMask(5);
    const both = shares(5, value)[2] ?? NaN;
    expect(both).toBeCloseTo((value[4] - value[0] + (value[full] - value[full & ~4])) / 2, 12);
    const isValid = (mask: number): boolean => mask !== 4 && mask !== 8 && mask !== (full & ~8);
    const some = shares(5, value, isValid);
    expect(some[2]).toBeCloseTo(value[full] - value[full & ~4], 12);
    expect(some[3]).toBeNull();
    expect(blockWeights(2, () => false)).toEqual({ method: 'one-at-a-time', blocks: [null, null], orders: null });
  });

  it('asks for no more hybrids than it needs', () => {
    // Goal: 2^k - 2 up to four blocks, 2k beyond.
    expect([0, 1, 2, 3, 4, 5, 9].map((blocks) => wantedHybrids(blocks).length)).toEqual([0, 0, 2, 6, 14, 10, 18]);
    expect(new Set(wantedHybrids(9)).size).toBe(18);
  });
});
