import { describe, expect, it } from 'vitest';
import { metricDefinitions } from './metrics.ts';
import { summarizeMetric } from './summary.ts';
import { verdictOf } from './verdict.ts';
import type { Verdict } from './run-folder-types.ts';

/** Verdict on metrics that are 0 on both of two paths but for those named. */
function verdictOn(values: Readonly<Record<string, readonly number[]>>): Verdict {
  const metrics = metricDefinitions.map((one) => [one.name, summarizeMetric(one, Float64Array.from(values[one.name] ?? [0, 0]))]);
  return verdictOf(Object.fromEntries(metrics));
}

describe('the verdict', () => {
  it('is safe when nobody lost more than their margin', () => {
    // Goal: the calm case has a sentence of its own.
    expect(verdictOn({ insurance_fund_low_usd: [100, 100] })).toEqual({
      level: 'safe',
      sentence: 'Nobody lost more than their margin.',
      reasons: ['The insurance fund was not used.', 'Nobody was auto-deleveraged.'],
    });
  });

  it('is safe when the fund paid with more than half of it left', () => {
    // Goal: using a fund for what it is there for is no failure.
    const used = { shortfall_usd: [40, 40], insurance_fund_used_usd: [40, 40], insurance_fund_low_usd: [60, 60] };
    const verdict = verdictOn({ ...used, insolvent_accounts: [3, 4] });
    expect(verdict.level).toBe('safe');
    expect(verdict.sentence).toContain('3.5 accounts lost 40.0 USD beyond their margin');
  });

  it('is strained by more than half of the fund, an empty fund, or any auto-deleveraging', () => {
    // Goal: each reason alone suffices.
    expect(verdictOn({ insurance_fund_used_usd: [51, 51], insurance_fund_low_usd: [49, 49] }).level).toBe('strained');
    expect(verdictOn({ insurance_fund_exhausted: [0, 1], insurance_fund_low_usd: [90, 0] }).level).toBe('strained');
    const deleveraged = verdictOn({ adl_notional_usd: [0, 2_500_000], adl_accounts: [0, 12], adl_paid_usd: [0, 3000] });
    expect(deleveraged.level).toBe('strained');
    const reason = 'Winners were auto-deleveraged on 50 % of paths, 6 accounts on average; they gave up 1.50 k USD.';
    expect(deleveraged.reasons).toContain(reason);
  });

  it('is failed by the smallest socialised or unfunded loss on one path', () => {
    // Goal: a promise that is broken rarely is broken.
    expect(verdictOn({ socialized_loss_usd: [0, 1] }).level).toBe('failed');
    const unfunded = verdictOn({ unfunded_loss_usd: [0, 7], shortfall_usd: [0, 7] });
    expect(unfunded.level).toBe('failed');
    expect(unfunded.reasons).toContain('Losses found no payer on 50 % of paths, at most 7.00 USD.');
  });
});
