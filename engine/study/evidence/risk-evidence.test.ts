import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inputOf, smallCases } from '../../../test/golden/cases.ts';
import { runInline } from '../../runner/inline.ts';
import { gatherEvidence } from '../evidence.ts';
import type { CohortRow } from '../risk-evidence-types.ts';
import { planStudy } from '../study.ts';

const cases = smallCases(join(import.meta.dirname, '../../..'));

function mean(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

async function gather(one: (typeof cases)[number]) {
  const study = planStudy(await inputOf(one));
  const result = runInline(study);
  return { study, result, sets: gatherEvidence(study, result).evidence.sets };
}

const known = new Map<string, ReturnType<typeof gather>>();

/** Every case is run once, whoever asks first. */
function gathered(one: (typeof cases)[number]): ReturnType<typeof gather> {
  const made = known.get(one.name) ?? gather(one);
  known.set(one.name, made);
  return made;
}

describe.each(cases)('risk evidence of $name', (one) => {
  it('cohortSumsVsMetrics and what else was counted twice', async () => {
    // Goal: every way of dividing accounts up adds up to what the metrics say of all of them; so do the fund's end and what winners paid.
    const { study, result, sets } = await gathered(one);
    sets.forEach((set, index) => {
      const { metrics } = result.sets[index];
      const expected = {
        liquidated: mean(metrics['liquidated_accounts']),
        insolvent: mean(metrics['insolvent_accounts']),
        deleveraged: mean(metrics['adl_accounts']),
        shortfallUsd: mean(metrics['shortfall_usd']),
        socializedUsd: mean(metrics['socialized_loss_usd']),
      };
      expect(set.cohorts).toHaveLength(4);
      const accounts = set.cohorts?.map(({ rows }) => rows.reduce((sum, row) => sum + row.accounts, 0)) ?? [];
      accounts.forEach((count) => expect(count).toBeCloseTo(accounts[0], 9));
      for (const { rows, dimension } of set.cohorts ?? []) {
        for (const [field, value] of Object.entries(expected) as [keyof CohortRow, number][]) {
          const sum = rows.reduce((total, row) => total + Number(row[field]), 0);
          expect(Math.abs(sum - value), `${dimension} ${field}: ${sum} against ${value}`).toBeLessThan(1e-9 * (1 + Math.abs(value)));
        }
      }
      if (set.fundExhaustedByTime) {
        const { share, low, high, timeMs } = set.fundExhaustedByTime;
        expect(share[share.length - 1]).toBeCloseTo(mean(metrics['insurance_fund_exhausted']), 12);
        share.forEach((value, point) => expect(low[point] <= value && value <= high[point]).toBe(true));
        expect(timeMs[timeMs.length - 1]).toBe(study.source.endMs);
      } else expect(mean(metrics['insurance_fund_exhausted'])).toBe(0);
    });
  });

  it('rankedAnewVsKernel: nobody was passed over, and payers paid what the metric says', async () => {
    // Goal: rankings made from everybody agree with those that the kernel makes as far as it must.
    const { result, sets } = await gathered(one);
    sets.forEach((set, index) => {
      const { metrics } = result.sets[index];
      const row = set.shownPath.index;
      const paidUsd = metrics['adl_paid_usd'][row];
      if (!set.adlFairness) {
        expect([paidUsd, metrics['adl_accounts'][row]]).toEqual([0, 0]);
        return;
      }
      expect(Math.abs(set.adlFairness.paidUsd - paidUsd)).toBeLessThan(1e-3 + 1e-9 * paidUsd);
      expect([set.adlFairness.rankingsBroken, set.adlFairness.rankingsChecked]).toEqual([0, set.adlFairness.rankings]);
      expect(set.adlFairness.payers).toBeLessThanOrEqual(metrics['adl_accounts'][row]);
      expect(set.adlFairness.winners).toBeGreaterThanOrEqual(set.adlFairness.payers);
    });
  });
});

describe('the small cases', () => {
  it('reach everything that is compared above', async () => {
    // Goal: an agreement of zeros would prove nothing.
    const reached = { adl: 0, exhausted: 0, socialized: 0, mixed: 0 };
    for (const one of cases) {
      for (const set of (await gathered(one)).sets) {
        if ((set.adlFairness?.payers ?? 0) > 1) reached.adl++;
        if (set.fundExhaustedByTime?.share.some((share) => share > 0)) reached.exhausted++;
        if (set.cohorts?.[0].rows.some(({ socializedUsd }) => socializedUsd > 0)) reached.socialized++;
        if ((set.cohorts?.[2].rows.length ?? 0) > 1) reached.mixed++;
      }
    }
    for (const count of Object.values(reached)) expect(count).toBeGreaterThan(0);
  });
});
