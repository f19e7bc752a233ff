import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inputOf, smallCases } from '../../test/golden/cases.ts';
import { account, choice, parameterInput, studyInput, ticks } from '../../test/golden/study-inputs.ts';
import { runInline } from '../runner/inline.ts';
import { gatherEvidence } from './evidence.ts';
import { PathRunner } from './path-runner.ts';
import { planStudy } from './study.ts';
import type { StudyInput } from './inputs.ts';

const cases = smallCases(join(import.meta.dirname, '../..'));

function caseNamed(name: string): (typeof cases)[number] {
  const found = cases.find((one) => one.name === name);
  if (!found) throw new Error(`no golden case ${name}`);
  return found;
}

function gathered(input: StudyInput) {
  const study = planStudy(input);
  const result = runInline(study);
  return { study, result, set: gatherEvidence(study, result).evidence.sets[0] };
}

/** Slow: gathered once for all tests. */
const golden = (async () => {
  const input = await inputOf(caseNamed('oracle-halts-bands'));
  return { input, ...gathered(input) };
})();

describe('evidence of oracles and breakers', () => {
  it('trackVsReplay: has the worst deviation and the longest silence that a scan of a replay finds', async () => {
    // Goal: found again from another journal of the same path, point by point.
    const { study, set } = await golden;
    const track = set.oracleAndBreakers?.oracles[0];
    let [worst, published, silentMs, startMs, lastMs] = [0, 0, 0, NaN, NaN];
    const note = (timeMs: number): void => {
      silentMs = Math.max(silentMs, timeMs - lastMs);
      lastMs = timeMs;
    };
    new PathRunner(study).replay(study.sets[0], set.shownPath.index, {
      publication: (timeMs) => {
        if (lastMs !== lastMs) [startMs, lastMs] = [study.source.startMs, study.source.startMs];
        published++;
        note(timeMs);
      },
      instant: (timeMs, mark, _exogenous, _fund, feed) => {
        worst = Math.max(worst, Math.abs(mark[0] / feed[0] - 1));
        startMs = timeMs;
      },
    });
    note(startMs);
    expect(Math.abs(track?.worstDeviation ?? 0)).toBe(worst);
    expect(track).toMatchObject({ publications: published, longestSilenceMs: silentMs });
    expect(worst).toBeGreaterThan(0.001);
    expect(track?.timeMs.length).toBeLessThanOrEqual(300);
    expect(track?.deviation).toContain(track?.worstDeviation);
  });

  it('haltsVsRule: last as long as the rule says and name it; fills that bands cut are counted', async () => {
    // Goal: 3 minutes each in the golden scenario; halts of one instrument do not overlap.
    const { set } = await golden;
    const { halts = [], heldBack } = set.oracleAndBreakers ?? {};
    expect(halts.length).toBeGreaterThan(0);
    for (const { timeMs, untilMs, rule } of halts) expect([untilMs - timeMs, rule]).toEqual([180_000, 'breakers.halt']);
    halts.slice(1).forEach(({ timeMs }, index) => expect(timeMs).toBeGreaterThanOrEqual(halts[index].untilMs));
    expect(heldBack?.fills).toBeGreaterThan(0);
    expect(heldBack?.notionalUsd).toBeGreaterThan(0);
  });

  it('withoutBreakersVsSetWithoutThem: is what a set without breakers does on that path', async () => {
    // Goal: the second run is the candidate "no breakers", not something like it.
    const { input, set, result } = await golden;
    const sets = input.sets.map(({ id, venues }) => ({
      id,
      venues: venues.map((venue) => ({ ...venue, parameters: { ...venue.parameters, breakers: [] } })),
    }));
    const other = runInline(planStudy({ ...input, sets })).sets[0].metrics;
    const row = set.shownPath.index;
    const found = set.oracleAndBreakers?.withoutBreakers;
    expect(found?.without).toMatchObject({
      liquidatedNotionalUsd: other['liquidated_notional_usd'][row],
      insolventAccounts: other['insolvent_accounts'][row],
      shortfallUsd: other['shortfall_usd'][row],
    });
    expect(found?.with.shortfallUsd).toBe(result.sets[0].metrics['shortfall_usd'][row]);
    expect(found?.without).not.toEqual(found?.with);
  });

  it('of a set with neither says so', () => {
    // Goal: no oracle, no breaker: no publications, no second run, and a mark that is the market.
    const input = studyInput({
      series: { X: ticks([100, 99, 98]) },
      scenario: { accounts: [account('a', 10, { 'X-PERP': 1 }), account('b', 10, { 'X-PERP': -1 })] },
      sets: [parameterInput({ losses: [choice('loss', 'insurance-fund', { opening: { USD: 1 } })] })],
    });
    const found = gathered(input).set.oracleAndBreakers;
    expect(found).toMatchObject({ halts: [], heldBack: { fills: 0, notionalUsd: 0 }, withoutBreakers: null });
    expect(found?.oracles[0]).toMatchObject({ publications: null, longestSilenceMs: null, worstDeviation: 0, deviation: [0, 0, 0] });
  });
});
