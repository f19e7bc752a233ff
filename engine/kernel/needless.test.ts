import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { randomWorld } from '../../test/reference/random-world.ts';
import { NeedlessWatch } from './needless.ts';
import { Simulation } from './simulation.ts';
import { single, smallParts, smallPath, smallWorld, type SmallParts } from './testing/small-world.ts';

/** Equity of an account with the ledger as it stands at these marks. */
function equityOf({ health, markets }: SmallParts, account: number): number {
  health.evaluate(account, markets);
  return health.equity;
}

function needlessOf({ ledger, health, markets, watch }: SmallParts): NeedlessWatch {
  const needless = new NeedlessWatch({ ledger, health, markets, deviations: watch.radii.deviations });
  needless.reset();
  return needless;
}

describe('needless watch', () => {
  it('ghostsVsScan: those whose equity stayed positive at every instant remain', () => {
    // Goal: random accounts begin to haunt at random ticks; with an untouched ledger a ghost's equity is the account's own.
    let [remaining, gone] = [0, 0];
    for (let seed = 0; seed < 30; seed++) {
      const { spec, path } = randomWorld(seed);
      const parts = smallParts(spec, path, { feedback: 'none' });
      const { markets, watch } = parts;
      const needless = needlessOf(parts);
      const dice = new Dice(seed, 'needless');
      const seen = new Set<number>();
      const alive = new Set<number>();
      for (let tick = 0; tick < path.timesMs.length; tick += 3) {
        parts.moveTo(tick);
        watch.radii.advance();
        for (let more = dice.below(3); more > 0; more--) {
          const account = dice.below(spec.book.count);
          needless.watch(account);
          if (!seen.has(account) && equityOf(parts, account) > 0) alive.add(account);
          seen.add(account);
        }
        spec.instruments.forEach((_, i) => needless.observe(i, markets.lotValue[i], markets.mark[i]));
        needless.observePortfolios();
        for (const account of alive) if (equityOf(parts, account) <= 0) alive.delete(account);
        expect(needless.remaining).toBe(alive.size);
      }
      remaining += needless.remaining;
      gone += seen.size - alive.size;
    }
    expect(Math.min(remaining, gone)).toBeGreaterThan(10);
  });

  it('counts an account once, however often it is acted on', () => {
    // Goal: only the first liquidation leaves a ghost; the next path starts without any.
    const needless = needlessOf(smallParts(smallWorld({ accounts: [single(20, 1, 100)] }), smallPath([[100]])));
    needless.watch(0);
    needless.watch(0);
    expect(needless.remaining).toBe(1);
    needless.forget(Int32Array.of(0));
    needless.reset();
    expect(needless.remaining).toBe(0);
    needless.watch(0);
    expect(needless.remaining).toBe(1);
  });

  it('wakes at the price where the equity is gone', () => {
    // Goal: 20 of cash on a long from 100 is gone at 80, on a short at 120; wake prices are a little early.
    const accounts = [single(20, 1, 100), single(20, -1, 100)];
    const needless = needlessOf(smallParts(smallWorld({ accounts }), smallPath([[100]])));
    [0, 1].forEach((account) => needless.watch(account));
    expect(needless.wakeLow[0]).toBeCloseTo(80, 6);
    expect(needless.wakeLow[0]).toBeGreaterThan(80);
    expect(needless.wakeHigh[0]).toBeCloseTo(120, 6);
    expect(needless.wakeHigh[0]).toBeLessThan(120);
    needless.observe(0, 80e6, 80);
    expect([needless.remaining, needless.wakeLow[0]]).toEqual([1, -Infinity]);
  });

  it('needs the whole path: a liquidation is needless until the price falls further', () => {
    // Goal: rate 10 %, cash 20: liquidated below 88.9, ruined at 80.
    const spec = smallWorld({ accounts: [single(20, 1, 100)] });
    const needlessOn = (prices: number[]): number => {
      return new Simulation(spec).run(smallPath([prices]), { feedback: 'full' }).needlessLiquidations;
    };
    expect([[100, 85, 81, 90], [100, 85, 80, 90], [100, 70, 90], [100, 90]].map(needlessOn)).toEqual([1, 0, 0, 0]);
  });
});
