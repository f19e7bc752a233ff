import { describe, expect, it } from 'vitest';
import { randomWorld } from '../../test/reference/random-world.ts';
import { Simulation } from './simulation.ts';
import type { Breaker, WorldSpec } from './world-spec.ts';

/** Never halts and never limits a fill; a venue that has it is closed the general way. */
const idleBreaker: Breaker = { observe: () => 0, fillLow: -Infinity, fillHigh: Infinity };

function closedTheGeneralWay(spec: WorldSpec): WorldSpec {
  return { ...spec, venues: spec.venues.map((venue) => ({ ...venue, breakers: [...venue.breakers, { create: () => idleBreaker }] })) };
}

describe('closing one-position accounts in runs', () => {
  it('RunVsGeneral: moves every unit as the two verbs of the general way do', () => {
    // Goal: a run is only faster. Random worlds, with and without a breaker that does nothing.
    let liquidations = 0;
    for (let seed = 0; seed < 60; seed++) {
      const { spec, path } = randomWorld(seed);
      const straight = new Simulation(spec).run(path, { feedback: 'full' });
      const general = new Simulation(closedTheGeneralWay(spec)).run(path, { feedback: 'full' });
      expect({ ...general, baseline: null }).toEqual({ ...straight, baseline: null });
      liquidations += straight.liquidations;
    }
    expect(liquidations).toBeGreaterThan(1000);
  });
});
