import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { squareRootLog } from '../../test/reference/doubles.ts';
import { NeedlessWatch } from './needless.ts';
import { firstAtOrAfter } from './quiet-ticks.ts';
import { QuietWatch } from './quiet-watch.ts';
import { linearPrice, single, smallParts, smallPath, smallWorld, type SmallParts } from './testing/small-world.ts';
import type { LiquidityModel, PricePath } from './world-spec.ts';

const halfLifeMs = 5 * 60_000;

function quietOf(parts: SmallParts, path: PricePath): QuietWatch {
  const { spec, markets, publisher, watch, ledger, health } = parts;
  const needless = new NeedlessWatch({ ledger, health, markets, deviations: watch.radii.deviations });
  const quiet = new QuietWatch({ spec, markets, publisher, triggers: watch.triggers, needless });
  quiet.reset(path);
  return quiet;
}

/** The first tick at which the mark, computed as at an instant, wakes somebody or is a new low. */
function firstLoudByInstants(parts: SmallParts, path: PricePath, from: number): number {
  for (let tick = from; tick < path.timesMs.length; tick++) {
    const lowBefore = parts.publisher.markLow[0];
    parts.moveTo(tick);
    if (parts.watch.isWakePrice(0) || parts.publisher.markLow[0] < lowBefore) return tick;
  }
  return path.timesMs.length;
}

const models: LiquidityModel[] = [
  linearPrice(0.01, { halfLifeMs }),
  squareRootLog({ slope: 0.002, passThrough: 0.8, halfLifeMs, delay: 'same-instant' }),
];

describe('quiet watch', () => {
  it.each(models)('boundsVsInstants: passes over no tick that matters ($name)', (liquidity) => {
    // Goal: random walks after random fills; stopping early is allowed, late never.
    const dice = new Dice(1, `quiet-watch ${liquidity.name}`);
    let passed = 0;
    for (let trial = 0; trial < 60; trial++) {
      let price = 100;
      const path = smallPath([Array.from({ length: 100 }, () => (price *= 1 + 0.004 * dice.normal()))]);
      const spec = smallWorld({ accounts: [single(dice.between(14, 30), 1, 100), single(dice.between(14, 30), -1, 100)], liquidity });
      const parts = smallParts(spec, path);
      parts.markets.fill(0, dice.integerBetween(-300, 300) || 1);
      parts.moveTo(0);
      [parts.publisher.markLow[0], parts.publisher.markLow[1]] = [dice.between(88, 98), 0];
      const quiet = quietOf(parts, path).nextLoudTick(1, path.timesMs.length);
      expect(quiet).toBeLessThanOrEqual(firstLoudByInstants(parts, path, 1));
      passed += quiet - 1;
    }
    expect(passed).toBeGreaterThan(60);
  });

  it('stops before the next event', () => {
    // Goal: the first tick at or after the event, even when nothing is loud.
    const path = smallPath([new Array<number>(50).fill(100)]);
    const parts = smallParts(smallWorld({ accounts: [single(50, 1, 100)] }), path);
    [parts.publisher.markLow[0], parts.publisher.markLow[1]] = [99, 0];
    const quiet = quietOf(parts, path);
    const limits = [60_000, 60_001, 49 * 60_000, Infinity].map((eventMs) => firstAtOrAfter(path.timesMs, 1, eventMs));
    expect(limits).toEqual([1, 2, 49, 50]);
    expect(limits.map((limit) => quiet.nextLoudTick(1, limit))).toEqual(limits);
  });

  it('trusts nothing while the depth of a displaced market changes', () => {
    // Goal: a thinner book displaces more than now, so every tick is looked at.
    const path = { ...smallPath([new Array<number>(50).fill(100)]), depthScale: [new Float64Array(50).fill(1), null] };
    const parts = smallParts(smallWorld({ accounts: [single(50, 1, 100)], liquidity: linearPrice(0.01) }), path);
    [parts.publisher.markLow[0], parts.publisher.markLow[1]] = [50, 0];
    expect(quietOf(parts, path).nextLoudTick(1, path.timesMs.length)).toBe(50);
    parts.markets.fill(0, -10);
    parts.moveTo(0);
    expect(quietOf(parts, path).nextLoudTick(1, path.timesMs.length)).toBe(1);
  });
});
