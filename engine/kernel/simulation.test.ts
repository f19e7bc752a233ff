import { describe, expect, it } from 'vitest';
import { randomWorld } from '../../test/reference/random-world.ts';
import type { BaselineTrace, LiquidationRecord } from './outcome.ts';
import { Simulation } from './simulation.ts';
import { linearPrice, micro, single, smallPath, smallWorld } from './testing/small-world.ts';
import type { LossStage } from './world-spec.ts';

function stableCashUnits(simulation: Simulation, account: number): number {
  return simulation.ledger.trueCash(simulation.layout.stableOf.indexOf(account));
}

describe('a deterministic cascade (target D22b)', () => {
  it('liquidates three of four longs, each pushed over its trigger by the one before', () => {
    // Goal: a cascade that can be computed by hand, price by price.
    const rate = 0.0625;
    const triggers = [95, 94, 93, 91];
    const accounts = triggers.map((trigger) => single(100 * (100 - trigger * (1 - rate)), 100, 100));
    const simulation = new Simulation(smallWorld({ accounts, rate, venue: { trigger: 'at-or-below' }, liquidity: linearPrice(0.01) }));
    const records: LiquidationRecord[] = [];
    const outcome = simulation.run(smallPath([[100, 95]]), {
      feedback: 'full',
      journal: { liquidation: (record) => records.push(record) },
    });
    expect(records.map((record) => record.averagePrice)).toEqual([94.5, 93.5, 92.5]);
    expect(records.map((record) => record.generation)).toEqual([0, 1, 2]);
    expect(outcome.liquidations).toBe(3);
    expect(outcome.roots).toBe(1);
    expect(outcome.markLow[0]).toBe(92);
    expect((100 - outcome.markLow[0]) / (100 - outcome.exogenousLow[0])).toBe(1.6);
  });
});

describe('a full waterfall with a profit haircut (target D31)', () => {
  const accounts = [single(100, 10, 100), single(250, 5, 100), single(150, 20, 100), single(1000, -25, 100), single(50, -10, 100)];
  const losses: LossStage[] = [
    { stage: 'insurance-fund', openingUnits: [120 * micro], feeShare: 0, takesSurplus: false, drawCapUnits: Infinity },
    { stage: 'socialized', maxHaircut: 1 },
  ];

  it('pays 120 from the fund and 230 from the winners, to the unit', () => {
    // Goal: the worked example of a whole waterfall.
    const simulation = new Simulation(smallWorld({ accounts, rate: 0, venue: { losses } }));
    const outcome = simulation.run(smallPath([[100, 80]]), { feedback: 'none' });
    const totals = outcome.waterfall[0][0];
    expect(totals).toEqual({ shortfall: 350 * micro, fund: 120 * micro, adl: 0, socialized: 230 * micro, unfunded: 0 });
    const equity = (account: number, lots: number): number => (stableCashUnits(simulation, account) + lots * 80 * micro) / micro;
    expect(equity(0, 0)).toBe(0);
    expect(equity(1, 5)).toBe(150);
    expect(equity(2, 0)).toBe(0);
    // 230 split 5:2 leaves one unit to rounding; it is taken from the first winner in account order.
    expect(equity(3, -25)).toBe(1335.714285);
    expect(equity(4, -10)).toBe(184.285715);
    expect(outcome.fundClosingUsd[0]).toBe(0);
  });

  it('gives the same digest when it runs again', () => {
    // Goal: a world that ran is as good as new.
    const simulation = new Simulation(smallWorld({ accounts, rate: 0, venue: { losses } }));
    const first = simulation.run(smallPath([[100, 80]]), { feedback: 'none' });
    simulation.run(smallPath([[100, 120]]), { feedback: 'none' });
    expect(simulation.run(smallPath([[100, 80]]), { feedback: 'none' }).digest).toBe(first.digest);
  });
});

describe('a run that is its own baseline', () => {
  it('itselfVsTrace: trades as on history, and is what a replay on its trace is wherever that one trades so too', () => {
    // Goal: one run instead of two. A replay on a trace differs where a rule asked what more than the baseline's fills would cost.
    let agreed = 0;
    let children = 0;
    for (let seed = 0; seed < 60; seed++) {
      const { spec, path } = randomWorld(seed);
      const trace = new Simulation(spec).run(path, { feedback: 'none', recordBaseline: true }).baseline as BaselineTrace;
      const itself = new Simulation(spec).run(path, { feedback: 'counterfactual', baseline: 'itself', recordBaseline: true });
      expect(itself.baseline).toEqual(trace);
      const replayed = new Simulation(spec).run(path, { feedback: 'counterfactual', baseline: trace, recordBaseline: true });
      if (JSON.stringify(replayed.baseline) !== JSON.stringify(trace)) continue;
      expect(itself).toEqual(replayed);
      agreed++;
      children += itself.liquidations - itself.roots;
    }
    expect(agreed).toBeGreaterThan(50);
    expect(children).toBeGreaterThan(100);
  });
});
