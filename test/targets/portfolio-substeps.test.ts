import { describe, expect, it } from 'vitest';
import { account, choice, parameterInput, studyInput } from '../golden/study-inputs.ts';
import { runInline } from '../../engine/runner/inline.ts';
import { planStudy } from '../../engine/study/study.ts';
import { dayMs } from './model-study.ts';

/**
 * Long A against short B, correlation 0.8, 5 of equity on 200 of notional, a day at volatility 0.8: liquidated with probability 0.131.
 * Reference: 0.1146, 0.1219, 0.1278, 0.1294 with 64, 256, 1,024, 4,096 prices a day (60,000 paths each of a loop of its own), rising as
 * one over the square root of their number.
 */
const exact = 0.131;
const paths = 3000;

function spreadBookLiquidated(substeps: number, extremes: 'joint' | 'none'): number {
  const model = choice('price', 'gbm', { volatility: 0.8 });
  const series = { kind: 'model', startPrice: 100, model, candles: null } as const;
  const input = studyInput({
    series: { A: series, B: series },
    scenario: {
      feedback: 'none',
      grid: { stepMs: dayMs, extremes, substeps },
      dependence: { copula: 'gaussian', degrees: 4, correlation: 0.8, crashCorrelation: 0 },
      accounts: [account('spread', 5, { 'A-PERP': 1, 'B-PERP': -1 }), account('other', 1e6, { 'A-PERP': -1, 'B-PERP': 1 })],
    },
    sets: [parameterInput({ margin: choice('margin', 'leverage', { 'max-leverage': 100, maintenance: 0.005 }) })],
    paths,
  });
  const { sets } = runInline(planStudy({ ...input, endMs: dayMs }));
  return sets[0].metrics.liquidated_accounts.reduce((sum, value) => sum + value, 0) / paths;
}

const fourErrors = 4 * Math.sqrt((exact * (1 - exact)) / paths);

describe('a spread book on substeps', () => {
  it('errs by a quarter at most where a whole day is one step, where its end alone misses half', () => {
    // Goal: the other leg stands where it is expected when one shows an extreme: extremes of both put together would say 0.88.
    expect(spreadBookLiquidated(1, 'none')).toBeLessThan(0.6 * exact);
    const found = spreadBookLiquidated(1, 'joint');
    expect(found).toBeGreaterThan(0.75 * exact - fourErrors);
    expect(found).toBeLessThan(exact + fourErrors);
  });

  it('substepsVSFineGrid: comes within a tenth of the truth with 16 parts of the day', () => {
    // Goal: the error falls with the sub-grid.
    const found = spreadBookLiquidated(16, 'joint');
    expect(Math.abs(found - exact)).toBeLessThan(0.1 * exact + fourErrors);
  });
});
