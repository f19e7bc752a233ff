import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors.ts';
import { InvariantError } from '../../math/assert.ts';
import { openStream } from '../../math/random.ts';
import { emptyColumns, testContext } from '../testing/walk.ts';
import { firstJumpFrom, refuseSelf, requireFollowed, varianceOf } from './followed.ts';

describe('following another underlying', () => {
  it('finds the jumps of a stretch', () => {
    // Goal: bisection gives the first jump of a step or after it, for every step.
    const jumps = [1, 1, 4, 7].map((step) => ({ step, fraction: 0.5, size: 1 }));
    expect([0, 1, 2, 4, 5, 7, 8].map((step) => firstJumpFrom(jumps, step))).toEqual([0, 0, 2, 2, 3, 3, 4]);
    expect(firstJumpFrom([], 3)).toBe(0);
  });

  it('takes variance from the column, or from the range of bars', () => {
    // Goal: a model beside a bootstrapped one still has something to draw extremes with.
    const plain = emptyColumns(2, false);
    plain.variance[1] = 0.04;
    expect(varianceOf(plain, 1)).toBe(0.04);
    const bars = emptyColumns(2, true);
    if (bars.bars) bars.bars.low[1] = -0.1;
    expect(varianceOf(bars, 1)).toBeCloseTo(0.01 / (4 * Math.LN2), 15);
  });

  it('refuses to follow itself, and to run without the other path', () => {
    // Goal: a mistake of the user and one of ours are told apart.
    expect(() => refuseSelf(testContext(), { model: 'basis', follows: 'BTC' })).toThrow(UserError);
    expect(() => refuseSelf(testContext(), { model: 'basis', follows: 'ETH' })).not.toThrow();
    const stream = () => openStream({ seed: 1, scenario: 'test', path: 0, component: 'x', purpose: 'y' });
    const stretch = { fromStep: 0, toStep: 1, normals: new Float64Array(1), own: stream, shared: stream, out: emptyColumns(1, false) };
    expect(() => requireFollowed({ ...stretch, followed: null })).toThrow(InvariantError);
    const followed = emptyColumns(1, false);
    expect(requireFollowed({ ...stretch, followed })).toBe(followed);
  });
});
