/**
 * KernelVsDense: the fast kernel against the dense twin on seeded random worlds. They share types, rounding and exp, nothing else;
 * every record and the final ledger must agree to the last unit.
 */
import { afterAll, describe, expect, it } from 'vitest';
import type { BaselineTrace, RunOptions } from '../../engine/kernel/outcome.ts';
import { runDense } from './dense.ts';
import { emptyRecords, type DenseResult } from './dense-records.ts';
import { firstDifference } from './differences.ts';
import { runKernel } from './kernel-result.ts';
import { randomWorld, type RandomWorld } from './random-world.ts';

const WORLDS = 320;
const WORLDS_PER_TEST = 20;

/** Worlds in which the two once differed, beyond the range above. */
const regressions = [376, 517, 574, 590, 673, 886, 1206, 1216, 1350, 1427, 1518, 2227, 2937, 2955, 2963, 3804, 3958];

/** How often each feature must have been seen over all worlds, so that agreement cannot be that of two empty lists. */
const minimumCounts = {
  'liquidations': 20_000,
  'liquidations of inverse contracts': 2_000,
  'liquidations of quanto contracts': 2_000,
  'liquidations of portfolios': 3_000,
  'liquidations beyond the first bracket': 3_000,
  'partial liquidations': 5_000,
  'pauses between partial liquidations': 3_000,
  'instants with several rounds': 500,
  'liquidations in later rounds': 2_000,
  'descendants of other liquidations': 2_000,
  'liquidations exactly at the trigger': 100,
  'equal depths': 1_000,
  'actions that closed no lot': 1_000,
  'collateral sales': 1_000,
  'payments by a fund': 200,
  'deleveraged winners': 1_000,
  'socialised losses taken': 200,
  'socialised losses left unfunded': 50,
  'open shortfalls at the horizon': 30,
  'funding payments': 2_000,
  'halts': 200,
  'delayed publications': 500,
  'fills that the baseline made too': 500,
  'counterfactual worlds': 50,
  'price-taker worlds': 50,
};

type Counts = Record<keyof typeof minimumCounts, number>;

const seen = Object.fromEntries(Object.keys(minimumCounts).map((name) => [name, 0])) as Counts;

function liquidationCounts(world: RandomWorld, { liquidations, occurrences }: DenseResult): Partial<Counts> {
  const { instruments } = world.spec;
  const ofKind = (kind: string): number => liquidations.filter(({ instrument }) => instruments[instrument].contract === kind).length;
  return {
    'liquidations': liquidations.length,
    'liquidations of inverse contracts': ofKind('inverse'),
    'liquidations of quanto contracts': ofKind('quanto'),
    'liquidations of portfolios': occurrences.portfolioActions,
    'liquidations beyond the first bracket': occurrences.higherBrackets,
    'partial liquidations': occurrences.partialActions,
    'pauses between partial liquidations': occurrences.pacedWaits,
    'instants with several rounds': occurrences.multiRoundInstants,
    'liquidations in later rounds': liquidations.filter(({ round }) => round > 0).length,
    'descendants of other liquidations': liquidations.filter(({ generation }) => generation > 0).length,
    'liquidations exactly at the trigger': occurrences.exactTriggers,
    'equal depths': occurrences.depthTies,
    'actions that closed no lot': occurrences.deferrals,
  };
}

function moneyCounts(world: RandomWorld, result: DenseResult): Partial<Counts> {
  const { occurrences, socializations } = result;
  return {
    'collateral sales': result.collateralSales.length,
    'payments by a fund': occurrences.fundDraws,
    'deleveraged winners': result.deleveragings.length,
    'socialised losses taken': socializations.filter(({ taken }) => taken > 0).length,
    'socialised losses left unfunded': socializations.filter(({ unfunded }) => unfunded > 0).length,
    'open shortfalls at the horizon': occurrences.horizonShortfalls,
    'funding payments': result.fundings.filter(({ unitsPerLot }) => unitsPerLot !== 0).length,
    'halts': occurrences.halts,
    'delayed publications': occurrences.delayedPublications,
    'fills that the baseline made too': occurrences.freeFills,
    'counterfactual worlds': world.options.feedback === 'counterfactual' ? 1 : 0,
    'price-taker worlds': world.options.feedback === 'none' ? 1 : 0,
  };
}

function count(world: RandomWorld, result: DenseResult): void {
  for (const [name, times] of Object.entries({ ...liquidationCounts(world, result), ...moneyCounts(world, result) })) {
    seen[name as keyof Counts] += times;
  }
}

interface Baselines {
  readonly dense: BaselineTrace | undefined;
  readonly kernel: BaselineTrace | undefined;
}

/** Each implementation makes its own baseline, so that the traces are compared as well. */
function baselinesOf(world: RandomWorld): Baselines {
  if (world.options.feedback !== 'counterfactual') return { dense: undefined, kernel: undefined };
  const options: RunOptions = { feedback: 'none', recordBaseline: true };
  const kernel = runKernel(world.baselineSpec, world.path, options).trace;
  return { dense: runDense(world.baselineSpec, world.path, options).trace, kernel: kernel ?? undefined };
}

/** Empty when the two agree. */
function compare(world: RandomWorld): string {
  const baselines = baselinesOf(world);
  if (JSON.stringify(baselines.kernel) !== JSON.stringify(baselines.dense)) return 'the baselines differ';
  const dense = runDense(world.spec, world.path, { ...world.options, baseline: baselines.dense });
  count(world, dense);
  return firstDifference(runKernel(world.spec, world.path, { ...world.options, baseline: baselines.kernel }), dense);
}

/** What is wrong with some worlds, with the description of each; empty when nothing is. */
function failuresOf(seeds: readonly number[]): string {
  const failures = seeds.map((seed) => {
    const world = randomWorld(seed);
    const difference = differenceOrError(world);
    return difference === '' ? '' : `${world.description}\n${difference}\n\n`;
  });
  return failures.join('');
}

function differenceOrError(world: RandomWorld): string {
  try {
    return compare(world);
  } catch (error) {
    return error instanceof Error ? String(error.stack) : String(error);
  }
}

describe('KernelVsDense', () => {
  for (let first = 0; first < WORLDS; first += WORLDS_PER_TEST) {
    it(`agrees on the worlds of seeds ${first} to ${first + WORLDS_PER_TEST - 1}`, () => {
      // Goal: identical liquidations, order, times, lots, prices, fees, settlements, deleveragings, socialisations and ledger.
      expect(failuresOf(Array.from({ length: WORLDS_PER_TEST }, (_, i) => first + i))).toBe('');
    });
  }

  it('agrees on worlds that once told the two apart', () => {
    // Goal: quiet ticks before the horizon, sales that a counterfactual baseline made too, blends on markets without friction.
    expect(failuresOf(regressions)).toBe('');
  });

  it('has met every feature often enough', () => {
    // Goal: agreement must not come from worlds in which nothing happens.
    const missing = Object.entries(minimumCounts).filter(([name, least]) => seen[name as keyof Counts] < least);
    expect(missing.map(([name, least]) => `${name}: ${seen[name as keyof Counts]} of ${least}`)).toEqual([]);
  });

  it('notices a difference of one unit', () => {
    // Goal: the comparison itself must not be blind.
    const world = randomWorld(0);
    const result = runDense(world.spec, world.path, { feedback: 'full' });
    const changed = structuredClone({ ...result, liquidations: result.liquidations.map((record) => ({ ...record })) });
    expect(firstDifference(changed, result)).toBe('');
    changed.liquidations[0] = { ...changed.liquidations[0], fee: changed.liquidations[0].fee + 1 };
    expect(firstDifference(changed, result)).toContain('liquidations[0] differ in fee');
    expect(firstDifference({ ...result, ...emptyRecords() }, result)).toContain('missing');
  });

  afterAll(() => {
    if (process.env.BREAKWATER_COUNTS !== undefined) process.stderr.write(`${JSON.stringify(seen, null, 2)}\n`);
  });
});
