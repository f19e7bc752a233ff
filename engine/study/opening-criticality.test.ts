import { describe, expect, it } from 'vitest';
import { choice, simulationOf, studyInput, ticks } from '../../test/golden/study-inputs.ts';
import { withoutAccounts } from '../population/book.ts';
import { largestCriticality, lotsWithout, triggerLots } from './opening-criticality.ts';
import { criticalityMax, triggerMap } from './trigger-map.ts';
import { worldWith } from './world-plan.ts';

const { plan, simulation } = simulationOf(
  studyInput({
    series: { A: ticks([1000, 990]), B: ticks([50, 49]) },
    liquidity: choice('liquidity', 'square-root', { 'daily-volume': 1e7, 'daily-volatility': 0.04 }),
    scenario: { population: { accounts: 300, openInterestUsd: { 'A-PERP': 1e6, 'B-PERP': 4e5 }, crossShare: 0.4 } },
  }),
);
const world = simulation.spec;
const { startPrices } = plan;

describe('the largest criticality at the start', () => {
  it('lotsVSTriggerMap: is that of the whole trigger map', () => {
    // Goal: the short way to the metric and the map of the report say the same, to the last bit.
    const found = largestCriticality(triggerLots(world, startPrices), world, startPrices);
    expect(found).toBeGreaterThan(0);
    expect(found).toBe(criticalityMax(triggerMap(world, startPrices)));
  });

  it('takenOffVSCountedAgain: accounts taken off leave what a book without them has', () => {
    // Goal: whole lots come off exactly.
    const gone = [0, 7, 123, 299];
    const left = worldWith(plan, withoutAccounts(world.book, gone));
    expect(lotsWithout(triggerLots(world, startPrices), world, startPrices, gone)).toEqual(triggerLots(left, startPrices));
  });
});
