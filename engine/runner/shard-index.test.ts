import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countOf, rangesAt, ShardIndex } from './shard-index.ts';
import type { PathRange } from './shard-index.ts';

function pathsOf(ranges: readonly PathRange[]): number[] {
  return ranges.flatMap(({ first, count }) => Array.from({ length: count }, (_, path) => first + path));
}

describe('the shards of a run', () => {
  it('and what is missing are all paths, once each', () => {
    // Goal: whatever is done in whatever order, the rest is exactly the rest.
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(39)), fc.integer({ min: 1, max: 4 }), (starts, length) => {
        const index = new ShardIndex();
        const isTaken = new Set<number>();
        for (const start of starts) {
          const range = { first: 5 + start, count: length };
          if (pathsOf([range]).some((path) => isTaken.has(path))) continue;
          pathsOf([range]).forEach((path) => isTaken.add(path));
          index.add({ ...range, offset: 0 });
        }
        const all = { first: 5, count: 43 };
        const missing = index.missing(all);
        expect(pathsOf([...index.inOrder(), ...missing]).sort((a, b) => a - b)).toEqual(pathsOf([all]));
        expect(index.paths).toBe(isTaken.size);
        expect(pathsOf(missing)).toEqual(pathsOf([all]).filter((path) => !isTaken.has(path)));
        expect(countOf(missing)).toBe(43 - isTaken.size);
      }),
      { numRuns: 200 },
    );
  });

  it('lie at positions of a to-do list that skips what is done', () => {
    // Goal: a stretch of positions is the same stretch of the written-out list.
    const todo = [{ first: 3, count: 2 }, { first: 9, count: 1 }, { first: 20, count: 4 }];
    const written = pathsOf(todo);
    for (let first = 0; first < 7; first++) {
      for (let count = 1; count <= 7 - first; count++) {
        expect(pathsOf(rangesAt(todo, { first, count }))).toEqual(written.slice(first, first + count));
      }
    }
    expect(rangesAt(todo, { first: 7, count: 5 })).toEqual([]);
  });
});
