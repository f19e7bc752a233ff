import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { InvariantError } from '../math/assert.ts';
import { layOut } from './layout.ts';
import { Ledger } from './ledger.ts';
import { movement, partyIndex } from './parties.ts';
import { micro, single, smallWorld, usd } from './testing/small-world.ts';
import { WinnerTrades } from './winner-trades.ts';

const accounts = [
  single(100, 10, 100),
  single(50, -4, 101),
  { cash: 80, positions: [{ instrument: 0, lots: 3, entry: 99 }, { instrument: 1, lots: -2, entry: 50 }], coins: 5 },
];

function ledgerOf(): Ledger {
  const spec = smallWorld({ accounts, instruments: [{}, {}] });
  return new Ledger(spec, layOut(spec));
}

/** Everything that a path may change. */
function stateOf(ledger: Ledger): number[][] {
  const { cash, lots, cost, fundingIndex, fundingResidue, movementTotals, tradedLots } = ledger;
  return [cash, lots, cost, fundingIndex, fundingResidue, movementTotals, tradedLots].map((values) => [...values]);
}

function trade(ledger: Ledger, account: number, lots: number, leg: number): void {
  const marketCash = ledger.cashSlotOf(0, partyIndex.market, usd);
  const instrument = ledger.layout.slotInstrument[account];
  ledger.touch(account);
  ledger.reduceCost(account, lots);
  ledger.trade(ledger.layout.firstMarketSlot + instrument, marketCash, account, account, instrument, lots, leg, movement.liquidation);
}

describe('ledger', () => {
  it('conserves cash and lots under random movements', () => {
    // Goal: whatever is done with the two verbs, sums stay what they were at the opening.
    const dice = new Dice(1, 'ledger');
    const ledger = ledgerOf();
    const before = ledger.totalUnits(usd);
    for (let step = 0; step < 500; step++) {
      const [from, to] = [dice.below(3), ledger.cashSlotOf(0, dice.below(5), usd)];
      const units = dice.below(1_000_000);
      ledger.transfer(dice.chance(0.5) ? from : to, dice.chance(0.5) ? to : from, usd, units, movement.surplus);
      ledger.accrueFunding(0, dice.normal() * 100);
      ledger.trade(0, 0, 1, 1, 0, dice.integerBetween(1, 9), dice.integerBetween(-500, 500), movement.deleveraging);
      expect([ledger.totalLots(0), ledger.totalLots(1), ledger.totalUnits(usd)]).toEqual([0, 0, before]);
    }
  });

  it.each([0.5, -1, NaN, Infinity, 2 ** 53])('refuses to transfer %s units', (units) => {
    // Goal: money is a whole, non-negative, exactly representable number of units, or it is a bug.
    expect(() => ledgerOf().transfer(0, 1, usd, units, movement.surplus)).toThrow(InvariantError);
  });

  it.each([[0, 5], [-1, 5], [1.5, 5], [1, 0.5], [1, NaN]])('refuses to trade %s lots for %s units', (lots, leg) => {
    // Goal: trades move whole lots against whole units.
    expect(() => ledgerOf().trade(0, 0, 1, 1, 0, lots, leg, movement.liquidation)).toThrow(InvariantError);
  });

  it('refuses balances beyond exact integers', () => {
    // Goal: a sum that would be rounded stops the run.
    const ledger = ledgerOf();
    const market = ledger.cashSlotOf(0, partyIndex.market, usd);
    ledger.transfer(market, 0, usd, 2 ** 53 - 1, movement.surplus);
    expect(() => ledger.transfer(market, 0, usd, 2 ** 53 - 1, movement.surplus)).toThrow(/larger cash unit/);
  });

  it('resetVsNew: a reset ledger is a new one', () => {
    // Goal: reset restores everything that movements, trades, funding and haircuts changed, and forgets what was touched.
    const ledger = ledgerOf();
    const opening = stateOf(ledger);
    trade(ledger, 0, 4, 390 * micro);
    const { layout } = ledger;
    const marketCash = ledger.cashSlotOf(0, partyIndex.market, usd);
    ledger.touch(2);
    const slot = layout.positionStart[0];
    ledger.reduceCost(slot, 2);
    ledger.trade(layout.firstMarketSlot, marketCash, slot, 2, 0, 2, 190 * micro, movement.liquidation);
    ledger.transfer(layout.balanceStart[0], ledger.cashSlotOf(0, partyIndex.market, 1), 1, 3 * micro, movement['collateral-sale']);
    ledger.accrueFunding(1, 12.3);
    ledger.haircutsTaken = Float64Array.of(1, 2, 3);
    expect(stateOf(ledger)).not.toEqual(opening);
    expect([...ledger.touchedAccounts]).toEqual([0, 2]);
    ledger.reset();
    expect(stateOf(ledger)).toEqual(opening);
    expect(ledger.touchedAccounts).toHaveLength(0);
    expect([...ledger.haircutsTaken]).toEqual([0, 0, 0]);
  });

  it('carries what funding leaves after rounding', () => {
    // Goal: over many intervals the whole units add up to the exact sum, within half a unit.
    const dice = new Dice(2, 'ledger');
    const ledger = ledgerOf();
    let exact = 0;
    for (let interval = 0; interval < 200; interval++) {
      const due = dice.normal();
      exact += due;
      expect(Number.isInteger(ledger.accrueFunding(0, due))).toBe(true);
      expect(Math.abs(ledger.fundingIndex[0] - exact)).toBeLessThan(0.5 + 1e-9);
    }
  });

  it('changes true cash by the leg alone when lots are traded after funding', () => {
    // Goal: funding of the past stays with who held the lots.
    const ledger = ledgerOf();
    ledger.accrueFunding(0, 7000);
    const before = ledger.trueCash(0);
    expect(before - ledger.layout.openingCash[0]).toBe(-10 * 7000);
    trade(ledger, 0, 4, 390 * micro);
    expect(ledger.trueCash(0) - before).toBe(390 * micro);
  });

  it('takes cost out in proportion, all of it with the last lots', () => {
    // Goal: no cost is left on an empty position, however it was closed.
    const ledger = ledgerOf();
    ledger.cost[0] = 1001;
    for (const [lots, left] of [[1, 901], [2, 701], [7, 0]]) {
      trade(ledger, 0, lots, 0);
      expect(ledger.cost[0]).toBe(left);
    }
  });

  it('deleverages as trades one after the other do', () => {
    // Goal: the same balances, costs and totals, for both sides, with funding, for winners that are closed and one that is reduced.
    for (const side of [1, -1]) {
      const members = [single(100, side * 9, 100), single(50, side * -4, 103), single(60, side * -7, 97)];
      const spec = smallWorld({ accounts: members });
      const [ledger, expected] = [new Ledger(spec, layOut(spec)), new Ledger(spec, layOut(spec))];
      const accountOf = (id: number) => ledger.layout.stableOf.indexOf(id);
      const loser = accountOf(0);
      const trades = new WinnerTrades();
      trades.add(accountOf(1), accountOf(1), 4);
      trades.add(accountOf(2), accountOf(2), 3);
      trades.leg.set([401 * micro, 299 * micro]);
      for (const one of [ledger, expected]) one.accrueFunding(0, 17);
      ledger.deleverage(trades, { account: loser, slot: loser, instrument: 0, side });
      for (const [index, winner] of [accountOf(1), accountOf(2)].entries()) {
        const [buyer, seller] = side > 0 ? [winner, loser] : [loser, winner];
        expected.reduceCost(loser, trades.lots[index]);
        expected.reduceCost(winner, trades.lots[index]);
        expected.trade(buyer, buyer, seller, seller, 0, trades.lots[index], trades.leg[index], movement.deleveraging);
      }
      expect(stateOf(ledger)).toEqual(stateOf(expected));
      expect([...ledger.touchedAccounts]).toEqual([accountOf(1), accountOf(2)]);
    }
  });
});
