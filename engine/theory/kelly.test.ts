import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { everHitProbability } from './first-passage.ts';
import { drawdownProbability, kelly } from './kelly.ts';

describe('kelly', () => {
  it('D44: the bet, its growth, and the probability of losing half', () => {
    // Goal: the target.
    const { fraction, growthRate } = kelly({ drift: 0.6, volatility: 0.7 });
    expect(fraction).toBeCloseTo(1.2244897959183674, 13);
    expect(growthRate).toBeCloseTo(0.3673469387755102, 14);
    expect(drawdownProbability({ floor: 0.5, kellyShare: 1 })).toBeCloseTo(0.5, 15);
    expect(drawdownProbability({ floor: 0.5, kellyShare: 0.5 })).toBeCloseTo(0.125, 15);
  });

  it('drawdownVSFirstPassage: wealth is a geometric Brownian motion that may touch the floor', () => {
    // Goal: leverage f makes drift f mu and volatility f s.
    for (const kellyShare of [0.3, 1, 1.7, 2.5]) {
      const leverage = kellyShare * kelly({ drift: 0.6, volatility: 0.7 }).fraction;
      const hit = everHitProbability({ spot: 1, barrier: 0.4, drift: 0.6 * leverage, volatility: 0.7 * leverage });
      expect(drawdownProbability({ floor: 0.4, kellyShare })).toBeCloseTo(hit, 13);
    }
  });

  it('pays interest on what is not bet, and refuses what is no bet', () => {
    // Goal: the rate shifts both; a negative excess means a short.
    expect(kelly({ drift: 0.6, volatility: 0.7, rate: 0.6 })).toEqual({ fraction: 0, growthRate: 0.6 });
    expect(kelly({ drift: -0.1, volatility: 0.5 }).fraction).toBeLessThan(0);
    expect(() => kelly({ drift: 0.1, volatility: 0 })).toThrow(InvariantError);
    expect(() => drawdownProbability({ floor: 0, kellyShare: 1 })).toThrow(InvariantError);
  });
});
