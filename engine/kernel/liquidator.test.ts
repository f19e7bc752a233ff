import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { deviationOracle } from '../../test/reference/doubles.ts';
import type { LiquidationRecord } from './outcome.ts';
import { partyIndex, type PartyKind } from './parties.ts';
import { Simulation } from './simulation.ts';
import { coin, linearPrice, micro, single, smallPath, smallWorld, usd, type SmallWorld } from './testing/small-world.ts';
import type { Breaker, DeleveragingStage, LiquidationRequest, LossStage } from './world-spec.ts';

const mostLotsFirst: DeleveragingStage = { stage: 'adl', score: (value) => Math.abs(value), price: 'bankruptcy' };

function fundOf(usdAmount: number, feeShare = 1): LossStage {
  return { stage: 'insurance-fund', openingUnits: [usdAmount * micro, 0], feeShare, takesSurplus: false, drawCapUnits: Infinity };
}

/** Breakers with a fixed fill range. */
function bandOf(fillLow: number, fillHigh: number) {
  return { create: (): Breaker => ({ observe: () => 0, fillLow, fillHigh }) };
}

function run(world: SmallWorld, series: readonly (readonly number[])[]) {
  const records: LiquidationRecord[] = [];
  const simulation = new Simulation(smallWorld(world));
  const path = smallPath(series, (world.instruments?.length ?? 1) + 1);
  const outcome = simulation.run(path, { feedback: 'full', journal: { liquidation: (record) => records.push(record) } });
  const { ledger, layout } = simulation;
  const cashOf = (stable: number): number => ledger.trueCash(layout.stableOf.indexOf(stable)) / micro;
  const partyOf = (party: PartyKind, asset = usd): number => ledger.cash[ledger.cashSlotOf(0, partyIndex[party], asset)] / micro;
  return { simulation, outcome, records, cashOf, partyOf };
}

/** The largest count in [0, most] that satisfies, by asking all of them. */
function largestByScan(most: number, satisfies: (count: number) => boolean): number {
  for (let count = most; count > 0; count--) if (satisfies(count)) return count;
  return 0;
}

describe('liquidator', () => {
  it('bisectionVsScan: fills as many lots as a price band allows', () => {
    // Goal: random bands and sizes; longs push the book down by a hundredth per lot, shorts up.
    const dice = new Dice(1, 'liquidator');
    for (let trial = 0; trial < 200; trial++) {
      const lots = dice.integerBetween(1, 900);
      const side = dice.pick([1, -1]);
      const [low, high] = [dice.between(81, 90), dice.between(90, 99)];
      const { records } = run(
        { accounts: [single(10 * lots, side * lots, side > 0 ? 99 : 81)], liquidity: linearPrice(0.01, { passThrough: 0 }),
          venue: { breakers: [bandOf(low, high)] } },
        [[90, 90]],
      );
      const expected = largestByScan(lots, (count) => 90 - side * count * 0.01 >= low && 90 - side * count * 0.01 <= high);
      const closed = records.filter(({ timeMs, round }) => timeMs === 0 && round === 0).map(({ marketLots }) => marketLots);
      expect(closed).toEqual(expected === 0 ? [] : [expected]);
    }
  });

  it('bisectionVsScan: sells at market as many lots as margin and fund can bear, the rest to winners', () => {
    // Goal: random losers and funds; m is the largest with m x (bankruptcy - average price of m) <= fund.
    const dice = new Dice(2, 'liquidator');
    const splits = new Set<string>();
    for (let trial = 0; trial < 200; trial++) {
      const lots = dice.integerBetween(1, 500);
      const perLot = dice.integerBetween(1, 8);
      // Losses are multiples of half a cent: no fund equals one.
      const fund = dice.integerBetween(0, 800) + 0.002;
      const { records } = run(
        { accounts: [single(perLot * lots, lots, 100), single(100_000, -500, 100)], rate: 0.01, liquidity: linearPrice(0.01),
          venue: { losses: [fundOf(fund), mostLotsFirst] } },
        [[100, 92]],
      );
      // The account is bankrupt at 100 - perLot; m lots fill at 92 - m / 200 on average.
      const expected = largestByScan(lots, (count) => count * (100 - perLot - (92 - count / 200)) <= fund);
      expect([records[0].marketLots, records[0].deleveragedLots]).toEqual([expected, lots - expected]);
      splits.add(expected === 0 ? 'winners' : expected === lots ? 'market' : 'both');
    }
    expect([...splits].sort()).toEqual(['both', 'market', 'winners']);
  });

  it('closes at the bankruptcy price against winners: the loser ends at zero, winners bear the loss', () => {
    // Goal: 10 lots at 80 with a bankruptcy price of 90; absorbed = 10 x 10.
    const { records, outcome, cashOf } = run(
      { accounts: [single(100, 10, 100), single(1000, -20, 100)], venue: { losses: [mostLotsFirst] } },
      [[100, 80]],
    );
    expect(records[0]).toMatchObject({ marketLots: 0, deleveragedLots: 10, absorbed: 100 * micro, fee: 0, averagePrice: 80 });
    expect(cashOf(0)).toBe(0);
    expect(cashOf(1)).toBe(1000 + 10 * 100 + 10 * (100 - 90));
    expect(outcome.waterfall[0][usd]).toMatchObject({ shortfall: 100 * micro, adl: 100 * micro });
    expect(outcome.usd[0].adlNotional).toBeCloseTo(800, 9);
  });

  it('takes what winners cannot give to the market', () => {
    // Goal: winners have 4 of 10 lots; the others sell at 80 and leave a hole of 6 x 10.
    const { records, outcome } = run(
      { accounts: [single(100, 10, 100), single(1000, -4, 100)], venue: { losses: [mostLotsFirst] } },
      [[100, 80]],
    );
    expect(records[0]).toMatchObject({ marketLots: 6, deleveragedLots: 4, absorbed: 40 * micro });
    expect(outcome.waterfall[0][usd]).toMatchObject({ shortfall: 100 * micro, adl: 40 * micro, unfunded: 60 * micro });
  });

  it('never takes a fee that the account does not have', () => {
    // Goal: 2 % of 890 is 17.8; of the accounts one has that, one has 10 left, one nothing. Half of
    // the fees go to the fund, too late for the hole of 10.
    const { records, partyOf, cashOf } = run(
      { accounts: [120, 115, 100].map((cash) => single(cash, 10, 100)), rate: 0.015,
        venue: { losses: [fundOf(0, 0.5)], liquidation: { fractionToClose: () => 1, intervalMs: 0, alwaysFull: true, feeRate: 0.02 } } },
      [[100, 89]],
    );
    const fees = new Map(records.map(({ account, fee }) => [account, fee / micro]));
    expect([...fees.entries()].sort()).toEqual([[0, 10], [1, 5], [2, 0]]);
    expect([cashOf(0), cashOf(1), cashOf(2)]).toEqual([0, 0, 0]);
    expect([partyOf('fees'), partyOf('fund'), partyOf('unfunded')]).toEqual([7.5, 7.5, -10]);
  });

  it('asks a partial policy with what-ifs that come true', () => {
    // Goal: equity and requirement after a fraction, told before, are those found after it was closed, up to the rounding of cash.
    const told: { lots: number; equity: number; requirement: number; equityAfter: number; requirementAfter: number }[] = [];
    const fractionToClose = (request: LiquidationRequest): number => {
      const { lots, marginEquity: equity, requirement } = request;
      const [equityAfter, requirementAfter] = [request.marginEquityAfter(0.1), request.requirementAfter(0.1)];
      told.push({ lots, equity, requirement, equityAfter, requirementAfter });
      return 0.1;
    };
    const liquidation = { fractionToClose, intervalMs: 0, alwaysFull: false, feeRate: 0.001 };
    run({ accounts: [single(500, 50, 100)], rate: 0.2, liquidity: linearPrice(0.01, { passThrough: 0 }), venue: { liquidation } }, [[100]]);
    expect(told.map(({ lots }) => lots)).toEqual([50, 45, 40, 36, 32, 28, 25]);
    for (let index = 1; index < told.length; index++) {
      expect(Math.abs(told[index].equity - told[index - 1].equityAfter)).toBeLessThanOrEqual(1);
      expect(told[index].requirement).toBe(told[index - 1].requirementAfter);
    }
  });

  it('sells collateral first, and only when everything is closed', () => {
    // Goal: 10 coins at 2 USD go to the market party, 20 USD come from it; the account ends with what is left.
    const account = { cash: 10, positions: [{ instrument: 0, lots: 10, entry: 100 }], coins: 10 };
    const { cashOf, partyOf, records } = run({ accounts: [account], rate: 0.02 }, [[100, 98], [2, 2]]);
    expect(records).toHaveLength(1);
    expect([cashOf(0), partyOf('market', coin)]).toEqual([10 + 20 - 20, 10]);
  });

  it('fills at the book, not at the mark', () => {
    // Goal: an oracle that publishes late keeps the mark at 100 while the book falls; the next mark wakes, the fill is the book's.
    const oracle = deviationOracle({ latencyMs: 60_000, deviation: 0.01, heartbeatMs: Infinity });
    const { records } = run({ accounts: [single(20, 1, 100)], venue: { oracle } }, [[100, 85, 80]]);
    expect(records.map(({ timeMs, markPrice, averagePrice }) => [timeMs, markPrice, averagePrice])).toEqual([[120_000, 85, 80]]);
  });
});
