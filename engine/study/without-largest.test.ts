import { describe, expect, it } from 'vitest';
import { choice, parameterInput, studyInput } from '../../test/golden/study-inputs.ts';
import { Simulation } from '../kernel/simulation.ts';
import { largestAccounts, withoutAccounts } from '../population/book.ts';
import { metricDefinitions } from './metrics.ts';
import { PathRunner, readMetric } from './path-runner.ts';
import { planStudy } from './study.ts';
import type { Study } from './study.ts';
import { notionalUsd } from './trigger-map.ts';
import { worldWith } from './world-plan.ts';

const dayMs = 86_400_000;
const losses = [
  choice('loss', 'insurance-fund', { opening: { USD: 2e4 } }),
  choice('loss', 'adl'),
  choice('loss', 'socialized'),
];

/** Small books on wild prices: on some paths the largest accounts are hit, on others they are not. */
function wildStudy(population: Record<string, unknown>): Study {
  const model = choice('price', 'merton', { volatility: 1.5, 'jumps-per-year': 400, 'jump-mean': -0.05, 'jump-sd': 0.1 });
  const series = { kind: 'model', startPrice: 1000, model, candles: null } as const;
  const pins = { accounts: 60, openInterestUsd: { 'A-PERP': 1e6, 'B-PERP': 1e6 }, leverage: { long: 4, short: 4 }, ...population };
  const input = studyInput({
    series: { A: series, B: series },
    liquidity: choice('liquidity', 'linear', { depth: 3e6, 'half-life': '10m' }),
    scenario: { grid: { stepMs: dayMs / 24, extremes: 'joint', substeps: 1 }, population: pins },
    sets: [
      parameterInput({ losses }),
      parameterInput({ name: 'partial', losses, liquidation: choice('liquidation', 'partial') }),
      parameterInput({ name: 'funded', losses, funding: choice('funding', 'premium', { interval: '1h' }) }),
    ],
    paths: 25,
  });
  return planStudy({ ...input, endMs: dayMs });
}

describe('results without the three largest accounts', () => {
  it.each([{ crossShare: 0 }, { crossShare: 0.5 }, { crossShare: 0.5, redrawEvery: 5 }])(
    'shortcutVSSecondRun: are those of a world without them, with %j',
    (population) => {
      // Goal: where nothing happened to the largest accounts the path is not run again, and nothing shows it.
      const study = wildStudy(population);
      const runner = new PathRunner(study);
      const seen = { touched: 0, untouched: 0 };
      for (let index = 0; index < study.input.paths; index++) {
        const rows = runner.run(index);
        study.sets.forEach((plan, set) => {
          const { world: { book }, simulation } = rows[set];
          const largest = largestAccounts(book, 3, (instrument, lots) => notionalUsd(rows[set].world, plan.startPrices, instrument, lots));
          const world = worldWith(plan, withoutAccounts(book, largest));
          const drawn = { ...study.source.draw(index), depthScale: plan.frame.markets.map(() => null) };
          const outcome = new Simulation(world).run(drawn, { feedback: 'full' });
          const expected = metricDefinitions.map((definition) => readMetric(definition, { outcome, world }, plan));
          expect(Array.from(rows[set].withoutLargest)).toEqual(expected);
          seen[simulation.changedAny(simulation.accountsOf(new Set(largest))) ? 'touched' : 'untouched']++;
        });
      }
      expect(seen.touched).toBeGreaterThan(5);
      expect(seen.untouched).toBeGreaterThan(5);
    },
  );
});
