/**
 * A long at 10x under two maintenance rates on the same geometric Brownian paths (targets D01 and D37). One step of a day is three ticks:
 * start, minimum and close drawn jointly from the bridge, so that the account is liquidated exactly when the diffusion passes its price.
 */
import { Simulation } from '../../engine/kernel/simulation.ts';
import { bridgeMinimum } from '../../engine/market/bridge.ts';
import { openStream } from '../../engine/math/random.ts';
import { bookFor } from '../../engine/study/books.ts';
import type { PathSource } from '../../engine/study/price-paths.ts';
import { planStudy } from '../../engine/study/study.ts';
import type { Study } from '../../engine/study/study.ts';
import { worldWith } from '../../engine/study/world-plan.ts';
import { account, choice, parameterInput, studyInput, ticks } from '../golden/study-inputs.ts';

const dayMs = 86_400_000;
const dailyVolatility = 0.8 / Math.sqrt(365);
const startPrice = 100;

/** P(liquidated) under 0.5 % and 1 % maintenance, and the variance ratio of pairing: closed form, target D37. */
export const closedForm = { baseline: 0.017404393344919507, candidate: 0.02394926688959955, varianceRatio: 6.225306412091011 };

function dayOfPrices(path: number, shift: number): Float64Array {
  const stream = openStream({ seed: 37, scenario: 'first-passage', path: path + shift, component: 'prices', purpose: 'test' });
  const variance = dailyVolatility * dailyVolatility;
  const close = dailyVolatility * stream.normal() - variance / 2;
  const low = bridgeMinimum({ from: 0, to: close, variance, uniform: stream.uniformFine() });
  return Float64Array.of(startPrice, startPrice * Math.exp(low), startPrice * Math.exp(close));
}

/** Prices of every path; `shift` moves to other paths, as if the streams had lost their step. */
function gbmSource(source: PathSource, shift: number): PathSource {
  const timesMs = Float64Array.of(0, dayMs / 2, dayMs);
  return { ...source, startMs: 0, endMs: dayMs, draw: (path) => ({ timesMs, logWeight: 0, prices: [dayOfPrices(path, shift)] }) };
}

function studyOf(maintenanceRates: readonly number[], { paths, shift }: { paths: number; shift: number }): Study {
  const sets = maintenanceRates.map((maintenance) => {
    const margin = choice('margin', 'leverage', { 'max-leverage': 10, maintenance });
    return parameterInput({ name: `maintenance-${maintenance}`, margin });
  });
  const scenario = { feedback: 'none', accounts: [account('long', 10, { 'X-PERP': 1 })] } as const;
  const instruments = [{ id: 'X-PERP', underlying: 'X', contract: 'linear', settle: 'USD', lot: 0.001, multiplier: 1 }] as const;
  const series = { X: ticks([startPrice, startPrice]) };
  const study = planStudy(studyInput({ series, scenario: { ...scenario, instruments }, sets, paths }));
  return { ...study, source: gbmSource(study.source, shift) };
}

/** Liquidated (1) or not (0) on every path, a column per rate. */
export function liquidations(maintenanceRates: readonly number[], { paths, shift = 0 }: { paths: number; shift?: number }): Float64Array[] {
  const { input, sets, source } = studyOf(maintenanceRates, { paths, shift });
  // The book is the same on every path: one world per rate serves all of them.
  const worlds = sets.map((plan) => new Simulation(worldWith(plan, bookFor(input, plan, 0))));
  const columns = sets.map(() => new Float64Array(paths));
  for (let path = 0; path < paths; path++) {
    const drawn = { ...source.draw(path), depthScale: [null] };
    worlds.forEach((world, set) => (columns[set][path] = world.run(drawn, { feedback: 'none' }).liquidatedAccounts));
  }
  return columns;
}
