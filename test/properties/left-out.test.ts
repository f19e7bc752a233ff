/**
 * ReplacementVsLeavingOut: a run without some accounts against a world that never had them, and what it leaves behind for the runs that
 * follow on the same simulation. Worlds are random, wild enough to reach every rule.
 */
import { describe, expect, it } from 'vitest';
import type { PathOutcome, RunOptions } from '../../engine/kernel/outcome.ts';
import { Simulation } from '../../engine/kernel/simulation.ts';
import { withoutAccounts } from '../../engine/population/book.ts';
import { Dice } from '../reference/dice.ts';
import { firstDifference } from '../reference/differences.ts';
import { runKernel, runOn, type KernelResult } from '../reference/kernel-result.ts';
import { randomWorld, type RandomWorld } from '../reference/random-world.ts';
import { caseOf, singleGap } from './variations.ts';

const WORLDS = 120;
const WORLDS_PER_TEST = 20;

/** How often each must have been seen over all worlds, so that agreement cannot be that of worlds in which nobody is missed. */
const minimumCounts = { 'others fare otherwise': 80, 'portfolios left out': 60, 'singles left out': 60, 'counterfactual': 15 };
const seen = { 'others fare otherwise': 0, 'portfolios left out': 0, 'singles left out': 0, 'counterfactual': 0 };

/** Options with the trace of the baseline where history contains one; now and then the run is its own baseline. */
function optionsOf({ options, baselineSpec, path, seed }: RandomWorld): RunOptions {
  if (options.feedback !== 'counterfactual') return options;
  seen.counterfactual++;
  if (seed % 3 === 0) return { ...options, baseline: 'itself' };
  return { ...options, baseline: runKernel(baselineSpec, path, { feedback: 'none', recordBaseline: true }).trace ?? { markets: [] } };
}

/** Up to four accounts, by their indices in the book. */
function drawLeftOut({ seed, accounts }: RandomWorld): number[] {
  const dice = new Dice(seed, 'left out');
  const count = dice.integerBetween(1, Math.min(4, accounts.length));
  return [...new Set(Array.from({ length: count }, () => dice.integerBetween(0, accounts.length - 1)))];
}

function noteKinds({ spec: { book } }: RandomWorld, leftOut: readonly number[]): void {
  for (const account of leftOut) {
    const isSingle = book.positionStart[account + 1] - book.positionStart[account] === 1;
    seen[isSingle && book.balanceStart[account + 1] === book.balanceStart[account] ? 'singles left out' : 'portfolios left out']++;
  }
}

/** Whoever is left out keeps its money: it is compared for the others. */
function ofOthers(result: KernelResult, leftOut: readonly number[]): KernelResult {
  return { ...result, accounts: result.accounts.filter((_, account) => !leftOut.includes(account)) };
}

/** All but the digest, which also covers those who are left out. */
function withoutDigest(outcome: PathOutcome): PathOutcome {
  return { ...outcome, digest: '' };
}

/** The first run on the simulation is one without accounts, so that what it finds out at the opening serves the runs with all of them. */
function compare(world: RandomWorld): void {
  const { spec, path, description } = world;
  const options = optionsOf(world);
  const leftOut = drawLeftOut(world);
  noteKinds(world, leftOut);
  const reducedSpec = { ...spec, book: withoutAccounts(spec.book, leftOut) };
  const full = runKernel(spec, path, options);
  const expected = runKernel(reducedSpec, path, options);
  const simulation = new Simulation(spec);
  const without = { ...options, without: simulation.accountsOf(leftOut) };
  const first = runOn(simulation, path, without);
  const fullAfterwards = runOn(simulation, path, options);
  runOn(simulation, singleGap(caseOf(world)).path, { ...without, feedback: 'none' });
  const again = runOn(simulation, path, without);
  expect(firstDifference(ofOthers(first, leftOut), ofOthers(expected, leftOut)), description).toBe('');
  expect(firstDifference(fullAfterwards, full), description).toBe('');
  expect(fullAfterwards.digest, description).toBe(full.digest);
  expect(firstDifference(again, first), description).toBe('');
  expect(again.digest, description).toBe(first.digest);
  expect(withoutDigest(simulation.run(path, without)), description).toEqual(withoutDigest(new Simulation(reducedSpec).run(path, options)));
  expect(simulation.run(path, options).digest, description).toBe(full.digest);
  const endsOf = (result: KernelResult): string => JSON.stringify(ofOthers(result, leftOut).accounts);
  if (endsOf(full) !== endsOf(expected)) seen['others fare otherwise']++;
}

describe('a run without some accounts', () => {
  it.each(Array.from({ length: WORLDS / WORLDS_PER_TEST }, (_, index) => index * WORLDS_PER_TEST))(
    'is that of a world that never had them, worlds from %i on',
    (from) => {
      // Goal: nobody else notices how an account came to be missing, and a following run has everybody back.
      for (let seed = from; seed < from + WORLDS_PER_TEST; seed++) compare(randomWorld(seed));
    },
  );

  it('was seen often enough with each kind of account', () => {
    // Goal: the comparison above means something.
    for (const [name, least] of Object.entries(minimumCounts)) expect(seen[name as keyof typeof seen], name).toBeGreaterThanOrEqual(least);
  });
});
