import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { randomWorld } from '../../test/reference/random-world.ts';
import { movement, partyIndex } from './parties.ts';
import { single, smallParts, smallPath, smallWorld, type SmallParts } from './testing/small-world.ts';
import { WokenList } from './trigger-index.ts';

function collected(parts: SmallParts): number[] {
  const woken = new WokenList();
  if (parts.watch.radii.isDue) parts.watch.radii.collect(woken);
  return [...woken.accounts.subarray(0, woken.count)].sort((a, b) => a - b);
}

/** Pays a woken account enough to be healthy for a while, and has it watched again. */
function rescue(parts: SmallParts, dice: Dice, account: number): boolean {
  const { ledger, layout, health, markets, watch } = parts;
  health.evaluate(account, markets);
  const asset = layout.accountAsset[account];
  const units = Math.ceil(health.requirement - health.marginEquity + dice.between(0, 0.05) * health.notional) + 1;
  ledger.touch(account);
  ledger.transfer(ledger.cashSlotOf(layout.accountVenue[account], partyIndex.market, asset), account, asset, units, movement.surplus);
  if (health.isLiquidatable(account, markets)) return false;
  watch.radii.watch(account);
  return true;
}

function fund(parts: SmallParts, dice: Dice): void {
  const instrument = dice.below(parts.spec.instruments.length);
  const units = parts.ledger.accrueFunding(instrument, dice.between(-0.003, 0.003) * parts.markets.lotValue[instrument]);
  if (units !== 0) parts.watch.radii.noteFunding(instrument, units);
}

/** A fill that moves the market for a while. */
function trade({ markets, spec }: SmallParts, dice: Dice): void {
  const market = dice.below(spec.instruments.length);
  markets.fill(market, dice.integerBetween(-2000, 2000) || 1);
}

/** Watches the portfolios of a random world along its path; every instant the woken must be those that asking everybody finds. */
function liveThrough(seed: number, feedback: 'none' | 'full'): number {
  const { spec, path } = randomWorld(seed);
  const parts = smallParts(spec, path, { feedback });
  const { layout, health, markets, watch } = parts;
  const dice = new Dice(seed, 'radius-index');
  const watched = new Set(Array.from({ length: layout.accountCount - layout.keyedCount }, (_, index) => layout.keyedCount + index));
  let total = 0;
  for (let tick = 0; tick < path.timesMs.length; tick++) {
    if (feedback === 'full' && dice.chance(0.1)) trade(parts, dice);
    parts.moveTo(tick);
    watch.radii.advance();
    if (dice.chance(0.15)) fund(parts, dice);
    const expected = [...watched].filter((account) => health.isLiquidatable(account, markets)).sort((a, b) => a - b);
    expect(collected(parts)).toEqual(expected);
    total += expected.length;
    for (const account of expected) if (!dice.chance(0.9) || !rescue(parts, dice, account)) watched.delete(account);
  }
  return total;
}

describe('radius index', () => {
  it('radiusVsAskingAll: nobody liquidatable sleeps, nobody healthy is woken', () => {
    // Goal: every instant of random worlds (portfolios with collateral, tiers, inverse contracts, funding, fills, changed cash).
    let woken = 0;
    for (let seed = 0; seed < 40; seed++) woken += liveThrough(seed, seed % 2 === 0 ? 'full' : 'none');
    expect(woken).toBeGreaterThan(500);
  });

  it('does not look at anybody while prices stand still', () => {
    // Goal: a quiet instant costs a comparison.
    const portfolio = { cash: 50, positions: [{ instrument: 0, lots: 1, entry: 100 }, { instrument: 1, lots: 1, entry: 100 }] };
    const parts = smallParts(smallWorld({ accounts: [portfolio], instruments: [{}, {}] }), smallPath([[100, 100, 99.9], [100, 100, 100]]));
    expect(collected(parts)).toEqual([]);
    for (const tick of [1, 2]) {
      parts.moveTo(tick);
      expect(parts.watch.radii.advance()).toBe(false);
    }
    expect(parts.watch.radii.isEmpty).toBe(false);
    expect(smallParts(smallWorld({ accounts: [single(50, 1, 100)] }), smallPath([[100]])).watch.radii.isEmpty).toBe(true);
  });

  it('gives up an account that is removed', () => {
    // Goal: who is watched elsewhere is not woken twice.
    const portfolio = { cash: 20, positions: [{ instrument: 0, lots: 1, entry: 100 }], coins: 1 };
    const parts = smallParts(smallWorld({ accounts: [portfolio, portfolio] }), smallPath([[100, 80]]));
    parts.watch.radii.remove(0);
    parts.moveTo(1);
    parts.watch.radii.advance();
    expect(collected(parts)).toEqual([1]);
  });
});
