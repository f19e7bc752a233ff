import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { kupiec } from './kupiec.ts';

describe('kupiec', () => {
  it('D44: judges 18 breaches in 1000 days at 1 %', () => {
    // Goal: the target's ratio and p value.
    const { likelihoodRatio, pValue } = kupiec({ breaches: 18, days: 1000, probability: 0.01 });
    expect(likelihoodRatio).toBeCloseTo(5.225141240006913, 9);
    expect(pValue).toBeCloseTo(0.022262638356007843, 11);
  });

  it('has the published non-rejection region at 5 %', () => {
    // Goal: Kupiec's table for 1 % and 255, 510, 1000 days: fewer than 7; 2 to 10; 5 to 16 breaches are accepted.
    const upTo29 = Array.from({ length: 30 }, (_, breaches) => breaches);
    const accepted = (days: number) => upTo29.filter((breaches) => kupiec({ breaches, days, probability: 0.01 }).pValue > 0.05);
    expect(accepted(255).at(-1)).toBe(6);
    expect([accepted(510)[0], accepted(510).at(-1)]).toEqual([2, 10]);
    expect([accepted(1000)[0], accepted(1000).at(-1)]).toEqual([5, 16]);
  });

  it('takes no breach and nothing but breaches', () => {
    // Goal: 0 log 0 = 0; -2 n log(1 - p) and -2 n log p.
    expect(kupiec({ breaches: 0, days: 100, probability: 0.01 }).likelihoodRatio).toBeCloseTo(-200 * Math.log(0.99), 12);
    expect(kupiec({ breaches: 3, days: 3, probability: 0.01 }).likelihoodRatio).toBeCloseTo(-6 * Math.log(0.01), 12);
    expect(kupiec({ breaches: 1, days: 100, probability: 0.01 })).toEqual({ likelihoodRatio: 0, pValue: 1 });
    expect(() => kupiec({ breaches: 2, days: 1, probability: 0.01 })).toThrow(InvariantError);
    expect(() => kupiec({ breaches: 0, days: 1, probability: 0 })).toThrow(InvariantError);
  });
});
