/**
 * Metamorphic relations of the whole simulation: what must happen to the results when a world is changed in a known way. Each holds
 * on 200 random worlds. Relations that rounding to whole units disturbs are compared within the units that rounding can move.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunOptions, WaterfallTotals } from '../../engine/kernel/outcome.ts';
import { Simulation } from '../../engine/kernel/simulation.ts';
import type { LossStage } from '../../engine/kernel/world-spec.ts';
import { frictionless, fullLiquidation } from '../reference/doubles.ts';
import { firstDifference } from '../reference/differences.ts';
import { runKernel, runOn, type PathResult } from '../reference/kernel-result.ts';
import type { PlainAccount } from '../reference/random-book.ts';
import { randomWorld, type RandomWorld } from '../reference/random-world.ts';
import type { Constraints } from '../reference/random-markets.ts';
import {
  caseOf, doubled, inverted, scaledUsd, singleGap, withAccounts, withInstruments, withMarkets, withoutBrackets, withoutFriction, withRates,
  withVenues, type Case,
} from './variations.ts';

const SCENARIOS = 200;
const FULL: RunOptions = { feedback: 'full' };

/** Checks a relation on random worlds; fast-check prints the seed of the first that breaks it. */
function holdsOnRandomWorlds(constraints: Constraints, relation: (world: RandomWorld) => void): void {
  const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
  fc.assert(fc.property(seeds, (seed) => relation(randomWorld(seed, constraints))), { numRuns: SCENARIOS, seed: 20261122 });
}

function run({ spec, path }: Case, options: RunOptions = FULL): PathResult {
  return runKernel(spec, path, options);
}

/** Who was liquidated in which round of which instant; within a round by account, because depths may tie but for a rounded unit. */
function plainLiquidations({ liquidations }: PathResult): unknown[] {
  return [...liquidations]
    .sort((a, b) => a.timeMs - b.timeMs || a.round - b.round || a.account - b.account || a.instrument - b.instrument)
    .map(({ timeMs, round, account, instrument, marketLots, deleveragedLots }) =>
      [timeMs, round, account, instrument, marketLots, deleveragedLots]);
}

/** Every record may round a few legs and shares by half a unit. */
function roundingUnits(result: PathResult): number {
  return 4 + 4 * (result.liquidations.length + result.deleveragings.length + result.collateralSales.length)
    + result.socializations.reduce((sum, { winners }) => sum + winners, 0);
}

function totalOf(result: PathResult, field: keyof WaterfallTotals): number {
  return result.waterfall.flat().reduce((sum, totals) => sum + totals[field], 0);
}

function withLosses(base: Case, losses: readonly LossStage[]): Case {
  return withVenues(base, (venue) => ({ ...venue, losses }));
}

/** Funding is a whole number of units per lot: a relation that changes the size of a unit cannot keep it. */
function withoutFunding(base: Case): Case {
  return withVenues(base, (venue) => ({ ...venue, funding: null }));
}

/**
 * An account whose equity is zero give or take a unit (after a fee, or after its first position was deleveraged at bankruptcy) goes to
 * the market or to the winners by that unit: deleveraging does not scale.
 */
function withoutDeleveraging(base: Case): Case {
  return withVenues(base, (venue) => ({ ...venue, losses: venue.losses.filter(({ stage }) => stage !== 'adl') }));
}

/** Volumes too small to count are forgotten, so that a tiny or a faded remainder does notice a split: no spot impact, nothing fades. */
function withoutForgetting(base: Case): Case {
  const spot = base.spec.instruments.length;
  return withMarkets(base, (market, index) => (
    { ...market, liquidity: index < spot ? { ...market.liquidity, halfLifeMs: Infinity } : frictionless() }
  ));
}

function withoutCaps(base: Case): Case {
  return withVenues(base, (venue) => ({
    ...venue, losses: venue.losses.map((stage) => (stage.stage === 'insurance-fund' ? { ...stage, drawCapUnits: Infinity } : stage)),
  }));
}

describe('metamorphic relations', () => {
  it('scales every amount when the valuation currency is scaled', () => {
    // Goal: prices, tiers, depth and funds times 4 give the same liquidations and 4 times the money.
    const factor = 4;
    holdsOnRandomWorlds({ plain: true }, (world) => {
      const base = withoutDeleveraging(withoutCaps(withoutFunding(caseOf(world))));
      const before = run(base);
      const after = run(scaledUsd(base, world.accounts, factor));
      expect(plainLiquidations(after)).toEqual(plainLiquidations(before));
      after.waterfall.forEach((assets, venue) => assets.forEach((totals, asset) => {
        const expected = before.waterfall[venue][asset].shortfall * (asset === 0 ? factor : 1);
        expect(Math.abs(totals.shortfall - expected)).toBeLessThanOrEqual(factor * roundingUnits(before));
      }));
    });
  });

  it('treats a linear long on p as an inverse short on 1 / p', () => {
    // Goal: quotation is a convention; the same accounts are liquidated with the same money.
    holdsOnRandomWorlds({ plain: true, contracts: ['linear'] }, (world) => {
      const logOnly = withMarkets(caseOf(world), (market) => (
        market.liquidity.unit === 'log' ? market : { ...market, liquidity: frictionless() }
      ));
      const base = withVenues(logOnly, (venue) => ({ ...venue, oracle: null, breakers: [] }));
      const before = run(base);
      const after = run(inverted(base, world.accounts));
      expect(plainLiquidations(after)).toEqual(plainLiquidations(before));
      expect(sides(after)).toEqual(sides(before).map((side) => 0 - side));
      expect(Math.abs(totalOf(after, 'shortfall') - totalOf(before, 'shortfall'))).toBeLessThanOrEqual(roundingUnits(before));
    });
  });

  it('moves the market no more when accounts are split into equal halves', () => {
    // Goal: impact depends on the volume, not on who trades it: the same lots at every instant for the same money. Not for inverse
    // contracts: the value at an average price is not the average of the values.
    holdsOnRandomWorlds({ plain: true, contracts: ['linear', 'quanto'] }, (world) => {
      const base = withVenues(withLosses(withoutForgetting(withoutBrackets(caseOf(world))), []), (venue) => ({
        ...venue, liquidation: fullLiquidation(venue.liquidation.feeRate), breakers: [],
      }));
      const before = run(withAccounts(base, world.accounts.map(doubled)));
      const after = run(withAccounts(base, world.accounts.flatMap((account) => [account, account])));
      expect(volumes(after)).toEqual(volumes(before));
      after.venues.forEach(({ market }, venue) => market.cash.forEach((cash, asset) => {
        expect(Math.abs(cash - before.venues[venue].market.cash[asset])).toBeLessThanOrEqual(roundingUnits(after));
      }));
    });
  });

  it('takes the same from winners who are split into equal halves', () => {
    // Goal: a pro-rata haircut cannot be escaped by opening more accounts; every half pays half, to a few units.
    holdsOnRandomWorlds({ plain: true }, (world) => {
      const frictionlessGap = singleGap(withoutFunding(withoutFriction(withoutBrackets(caseOf(world)), frictionless())));
      const base = withLosses(frictionlessGap, [{ stage: 'socialized', maxHaircut: 1 }]);
      const before = run(withAccounts(base, world.accounts.map(doubled)));
      const after = run(withAccounts(base, world.accounts.flatMap((account) => [account, account])));
      before.accounts.forEach(({ cash }, id) => cash.forEach((units, asset) => {
        const halves = after.accounts[2 * id].cash[asset] + after.accounts[2 * id + 1].cash[asset];
        expect(Math.abs(halves - units)).toBeLessThanOrEqual(roundingUnits(after));
      }));
    });
  });

  it('does not care about the order of accounts', () => {
    // Goal: ids decide ties and the last units of socialised losses only; without them every record is the same under another numbering.
    holdsOnRandomWorlds({ plain: true }, (world) => {
      const order = world.accounts.map((_, id) => id).reverse();
      const base = withVenues(caseOf(world), (venue) => ({ ...venue, losses: venue.losses.filter(({ stage }) => stage !== 'socialized') }));
      const before = run(base);
      const after = run(withAccounts(base, order.map((id) => world.accounts[id])));
      const renamed = after.liquidations.map((record) => ({ ...record, account: order[record.account] }));
      expect(renamed).toEqual(before.liquidations);
      expect(order.map((id) => before.accounts[id].cash)).toEqual(after.accounts.map(({ cash }) => cash));
    });
  });

  it('does not notice an account without positions', () => {
    // Goal: whoever holds only cash and collateral is never asked, never pays and shifts nothing.
    holdsOnRandomWorlds({}, (world) => {
      const [first] = world.accounts;
      const idle: PlainAccount = { ...first, cash: 12_345, positions: [], balances: [] };
      const base = caseOf(world);
      const before = run(base);
      const after = run(withAccounts(base, [...world.accounts, idle]));
      expect(firstDifference({ ...after, accounts: after.accounts.slice(0, -1) }, before)).toBe('');
      expect(after.accounts.at(-1)?.cash[idle.marginAsset]).toBe(12_345);
    });
  });

  it('never has a larger shortfall at a higher maintenance rate, without impact', () => {
    // Goal: who is closed earlier at the mark loses no more than the margin; one unit per position of rounding.
    holdsOnRandomWorlds({}, (world) => {
      const base = withLosses(withoutFriction(caseOf(world), frictionless()), []);
      const low = run(base);
      const high = run(withRates(base, 2));
      expect(totalOf(high, 'shortfall')).toBeLessThanOrEqual(totalOf(low, 'shortfall') + 2 * roundingUnits(high));
    });
  });

  it('never socialises more with a larger fund, in one gap without impact', () => {
    // Goal: the fund stands before the winners, to the unit.
    holdsOnRandomWorlds({}, (world) => {
      const gap = singleGap(withoutFunding(withoutFriction(caseOf(world), frictionless())));
      const losses = (amount: number): LossStage[] => {
        const openingUnits = world.spec.assets.map(({ unit }) => Math.floor(amount / unit));
        return [
          { stage: 'insurance-fund', openingUnits, feeShare: 0, takesSurplus: false, drawCapUnits: Infinity },
          { stage: 'socialized', maxHaircut: 1 },
        ];
      };
      const socialized = [0, 0.01, 1, 1_000].map((amount) => totalOf(run(withLosses(gap, losses(amount))), 'socialized'));
      expect(socialized).toEqual([...socialized].sort((a, b) => b - a));
    });
  });

  it('gives the same path again on a simulation that has run others', () => {
    // Goal: a reset leaves nothing behind.
    holdsOnRandomWorlds({}, (world) => {
      const { spec, path } = world;
      const simulation = new Simulation(spec);
      const first = runOn(simulation, path, FULL);
      runOn(simulation, singleGap(caseOf(world)).path, { feedback: 'none' });
      const again = runOn(simulation, path, FULL);
      expect(firstDifference(again, first)).toBe('');
      expect(again.digest).toBe(first.digest);
    });
  });

  it('gives the same path whether or not somebody listens', () => {
    // Goal: a journal observes, nothing else.
    holdsOnRandomWorlds({}, ({ spec, path }) => {
      const simulation = new Simulation(spec);
      const silent = simulation.run(path, FULL).digest;
      expect(simulation.run(path, { ...FULL, journal: { instant: () => undefined } }).digest).toBe(silent);
    });
  });

  it('gives every unrelated instrument id the same result', () => {
    // Goal: names are carried through and decide nothing.
    holdsOnRandomWorlds({}, (world) => {
      const base = caseOf(world);
      const renamed = withInstruments(base, (instrument) => ({ ...instrument, id: `other-${instrument.id}` }));
      expect(firstDifference(run(renamed), run(base))).toBe('');
    });
  });
});

/** Sides of the liquidations in the order of `plainLiquidations`. */
function sides({ liquidations }: PathResult): number[] {
  return [...liquidations]
    .sort((a, b) => a.timeMs - b.timeMs || a.round - b.round || a.account - b.account || a.instrument - b.instrument)
    .map(({ side }) => side);
}

/** Lots traded per instant, instrument and side, whoever traded them. */
function volumes({ liquidations }: PathResult): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { timeMs, round, instrument, side, marketLots } of liquidations) {
    const key = `${timeMs} ${round} ${instrument} ${side}`;
    sums[key] = (sums[key] ?? 0) + marketLots;
  }
  return sums;
}
