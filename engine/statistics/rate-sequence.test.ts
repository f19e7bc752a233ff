import { describe, expect, it } from 'vitest';
import { InvariantError } from '../math/assert.ts';
import { openStream } from '../math/random.ts';
import { clopperPearson } from './intervals.ts';
import { rateSequence } from './rate-sequence.ts';

const confidence = 0.95;

/** (n + 1) C(n, s) p^s (1 - p)^(n - s), multiplied out. */
function likelihood(events: number, trials: number, rate: number): number {
  let value = trials + 1;
  for (let k = 1; k <= events; k++) value *= ((trials - events + k) / k) * rate;
  return value * (1 - rate) ** (trials - events);
}

describe('rateSequence', () => {
  it('logarithmsVSProduct: ends where the product of Robbins is 1 - confidence', () => {
    // Goal: both ends solve the defining equation, computed without gamma functions.
    for (const [events, trials] of [[3, 40], [20, 40], [1, 300], [7, 7], [0, 25]]) {
      const { low, high } = rateSequence({ events, trials, confidence });
      if (events > 0) expect(likelihood(events, trials, low)).toBeCloseTo(0.05, 10);
      if (events < trials) expect(likelihood(events, trials, high)).toBeCloseTo(0.05, 10);
      expect([low <= events / trials, high >= events / trials]).toEqual([true, true]);
    }
  });

  it('without events VS its closed form', () => {
    // Goal: (n + 1) (1 - p)^n = a gives p = 1 - (a / (n + 1))^(1/n), and the other end by symmetry.
    const none = rateSequence({ events: 0, trials: 1000, confidence });
    expect(none.low).toBe(0);
    expect(none.high).toBeCloseTo(1 - (0.05 / 1001) ** (1 / 1000), 13);
    expect(rateSequence({ events: 1000, trials: 1000, confidence })).toEqual({ low: expect.closeTo(1 - none.high, 13) as number, high: 1 });
  });

  it('is about 1.9 times as wide as an interval for a fixed number of trials', () => {
    // Goal: the price that is stated: rates from 1 to 50 of 100 in 1000 trials.
    for (const events of [10, 100, 500]) {
      const fixed = clopperPearson({ events, trials: 1000, confidence });
      const { low, high } = rateSequence({ events, trials: 1000, confidence });
      expect((high - low) / (fixed.high - fixed.low)).toBeGreaterThan(1.75);
      expect((high - low) / (fixed.high - fixed.low)).toBeLessThan(2.05);
    }
  });

  it('misses the rate at any of its looks in at most 5 of 100 runs, where a fixed interval misses in many', () => {
    // Goal: coverage at every number of trials together, for a rare and a common event, 300 runs of 400 trials each.
    for (const rate of [0.02, 0.5]) {
      let [missed, peeked] = [0, 0];
      for (let run = 0; run < 300; run++) {
        const stream = openStream({ seed: 3, scenario: 'test', path: run, component: 'rates', purpose: `p${rate}` });
        let [events, everMissed, everPeeked] = [0, false, false];
        for (let trials = 1; trials <= 400; trials++) {
          if (stream.uniform() < rate) events++;
          // Whether the rate is outside shows in the defining product, without solving for the ends.
          everMissed ||= likelihood(events, trials, rate) < 0.05;
          if (trials % 20 === 0) {
            const fixed = clopperPearson({ events, trials, confidence });
            everPeeked ||= rate < fixed.low || rate > fixed.high;
          }
        }
        if (everMissed) missed++;
        if (everPeeked) peeked++;
      }
      expect(missed / 300).toBeLessThanOrEqual(0.05);
      expect(peeked / 300).toBeGreaterThan(0.05);
    }
  });

  it('refuses counts that are none', () => {
    // Goal: a bug of the caller is not an interval.
    for (const [events, trials] of [[2, 1], [-1, 3], [0, 0], [0.5, 2]]) {
      expect(() => rateSequence({ events, trials, confidence })).toThrow(InvariantError);
    }
  });
});
