import { describe, expect, it } from 'vitest';
import { InvariantError } from './assert.ts';
import { UnorderedDigest } from './unordered-digest.ts';

type Entry = readonly [number, number, number, number];

function numbersOf(entries: readonly Entry[]): readonly number[] {
  const digest = new UnorderedDigest();
  for (const entry of entries) digest.add(...entry);
  return digest.numbers;
}

const entries: Entry[] = Array.from({ length: 60 }, (_, index) => [
  index % 20,
  Math.floor(index / 20),
  (index - 30) * 1e10 + 0.25,
  index % 7,
]);

describe('unordered digest', () => {
  // Goal: the order of adding does not show.
  it('is the same for every order', () => {
    const turned = [...entries.slice(17), ...entries.slice(0, 17)].reverse();
    expect(numbersOf(turned)).toEqual(numbersOf(entries));
  });

  // Goal: any single difference shows, in the owner, the item, either word of a value, or an entry twice.
  it('tells every small change', () => {
    const seen = new Set([numbersOf(entries).join()]);
    entries.forEach(([owner, item, value, other], place) => {
      const variants: Entry[] = [
        [owner + 20, item, value, other],
        [owner, item + 3, value, other],
        [owner, item, value + 1, other],
        [owner, item, -value, other],
        [owner, item, value * 2, other],
        [owner, item, value, other + 1],
        [owner, item, other, value],
      ];
      for (const variant of variants) seen.add(numbersOf(entries.map((entry, index) => (index === place ? variant : entry))).join());
    });
    expect(seen.size).toBe(1 + entries.length * 7);
    expect(numbersOf([...entries, entries[0]])).not.toEqual(numbersOf(entries));
  });

  // Goal: values that swap owners or items are not the same set.
  it('ties a value to its owner and item', () => {
    const pair = (a: Entry, b: Entry) => numbersOf([a, b]);
    expect(pair([1, 0, 5, 0], [2, 0, 7, 0])).not.toEqual(pair([1, 0, 7, 0], [2, 0, 5, 0]));
    expect(pair([1, 0, 5, 0], [1, 1, 7, 0])).not.toEqual(pair([1, 0, 7, 0], [1, 1, 5, 0]));
  });

  // Goal: words fill their range, so that sums of few entries do not collide.
  it('spreads a hundred thousand neighbours without a collision', () => {
    const seen = new Set<string>();
    for (let index = 0; index < 100_000; index++) seen.add(numbersOf([[index % 100, 0, Math.floor(index / 100), 0]]).join());
    expect(seen.size).toBe(100_000);
  });

  // Goal: zero has one form, NaN none.
  it('takes -0 for 0 and refuses NaN', () => {
    expect(numbersOf([[1, 2, -0, 3]])).toEqual(numbersOf([[1, 2, 0, 3]]));
    expect(() => numbersOf([[1, 2, 3, NaN]])).toThrow(InvariantError);
  });
});
