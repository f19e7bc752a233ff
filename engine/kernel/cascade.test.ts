import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { InvariantError } from '../math/assert.ts';
import { Cascade, RoundFills } from './cascade.ts';

describe('cascade', () => {
  it('countsVsWalk: generations and trees are those found by walking up to the root', () => {
    // Goal: a random forest, more records than the first room.
    const dice = new Dice(1, 'cascade');
    const cascade = new Cascade(1);
    const parents: number[] = [];
    const generations: number[] = [];
    const treeUsd = new Map<number, number>();
    for (let sequence = 0; sequence < 700; sequence++) {
      const parent = sequence === 0 || dice.chance(0.2) ? -1 : dice.below(sequence);
      const usd = dice.integerBetween(1, 100);
      expect(cascade.record(parent, usd)).toBe(sequence);
      parents.push(parent);
      let [root, generation] = [sequence, 0];
      for (; parents[root] >= 0; root = parents[root]) generation++;
      generations.push(generation);
      treeUsd.set(root, (treeUsd.get(root) ?? 0) + usd);
    }
    expect(cascade.liquidations).toBe(700);
    expect(cascade.roots).toBe(parents.filter((parent) => parent < 0).length);
    expect(cascade.generationCount).toEqual(cascade.generationCount.map((_, wanted) => generations.filter((g) => g === wanted).length));
    expect(cascade.generationNotionalUsd.reduce((sum, value) => sum + value, 0)).toBe([...treeUsd.values()].reduce((a, b) => a + b, 0));
    expect(cascade.largestTreeUsd).toBe(Math.max(...treeUsd.values()));
  });

  it('shows fills of the previous round and the last fill before this one, per market', () => {
    // Goal: a parent is always of an earlier round.
    const cascade = new Cascade(2);
    cascade.startInstant();
    cascade.startRound();
    cascade.recordFill(cascade.record(-1, 1), 1, -5);
    expect([cascade.previousFills(1).count, cascade.lastFillOn(1)]).toEqual([0, -1]);
    cascade.startRound();
    expect([cascade.previousFills(1).count, cascade.lastFillOn(1), cascade.lastFillOn(0)]).toEqual([1, 0, -1]);
    cascade.startRound();
    expect([cascade.previousFills(1).count, cascade.lastFillOn(1)]).toEqual([0, 0]);
    cascade.startInstant();
    cascade.startRound();
    expect([cascade.previousFills(1).count, cascade.lastFillOn(1)]).toEqual([0, 0]);
  });

  it('keeps running extremes of fill marks', () => {
    // Goal: the first crossing can be found by bisection; growing loses nothing.
    const dice = new Dice(2, 'cascade');
    const fills = new RoundFills();
    const marks = Array.from({ length: 100 }, () => dice.normal());
    marks.forEach((mark, index) => fills.push(index, mark));
    for (let index = 0; index < 100; index++) {
      expect(fills.sequence[index]).toBe(index);
      expect(fills.lowest[index]).toBe(Math.min(...marks.slice(0, index + 1)));
      expect(fills.highest[index]).toBe(Math.max(...marks.slice(0, index + 1)));
    }
  });

  it('forgets everything when reset, and refuses a fill without a record', () => {
    // Goal: nothing of one path is left on the next.
    const cascade = new Cascade(1);
    cascade.recordFill(cascade.record(-1, 10), 0, 1);
    cascade.reset();
    cascade.startRound();
    expect(cascade).toMatchObject({ liquidations: 0, roots: 0, generationCount: [], generationNotionalUsd: [], largestTreeUsd: 0 });
    expect([cascade.lastFillOn(0), cascade.previousFills(0).count]).toEqual([-1, 0]);
    expect(() => cascade.recordFill(0, 0, 1)).toThrow(InvariantError);
  });
});
