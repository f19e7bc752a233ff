import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { randomWorld } from '../../test/reference/random-world.ts';
import { Health } from './health.ts';
import { layOut, lotValue } from './layout.ts';
import { Ledger } from './ledger.ts';
import { movement, partyIndex } from './parties.ts';
import { single, smallParts, smallPath, smallWorld } from './testing/small-world.ts';
import { TriggerIndex, WokenList } from './trigger-index.ts';
import type { WorldSpec } from './world-spec.ts';

/** A trigger index beside the plain list of who is in it. */
class Twin {
  readonly layout;
  readonly ledger: Ledger;
  readonly index: TriggerIndex;
  readonly #health: Health;
  readonly #inside = new Set<number>();
  readonly #spec: WorldSpec;

  constructor(spec: WorldSpec) {
    this.#spec = spec;
    this.layout = layOut(spec);
    this.ledger = new Ledger(spec, this.layout);
    this.index = new TriggerIndex(spec, this.ledger);
    this.#health = new Health(this.ledger);
    for (let account = 0; account < this.layout.keyedCount; account++) this.#inside.add(account);
  }

  /** Collects at a price both ways; the accounts that the index missed or woke wrongly. Returns how many were woken. */
  collect(instrument: number, price: number): number {
    const prices = { lotValue: new Float64Array(this.#spec.instruments.length), mark: new Float64Array(this.#spec.markets.length) };
    prices.lotValue[instrument] = lotValue(this.#spec.instruments[instrument], price);
    const expected = [...this.#inside]
      .filter((account) => this.layout.slotInstrument[account] === instrument && this.#health.isLiquidatable(account, prices))
      .sort((a, b) => a - b);
    const isAwake = price <= this.index.wakeLow[instrument] || price >= this.index.wakeHigh[instrument];
    if (expected.length > 0) expect(isAwake).toBe(true);
    const woken = new WokenList();
    if (isAwake) this.index.collect(instrument, prices.lotValue[instrument], woken);
    expect([...woken.accounts.subarray(0, woken.count)].sort((a, b) => a - b)).toEqual(expected);
    expected.forEach((account) => {
      expect(this.index.isInside(account)).toBe(false);
      this.#inside.delete(account);
    });
    return expected.length;
  }

  /** Gives or takes cash, then puts the account back (or takes it out when its tier is no longer clear). */
  rekey(dice: Dice, account: number): void {
    const { ledger, layout } = this;
    const asset = layout.accountAsset[account];
    const market = ledger.cashSlotOf(layout.accountVenue[account], partyIndex.market, asset);
    const units = Math.floor(dice.between(0, 0.05) * Math.abs(ledger.cash[account]));
    if (dice.chance(0.6)) ledger.transfer(market, account, asset, units, movement.surplus);
    else ledger.transfer(account, market, asset, units, movement.surplus);
    if (this.index.insert(account)) this.#inside.add(account);
    else this.#inside.delete(account);
    expect(this.index.isInside(account)).toBe(this.#inside.has(account));
  }

  remove(account: number): void {
    this.index.remove(account);
    this.#inside.delete(account);
  }

  /** Accounts of tiered instruments are evicted when funding has gone far, as in the simulation. */
  fund(instrument: number, units: number, value: number): void {
    this.ledger.accrueFunding(instrument, units);
    this.index.refreshWakes(instrument);
    if (this.#spec.instruments[instrument].maintenanceTiers.length === 1) return;
    if (Math.abs(this.ledger.fundingIndex[instrument]) < 0.02 * Math.abs(value)) return;
    const members = [...this.#inside].filter((account) => this.layout.slotInstrument[account] === instrument);
    expect(this.index.evictTiered(instrument).sort((a, b) => a - b)).toEqual(members.sort((a, b) => a - b));
    members.forEach((account) => this.#inside.delete(account));
  }
}

/** One random life of an index. Returns how many accounts were woken. */
function liveThrough(seed: number): number {
  const { spec, path, listings } = randomWorld(seed);
  const dice = new Dice(seed, 'trigger-index');
  const twin = new Twin(spec);
  let woken = 0;
  for (let tick = 0; tick < path.timesMs.length; tick += 2) {
    listings.forEach(({ index }) => {
      const price = path.prices[spec.markets[index].series][tick];
      const value = lotValue(spec.instruments[index], price);
      if (dice.chance(0.1)) twin.fund(index, value * dice.between(-0.002, 0.004), value);
      woken += twin.collect(index, price);
    });
    if (twin.layout.singleCount === 0) continue;
    if (dice.chance(0.5)) twin.rekey(dice, dice.below(twin.layout.singleCount));
    if (dice.chance(0.05)) twin.remove(dice.below(twin.layout.singleCount));
  }
  return woken;
}

describe('trigger index', () => {
  it('indexVsComparison: wakes exactly those that the direct comparison wakes', () => {
    // Goal: random books, prices, funding, changed keys, removals and evictions; also that no wake price comes late.
    let woken = 0;
    for (let seed = 0; seed < 60; seed++) woken += liveThrough(seed);
    expect(woken).toBeGreaterThan(1000);
  });

  it.each([['below', 0], ['at-or-below', 1]] as const)('%s wakes %i account exactly at its trigger', (trigger, count) => {
    // Goal: the one point where the two rules differ: 100 x (1 - 1/16) = 93.75.
    const spec = smallWorld({ accounts: [single(6.25, 1, 100), single(6.25, -1, 100)], rate: 0.0625, venue: { trigger } });
    const { watch } = smallParts(spec, smallPath([[100]]));
    const woken = new WokenList();
    watch.triggers.collect(0, 100e6, woken);
    expect(woken.count).toBe(2 * count);
  });

  it('resetVsNew: forgets whatever happened', () => {
    // Goal: the same accounts wake at the same prices on the next path.
    const spec = smallWorld({ accounts: Array.from({ length: 30 }, (_, i) => single(10 + i, i % 2 ? 1 : -1, 100)) });
    const { watch, ledger } = smallParts(spec, smallPath([[100]]));
    const wokenAt = (price: number): number[] => {
      const woken = new WokenList();
      watch.triggers.collect(0, price * 1e6, woken);
      return [...woken.accounts.subarray(0, woken.count)];
    };
    const first = [wokenAt(95), wokenAt(120)];
    ledger.transfer(3, 4, 0, 5, movement.surplus);
    watch.triggers.insert(3);
    watch.triggers.remove(29);
    ledger.touch(3);
    ledger.touch(4);
    ledger.reset();
    watch.triggers.reset();
    expect([wokenAt(95), wokenAt(120)]).toEqual(first);
    expect(first.flat().length).toBeGreaterThan(10);
  });
});
