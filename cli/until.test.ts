import { describe, expect, it } from 'vitest';
import { UserError } from '../engine/errors.ts';
import { metricDefinitions } from '../engine/study/metrics.ts';
import { untilOf, untilText, untilWatchers } from './until.ts';

describe('--until', () => {
  it.each([
    ['insolvent_accounts +-5%', { metric: 'insolvent_accounts', halfWidth: 0.05, isRelative: true }],
    ['shortfall_usd±1e6', { metric: 'shortfall_usd', halfWidth: 1e6, isRelative: false }],
    ['shortfall_usd +/- 2.5 %', { metric: 'shortfall_usd', halfWidth: 0.025, isRelative: true }],
  ])('understands %s', (text, until) => {
    // Goal: relative and absolute half-widths, and the text in the manifest means the same again.
    expect(untilOf(text)).toEqual(until);
    expect(untilOf(untilText(until))).toEqual(until);
  });

  const wrong = ['', 'shortfall_usd', 'shortfall_usd +-0', 'shortfall_usd +--5', 'insolvent_acounts +-5%', 'x +-1e999'];
  it.each(wrong)('refuses "%s"', (text) => {
    // Goal: exit 2 with what to type instead.
    expect(() => untilOf(text)).toThrow(UserError);
  });

  it('stops at a multiple of 64 paths, when every set is known well enough', () => {
    // Goal: the stopping point depends on values in path order and on nothing else.
    const watchers = untilWatchers({ metric: 'shortfall_usd', halfWidth: 0.1, isRelative: true }, 2);
    expect(watchers.map(({ place }) => metricDefinitions[place.metric].name)).toEqual(['shortfall_usd', 'shortfall_usd']);
    const stop = (spread: readonly number[]): number => {
      const fresh = untilWatchers({ metric: 'shortfall_usd', halfWidth: 0.1, isRelative: true }, 2);
      for (let path = 1; path < 100_000; path++) {
        const answers = fresh.map((watcher, set) => watcher.add(100 + spread[set] * ((path * 7919) % 1000) - 500 * spread[set]));
        if (answers.includes(true)) return path;
      }
      return Infinity;
    };
    expect(stop([0, 0])).toBe(128);
    const [narrow, wide] = [stop([0.1, 0.1]), stop([0.1, 1])];
    expect(wide % 64).toBe(0);
    expect(wide).toBeGreaterThan(4 * narrow);
    expect(stop([1, 0.1])).toBe(wide);
  });
});
