import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { coverRequirement } from './cover.ts';

const losses = [[12, 5, 0, 8], [3, 9, 14, 2], [7, 7, 1, 11]];

describe('coverRequirement', () => {
  it('D44: cover-1 and cover-2 of three scenarios', () => {
    // Goal: the target, exactly.
    expect(coverRequirement({ losses, members: 1 })).toBe(14);
    expect(coverRequirement({ losses, members: 2 })).toBe(23);
  });

  it('takes all members when there are fewer, ignores gains, and refuses NaN', () => {
    // Goal: a member that gains does not pay for one that loses.
    expect(coverRequirement({ losses, members: 9 })).toBe(28);
    expect(coverRequirement({ losses: [[-5, 2], []], members: 2 })).toBe(2);
    expect(coverRequirement({ losses: [], members: 2 })).toBe(0);
    expect(() => coverRequirement({ losses, members: 0 })).toThrow(InvariantError);
    expect(() => coverRequirement({ losses: [[NaN]], members: 1 })).toThrow(InvariantError);
  });
});
