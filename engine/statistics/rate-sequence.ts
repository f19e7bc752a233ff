/** An interval of a rate that holds at whatever number of trials a run stops, without any approximation. */
import { assert } from '../math/assert.ts';
import { logGamma } from '../math/beta.ts';
import { findRoot } from '../math/root.ts';
import { log } from '../math/transcendental.ts';
import type { Interval, Proportion } from './intervals.ts';

/**
 * The rates p with (n + 1) C(n, s) p^s (1 - p)^(n - s) >= a, after s events in n >= 1 trials, a = 1 - confidence. The left side is one over
 * the ratio of the mixture of all rates with equal weight to p, which is a martingale under p: it reaches 1 / a at any n at all with
 * probability a at most (H. Robbins, Ann. Math. Stat. 41, 1970; J. Ville, 1939). Exact for independent trials. The price against an
 * interval for one fixed n is a factor of about 1.9 at n = 1000. InvariantError for counts that are none.
 */
export function rateSequence({ events, trials, confidence }: Proportion): Interval {
  const areCounts = Number.isInteger(events) && Number.isInteger(trials) && events >= 0 && events <= trials && trials >= 1;
  assert(areCounts, `events happen in 0 .. trials of at least one trial, not ${events} of ${trials}`);
  assert(confidence > 0 && confidence < 1, `a confidence lies in (0, 1), not ${confidence}`);
  const misses = trials - events;
  const constant = logGamma(trials + 2) - logGamma(events + 1) - logGamma(misses + 1) - log(1 - confidence);
  const of = (rate: number): number => {
    if ((rate === 0 && events > 0) || (rate === 1 && misses > 0)) return -Infinity;
    return constant + (events === 0 ? 0 : events * log(rate)) + (misses === 0 ? 0 : misses * log(1 - rate));
  };
  const centre = events / trials;
  const low = events === 0 ? 0 : findRoot({ of, low: 0, high: centre });
  return { low, high: misses === 0 ? 1 : findRoot({ of, low: centre, high: 1 }) };
}
