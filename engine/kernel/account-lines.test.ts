import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { randomWorld } from '../../test/reference/random-world.ts';
import { AccountLines } from './account-lines.ts';
import { SlackLine } from './slack-line.ts';
import { coin, smallParts, smallPath, smallWorld, type SmallParts } from './testing/small-world.ts';
import type { PricePath } from './world-spec.ts';

function linesOf({ ledger, health, markets, watch }: SmallParts): { line: SlackLine; lines: AccountLines } {
  const { deviations } = watch.radii;
  const line = new SlackLine(deviations);
  const lines = new AccountLines({ ledger, health, markets, deviations, line });
  lines.reset();
  return { line, lines };
}

/** Fills the line of an account in the way that is allowed now. */
function describeAccount({ health, markets }: SmallParts, lines: AccountLines, account: number): void {
  if (lines.isLinear(account)) lines.fillLinear(account);
  else {
    health.evaluate(account, markets);
    lines.fillSteepest(account);
  }
}

/** Puts every mark a random deviation away from the path, and returns the largest in references. */
function deviate({ markets, watch }: SmallParts, dice: Dice, largest: number): number {
  const { deviations } = watch.radii;
  const before = deviations.offset.slice();
  for (let market = 0; market < markets.count; market++) {
    const move = dice.between(-largest, largest) * deviations.reference[market];
    const value = markets.valueAt(market, markets.price[market]) + before[market] + move;
    const scale = markets.valueScale[market];
    if (markets.isInverse[market] === 0) markets.setMark(market, value / scale);
    else if (value < 0) markets.setMark(market, -scale / value);
  }
  deviations.read();
  return deviations.distance(before, new Float64Array(markets.lotValue.length));
}

/** Slack at later ticks, exactly, against what the line promised. Returns how many promises were tested. */
function followAccount(parts: SmallParts, path: PricePath, dice: Dice, account: number): number {
  const { markets, health, watch } = parts;
  const { line, lines } = linesOf(parts);
  const start = dice.below(path.timesMs.length);
  parts.moveTo(start);
  watch.radii.deviations.read();
  deviate(parts, dice, dice.pick([0, 0.05]));
  const offset = watch.radii.deviations.offset.slice();
  describeAccount(parts, lines, account);
  health.evaluate(account, markets);
  expect(line.slack).toBeCloseTo(health.marginEquity - health.requirement, 2);
  if (line.gross === 0) return 0;
  const reserve = dice.between(0, 0.2) * line.gross;
  line.reserve = reserve;
  const due = line.firstTick(start + 1);
  for (let tick = start + 1; tick < due; tick++) {
    parts.moveTo(tick);
    watch.radii.deviations.read();
    for (let market = 0; market < markets.count; market++) {
      const value = markets.valueAt(market, markets.price[market]) + offset[market];
      const scale = markets.valueScale[market];
      if (markets.isInverse[market] === 0) markets.setMark(market, value / scale);
      else if (value < 0) markets.setMark(market, -scale / value);
      else return 0;
    }
    watch.radii.deviations.read();
    const moved = deviate(parts, dice, (0.99 * reserve) / line.gross);
    if (!(moved * line.gross < reserve)) continue;
    health.evaluate(account, markets);
    expect(health.marginEquity - health.requirement).toBeGreaterThan(0);
  }
  return due - start - 1;
}

describe('account lines', () => {
  it('lineVsHealth: nobody is short before the first tick that the line tells, if deviations stay within the reserve', () => {
    // Goal: the promise on which sleeping rests; random worlds with tiers, inverse contracts, collateral, prices that cross zero.
    let tested = 0;
    for (let seed = 0; seed < 60; seed++) {
      const { spec, path } = randomWorld(seed);
      const parts = smallParts(spec, path, { feedback: 'none' });
      const dice = new Dice(seed, 'account-lines');
      if (parts.watch.radii.isEmpty) continue;
      const { singleCount, accountCount } = parts.layout;
      for (let account = singleCount; account < Math.min(accountCount, singleCount + 12); account++) {
        tested += followAccount(parts, path, dice, account);
      }
    }
    expect(tested).toBeGreaterThan(10_000);
  });

  it('is linear only without balances, tiers and inverse contracts', () => {
    // Goal: collateral and brackets take the way that does not count gains.
    const positions = [{ instrument: 0, lots: 1, entry: 100 }, { instrument: 1, lots: -2, entry: 100 }];
    const plain = { cash: 50, positions };
    const path = smallPath([[100, 90], [100, 90]]);
    const parts = smallParts(smallWorld({ accounts: [plain, { ...plain, coins: 1 }], instruments: [{}, {}] }), path);
    const { lines } = linesOf(parts);
    expect([parts.account(0), parts.account(1)].map((account) => lines.isLinear(account))).toEqual([true, false]);
    const instruments = [0, 1].map(() => ({ contract: 'inverse' as const, settleAsset: coin }));
    const coins = smallParts(smallWorld({ accounts: [{ ...plain, marginAsset: coin }], instruments }), path);
    expect(linesOf(coins).lines.isLinear(0)).toBe(false);
  });
});
