import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { randomWorld } from '../../test/reference/random-world.ts';
import type { SettlementRecord } from './outcome.ts';
import { movement, partyIndex } from './parties.ts';
import { Simulation } from './simulation.ts';
import { micro, single, smallParts, smallPath, smallWorld, usd, type SmallParts } from './testing/small-world.ts';
import type { InsuranceFundStage, LossStage } from './world-spec.ts';

const fund = (opening: number, changes: Partial<InsuranceFundStage> = {}): LossStage => ({
  stage: 'insurance-fund',
  openingUnits: [opening, 0],
  feeShare: 0.5,
  takesSurplus: true,
  drawCapUnits: Infinity,
  ...changes,
});
const adl: LossStage = { stage: 'adl', score: () => 1, price: 'bankruptcy' };
const socialized: LossStage = { stage: 'socialized', maxHaircut: 1 };

/** Account 0 is closed with the given cash; winners of 60 and 40 USD, account 2's by a short, stand beside it. */
function closedWith(cash: number, losses: readonly LossStage[]): { parts: SmallParts; loser: number } {
  const accounts = [single(0, 1, 100), single(0, -6, 110), single(0, -4, 110), single(50, 10, 100)];
  const parts = smallParts(smallWorld({ accounts, venue: { losses } }), smallPath([[100]]));
  const { ledger, account } = parts;
  const loser = account(0);
  const market = ledger.cashSlotOf(0, partyIndex.market, usd);
  [0, 1, 2, 3].forEach((id) => ledger.touch(account(id)));
  ledger.trade(parts.layout.firstMarketSlot, market, loser, loser, 0, 1, 100 * micro, movement.liquidation);
  if (cash > 0) ledger.transfer(market, loser, usd, cash, movement.surplus);
  else ledger.transfer(loser, market, usd, -cash, movement.surplus);
  return { parts, loser };
}

function settled(cash: number, losses: readonly LossStage[], final = true) {
  const { parts, loser } = closedWith(cash, losses);
  const records: SettlementRecord[] = [];
  parts.waterfall.settle(loser, final, 0, parts.markets, { settlement: (record) => records.push(record) });
  parts.waterfall.socializeDebts(0, parts.markets, null, () => {});
  const { shortfall, fund: byFund, lentByPool, unfunded, surplus } = records[0];
  const paid = { shortfall, fund: byFund, lentByPool, unfunded, surplus };
  return { paid, totals: parts.tally.waterfall[0][usd], cash: parts.ledger.cash[loser], parts };
}

const nothing = { shortfall: 0, fund: 0, lentByPool: 0, unfunded: 0, surplus: 0 };

describe('waterfall', () => {
  it('keeps its identity for random holes in every order of stages', () => {
    // Goal: shortfall = fund + adl + socialized + unfunded to the unit, the hole filled exactly, the pool empty, the fund not negative.
    const dice = new Dice(1, 'waterfall');
    for (let trial = 0; trial < 400; trial++) {
      const stages = [fund(dice.below(50 * micro), { drawCapUnits: dice.pick([Infinity, dice.between(0, 40 * micro)]) }), adl];
      const all: LossStage[] = [...stages, { stage: 'socialized', maxHaircut: dice.between(0, 1) }];
      const losses = dice.shuffled(all).slice(0, dice.below(4));
      const hole = dice.integerBetween(1, 150 * micro);
      const { totals, cash, parts } = settled(-hole, losses);
      expect(totals.shortfall).toBe(hole);
      expect(totals.fund + totals.adl + totals.socialized + totals.unfunded).toBe(hole);
      expect(cash).toBe(0);
      expect(parts.ledger.cash[parts.ledger.cashSlotOf(0, partyIndex.pool, usd)]).toBe(0);
      expect(parts.waterfall.fundBalance(0, usd)).toBeGreaterThanOrEqual(0);
      expect(() => parts.tally.check()).not.toThrow();
    }
  });

  it('keeps its identity in whole random worlds, per venue and asset', () => {
    // Goal: the same over everything that happens on a path, auto-deleveraging included.
    for (let seed = 0; seed < 40; seed++) {
      const { spec, path } = randomWorld(seed);
      for (const totals of new Simulation(spec).run(path, { feedback: 'full' }).waterfall.flat()) {
        expect(totals.fund + totals.adl + totals.socialized + totals.unfunded).toBe(totals.shortfall);
      }
    }
  });

  it('pays in the declared order', () => {
    // Goal: fund up to balance and cap, then the pool, then nobody; a fund behind the pool never pays.
    const hole = 30 * micro;
    const short = { ...nothing, shortfall: hole };
    const capped = fund(50 * micro, { drawCapUnits: 7.9 });
    expect(settled(-hole, [fund(50 * micro)]).paid).toEqual({ ...short, fund: hole });
    expect(settled(-hole, [fund(10 * micro)]).paid).toEqual({ ...short, fund: 10 * micro, unfunded: 20 * micro });
    expect(settled(-hole, [capped]).paid).toEqual({ ...short, fund: 7, unfunded: hole - 7 });
    expect(settled(-hole, [fund(10 * micro), socialized]).paid).toEqual({ ...short, fund: 10 * micro, lentByPool: 20 * micro });
    expect(settled(-hole, [socialized, fund(10 * micro)]).paid).toEqual({ ...short, lentByPool: hole });
    expect(settled(-hole, [adl]).paid).toEqual({ ...short, unfunded: hole });
  });

  it('tells what the stages before auto-deleveraging cover', () => {
    // Goal: min(balance, cap) of a fund in front, everything when losses are socialised in front, nothing otherwise.
    const coverOf = (...losses: LossStage[]): number => closedWith(0, losses).parts.waterfall.coverBeforeDeleveraging(0, usd);
    expect(coverOf(fund(50), adl)).toBe(50);
    expect(coverOf(fund(50, { drawCapUnits: 7.5 }), adl)).toBe(7.5);
    expect(coverOf(adl, fund(50))).toBe(0);
    expect(coverOf(socialized, adl)).toBe(Infinity);
    expect(coverOf(adl, socialized)).toBe(0);
  });

  it('takes a surplus only from an account closed in one go, and only for a fund that wants it', () => {
    // Goal: otherwise what is left stays with its owner.
    expect(settled(5, [fund(0)]).paid).toEqual({ ...nothing, surplus: 5 });
    expect(settled(5, [fund(0)], false)).toMatchObject({ paid: nothing, cash: 5 });
    expect(settled(5, [fund(0, { takesSurplus: false })])).toMatchObject({ paid: nothing, cash: 5 });
    expect(settled(5, [])).toMatchObject({ paid: nothing, cash: 5 });
  });

  it('splits a fee into the share of the fund, rounded down, and the rest', () => {
    // Goal: no unit is lost; without a fund everything is the venue's.
    for (const [losses, share] of [[[fund(0, { feeShare: 0.3 })], 2], [[fund(0, { feeShare: 1 })], 9], [[], 0]] as const) {
      const { parts, loser } = closedWith(100, losses);
      const { ledger, waterfall, markets } = parts;
      waterfall.takeFee(loser, 9, markets);
      const balances = [partyIndex.fund, partyIndex.fees].map((party) => ledger.cash[ledger.cashSlotOf(0, party, usd)]);
      expect([...balances, ledger.cash[loser]]).toEqual([share, 9 - share, 91]);
      expect(waterfall.fundMoved).toBe(share > 0);
    }
  });
});
