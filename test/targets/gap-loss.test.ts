import { describe, expect, it } from 'vitest';
import { account, choice, parameterInput, studyInput } from '../golden/study-inputs.ts';
import { runInline } from '../../engine/runner/inline.ts';
import { planStudy } from '../../engine/study/study.ts';
import { dayMs } from './model-study.ts';

const paths = 8000;

/** One contract long at 100 with 10 of margin: bankrupt at 90. The oracle is down until the end of the day, then everything is closed. */
function meanFundPayment(model: ReturnType<typeof choice>): { mean: number; standardError: number } {
  const outages = [{ 'from-ms': 1, 'to-ms': dayMs }];
  const input = studyInput({
    series: { X: { kind: 'model', startPrice: 100, model, candles: null } },
    scenario: {
      feedback: 'none',
      grid: { stepMs: dayMs, extremes: 'none', substeps: 1 },
      accounts: [account('long', 10, { 'X-PERP': 1 }), account('short', 1e6, { 'X-PERP': -1 })],
    },
    sets: [
      parameterInput({
        margin: choice('margin', 'leverage', { 'max-leverage': 20, maintenance: 0.0001 }),
        losses: [choice('loss', 'insurance-fund', { opening: { USD: 1e6 } })],
        oracle: choice('oracle', 'median', { sources: [{ outages }], 'heartbeat-ms': 10 * dayMs, 'staleness-ms': 10 * dayMs }),
      }),
    ],
    paths,
  });
  const values = runInline(planStudy({ ...input, endMs: dayMs })).sets[0].metrics.insurance_fund_used_usd;
  const mean = values.reduce((sum, value) => sum + value, 0) / paths;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (paths - 1);
  return { mean, standardError: Math.sqrt(variance / paths) };
}

describe('a venue that cannot close for a day', () => {
  it.each([
    ['jumps', choice('price', 'merton', { volatility: 0.6, 'jumps-per-year': 12 }), 0.08394227730283738],
    ['no jumps', choice('price', 'gbm', { volatility: 1.5 }), 0.3098091960372731],
  ])('fundVSPut: pays what a put at the bankruptcy price is worth, with %s (target D10)', (_, model, exact) => {
    // Goal: the mean payment of the insurance fund per contract is the put (science 5.2), within four standard errors.
    const { mean, standardError } = meanFundPayment(model);
    expect(Math.abs(mean - exact)).toBeLessThan(4 * standardError);
    expect(standardError).toBeLessThan(0.2 * exact);
  });
});
