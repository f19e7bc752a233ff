import { describe, expect, it } from 'vitest';
import { choice, parameterInput, studyInput } from '../../test/golden/study-inputs.ts';
import type { RunOptions } from '../kernel/outcome.ts';
import { Simulation } from '../kernel/simulation.ts';
import type { PricePath, WorldSpec } from '../kernel/world-spec.ts';
import { largestAccounts, withoutAccounts } from '../population/book.ts';
import { metricDefinitions } from './metrics.ts';
import { PathRunner, readMetric } from './path-runner.ts';
import { planStudy } from './study.ts';
import type { Study } from './study.ts';
import { notionalUsd } from './trigger-map.ts';
import { worldWith } from './world-plan.ts';
import type { WorldPlan } from './world-plan.ts';

const dayMs = 86_400_000;
const losses = [
  choice('loss', 'insurance-fund', { opening: { USD: 2e4 } }),
  choice('loss', 'adl'),
  choice('loss', 'socialized'),
];

interface Wild {
  readonly feedback?: RunOptions['feedback'];
  readonly population: Record<string, unknown>;
}

/** Small books on wild prices: on some paths the largest accounts are hit, on others they are not. */
function wildStudy({ feedback = 'full', population }: Wild): Study {
  const model = choice('price', 'merton', { volatility: 1.5, 'jumps-per-year': 400, 'jump-mean': -0.05, 'jump-sd': 0.1 });
  const series = { kind: 'model', startPrice: 1000, model, candles: null } as const;
  const pins = { accounts: 60, openInterestUsd: { 'A-PERP': 1e6, 'B-PERP': 1e6 }, leverage: { long: 4, short: 4 }, ...population };
  const first = parameterInput({ losses });
  const input = studyInput({
    series: { A: series, B: series },
    liquidity: choice('liquidity', 'linear', { depth: 3e6, 'half-life': '10m' }),
    scenario: { grid: { stepMs: dayMs / 24, extremes: 'joint', substeps: 1 }, population: pins, feedback },
    sets: [
      first,
      parameterInput({ name: 'partial', losses, liquidation: choice('liquidation', 'partial') }),
      parameterInput({ name: 'funded', losses, funding: choice('funding', 'premium', { interval: '1h' }) }),
    ],
    baseline: feedback === 'counterfactual' ? first : undefined,
    paths: 25,
  });
  return planStudy({ ...input, endMs: dayMs });
}

/** The three largest accounts of a world. */
function largestOf(world: WorldSpec, { startPrices }: WorldPlan): number[] {
  return largestAccounts(world.book, 3, (instrument, lots) => notionalUsd(world, startPrices, instrument, lots));
}

/** What sets are run with, the first of which is the baseline: with all accounts, as history was. */
function optionsOf({ input, baseline }: Study, path: PricePath, { book }: WorldSpec): RunOptions {
  const { feedback } = input.scenario;
  if (baseline === null) return { feedback };
  const history = new Simulation(worldWith(baseline, book)).run(path, { feedback, baseline: 'itself', recordBaseline: true });
  return { feedback, baseline: history.baseline ?? { markets: [] } };
}

describe('results without the three largest accounts', () => {
  it.each<Wild>([
    { population: { crossShare: 0 } },
    { population: { crossShare: 0.5 } },
    { population: { crossShare: 0.5, redrawEvery: 5 } },
    { population: { crossShare: 0.5, redrawEvery: 1 } },
    { feedback: 'none', population: { crossShare: 0.5 } },
    { feedback: 'counterfactual', population: { crossShare: 0.5, redrawEvery: 5 } },
  ])('leavingOutVSOtherWorld: are those of a world without them, with %j', (wild) => {
    // Goal: neither that the path is run on the same world again nor that it is not, where nothing happened to them, shows in any metric.
    const study = wildStudy(wild);
    const runner = new PathRunner(study);
    const seen = { touched: 0, untouched: 0 };
    for (let index = 0; index < study.input.paths; index++) {
      const rows = runner.run(index, ({ simulation, world }, set) => {
        const largest = simulation.accountsOf(largestOf(world, study.sets[set]));
        seen[simulation.changedAny(largest) ? 'touched' : 'untouched']++;
      });
      study.sets.forEach((plan, set) => {
        const whole = rows[set].world;
        const world = worldWith(plan, withoutAccounts(whole.book, largestOf(whole, plan)));
        const path = { ...study.source.draw(index), depthScale: plan.frame.markets.map(() => null) };
        const outcome = new Simulation(world).run(path, optionsOf(study, path, whole));
        const expected = metricDefinitions.map((definition) => readMetric(definition, { outcome, world }, plan));
        expect(Array.from(rows[set].withoutLargest)).toEqual(expected);
      });
    }
    expect(seen.touched).toBeGreaterThan(5);
    expect(seen.untouched).toBeGreaterThan(5);
  });

  it('shownVSAlone: a path is shown as it ended with all accounts', () => {
    // Goal: who reads the world at the end of a path never sees the run without the largest accounts, which comes after it.
    const study = wildStudy({ population: { crossShare: 0.5 } });
    const [runner, alone] = [new PathRunner(study), new PathRunner(study, { leaveOutLargest: false })];
    const endsOf = (one: PathRunner, index: number): unknown[] => {
      const ends: unknown[] = [];
      one.run(index, ({ simulation: { ledger, tally } }) => ends.push([...ledger.cash, ...ledger.lots, ...tally.shortfalls.usd]));
      return ends;
    };
    for (let index = 0; index < study.input.paths; index++) expect(endsOf(runner, index)).toEqual(endsOf(alone, index));
  });
});
