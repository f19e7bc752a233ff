import { describe, expect, it } from 'vitest';
import { runDense } from '../../test/reference/dense.ts';
import { haltBreaker } from '../../test/reference/doubles.ts';
import { randomWorld } from '../../test/reference/random-world.ts';
import { movement, partyIndex } from './parties.ts';
import { digestOf } from './path-end.ts';
import { Simulation } from './simulation.ts';
import { micro, single, smallPath, smallWorld, usd } from './testing/small-world.ts';

const halts = { breakers: [haltBreaker({ threshold: 0.05, windowMs: Infinity, haltMs: 3_600_000 })] };

describe('the end of a path', () => {
  it('counts open negative equity as a shortfall that nobody paid', () => {
    // Goal: a halt that outlasts the path leaves accounts open: 20 of cash at 70 are 10 short, for singles and portfolios; no money moves.
    const portfolio = { cash: 19, positions: [{ instrument: 0, lots: 1, entry: 100 }], coins: 1 };
    const simulation = new Simulation(smallWorld({ accounts: [single(20, 1, 100), portfolio, single(40, 1, 100)], venue: halts }));
    const outcome = simulation.run(smallPath([[100, 70]]), { feedback: 'full' });
    expect(outcome.waterfall[0][usd]).toEqual({ shortfall: 20 * micro, fund: 0, adl: 0, socialized: 0, unfunded: 20 * micro });
    expect([outcome.insolventAccounts, outcome.liquidations]).toEqual([2, 0]);
    expect(simulation.ledger.cash[simulation.ledger.cashSlotOf(0, partyIndex.unfunded, usd)]).toBe(0);
  });

  it('countVsAskingAll: finds every account that ends below zero', () => {
    // Goal: touched and halted accounts are enough; the twin asks everybody.
    let open = 0;
    for (let seed = 0; seed < 60; seed++) {
      const { spec, path } = randomWorld(seed);
      const twin = runDense(spec, path, { feedback: 'full' });
      open += twin.occurrences.horizonShortfalls;
      expect(new Simulation(spec).run(path, { feedback: 'full' }).waterfall).toEqual(twin.waterfall);
    }
    expect(open).toBeGreaterThan(3);
  });

  it('reports first and lowest prices', () => {
    // Goal: the exogenous series from the path, marks from what was published.
    const outcome = new Simulation(smallWorld({ accounts: [] })).run(smallPath([[100, 90, 95]]), { feedback: 'full' });
    const { exogenousStart, exogenousLow, markStart, markLow } = outcome;
    expect([exogenousStart, exogenousLow, markStart, markLow].map((values) => values[0])).toEqual([100, 90, 100, 90]);
  });

  it('digests every balance: one unit elsewhere is another digest', () => {
    // Goal: equal digests mean equal ends.
    const simulation = new Simulation(smallWorld({ accounts: [single(20, 1, 100), single(30, -1, 100)] }));
    const { digest } = simulation.run(smallPath([[100, 80]]), { feedback: 'full' });
    const { ledger } = simulation;
    expect(digestOf(simulation)).toBe(digest);
    const [market, fees] = [partyIndex.market, partyIndex.fees].map((party) => ledger.cashSlotOf(0, party, usd));
    ledger.transfer(market, fees, usd, 1, movement.surplus);
    expect(digestOf(simulation)).not.toBe(digest);
  });

  it('hands out copies: the next run does not change an outcome', () => {
    // Goal: outcomes can be kept.
    const simulation = new Simulation(smallWorld({ accounts: [single(20, 1, 100)] }));
    const outcome = simulation.run(smallPath([[100, 80]]), { feedback: 'full' });
    const before = structuredClone(outcome);
    simulation.run(smallPath([[100, 120, 50]]), { feedback: 'full' });
    expect(outcome).toEqual(before);
  });
});
