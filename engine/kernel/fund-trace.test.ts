import { describe, expect, it } from 'vitest';
import { FundTrace } from './fund-trace.ts';
import { movement, partyIndex } from './parties.ts';
import { Simulation } from './simulation.ts';
import { micro, single, smallParts, smallPath, smallWorld, usd } from './testing/small-world.ts';
import type { LossStage } from './world-spec.ts';

const losses: LossStage[] = [
  { stage: 'insurance-fund', openingUnits: [100 * micro, 10 * micro], feeShare: 1, takesSurplus: true, drawCapUnits: Infinity },
];

describe('fund trace', () => {
  it('values every asset of the fund at the mark of its market', () => {
    // Goal: 100 USD and 10 coins, at 3 and then at 2 USD; the opening stays what it was.
    const parts = smallParts(smallWorld({ accounts: [], venue: { losses } }), smallPath([[1, 1], [3, 2]], 2));
    const trace = new FundTrace(parts.ledger, parts.health, parts.markets);
    trace.reset();
    expect(trace.nowUsd[0]).toBeCloseTo(130, 9);
    parts.moveTo(1);
    trace.read();
    expect([trace.nowUsd[0], trace.openingUsd[0], trace.lowUsd[0]]).toEqual([120, 130, 130]);
  });

  it('keeps the lowest of the instants in which a fund moved', () => {
    // Goal: one row per instant; a reset starts anew from the present balances.
    const parts = smallParts(smallWorld({ accounts: [single(0, 1, 100)], venue: { losses } }), smallPath([[100]]));
    const trace = new FundTrace(parts.ledger, parts.health, parts.markets);
    trace.reset();
    const fund = parts.ledger.cashSlotOf(0, partyIndex.fund, usd);
    for (const [units, timeMs] of [[-60, 1], [40, 2]]) {
      if (units < 0) parts.ledger.transfer(fund, 0, usd, -units * micro, movement['fund-payment']);
      else parts.ledger.transfer(0, fund, usd, units * micro, movement.surplus);
      trace.note(timeMs);
    }
    expect([trace.timesMs, trace.usd, trace.lowUsd[0]]).toEqual([[1, 2], [50, 90], 50]);
    trace.reset();
    expect([trace.timesMs, trace.usd, trace.lowUsd[0], trace.openingUsd[0]]).toEqual([[], [], 90, 90]);
  });

  it('traceVsSettlements: the changes of a path are what settlements say', () => {
    // Goal: a hole of 10 USD, an account closed at nothing in the same instant, and a surplus of 4 USD a minute later.
    const accounts = [single(10, 1, 100), single(20, 1, 100), single(45, 1, 100)];
    const world = smallWorld({ accounts, rate: 0.07, venue: { losses } });
    let paid = 0;
    const outcome = new Simulation(world).run(smallPath([[100, 80, 59]]), {
      feedback: 'full',
      journal: { settlement: ({ fund, surplus }) => (paid += surplus - fund) },
    });
    expect(outcome.fundChanges).toEqual({ timesMs: [60_000, 120_000], usd: [100, 104] });
    expect([outcome.fundOpeningUsd[0], outcome.fundLowUsd[0], outcome.fundClosingUsd[0]]).toEqual([110, 100, 104]);
    expect(110 + paid / micro).toBe(104);
    expect(outcome.waterfall[0].map(({ fund }) => fund / micro)).toEqual([10, 0]);
  });
});
