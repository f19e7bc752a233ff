import { describe, expect, it } from 'vitest';
import { randomWorld } from '../../test/reference/random-world.ts';
import type { PathOutcome } from './outcome.ts';
import { Simulation } from './simulation.ts';
import type { Breaker, PricePath, WorldSpec } from './world-spec.ts';

/** Never halts and never limits a fill; a venue that has it is closed the general way. */
const idleBreaker: Breaker = { observe: () => 0, fillLow: -Infinity, fillHigh: Infinity };

function closedTheGeneralWay(spec: WorldSpec): WorldSpec {
  return { ...spec, venues: spec.venues.map((venue) => ({ ...venue, breakers: [...venue.breakers, { create: () => idleBreaker }] })) };
}

interface Told {
  readonly outcome: PathOutcome;
  readonly records: readonly unknown[];
  readonly portfolioRecords: number;
}

function runAndTell(spec: WorldSpec, path: PricePath): Told {
  const simulation = new Simulation(spec);
  const portfolios = new Set(simulation.layout.stableOf.subarray(simulation.layout.singleCount));
  const records: unknown[] = [];
  let portfolioRecords = 0;
  const outcome = simulation.run(path, {
    feedback: 'full',
    journal: {
      liquidation: (record) => {
        records.push({ ...record });
        if (portfolios.has(record.account)) portfolioRecords++;
      },
      settlement: (record) => records.push({ ...record }),
    },
  });
  return { outcome: { ...outcome, baseline: null }, records, portfolioRecords };
}

describe('closing portfolios in columns', () => {
  it('PortfolioVsGeneral: records, money and totals are those of the general way', () => {
    // Goal: a straight line is only faster. Random worlds, with and without a breaker that does nothing.
    let portfolioRecords = 0;
    for (let seed = 100; seed < 180; seed++) {
      const { spec, path } = randomWorld(seed);
      const straight = runAndTell(spec, path);
      const general = runAndTell(closedTheGeneralWay(spec), path);
      expect(general).toEqual(straight);
      portfolioRecords += straight.portfolioRecords;
    }
    expect(portfolioRecords).toBeGreaterThan(1000);
  });
});
