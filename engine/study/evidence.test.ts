import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inputOf, smallCases } from '../../test/golden/cases.ts';
import { runInline } from '../runner/inline.ts';
import { gatherEvidence } from './evidence.ts';
import { journalColumns } from './journal-table.ts';
import { planStudy } from './study.ts';

const cases = smallCases(join(import.meta.dirname, '../..'));

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

describe.each(cases)('evidence of $name', (one) => {
  async function gathered() {
    const study = planStudy(await inputOf(one));
    const result = runInline(study);
    return { study, result, ...gatherEvidence(study, result) };
  }

  it('adds up, has series of equal length, and survives JSON', async () => {
    // Goal: what a report draws is what the run counted.
    const { study, result, evidence, journal } = await gathered();
    expect(JSON.parse(JSON.stringify(evidence))).toEqual(evidence);
    evidence.sets.forEach((set, index) => {
      const { metrics } = result.sets[index];
      const shown = set.shownPath.index;
      const binned = sum(set.liquidations.flatMap(({ longUsd, shortUsd }) => [...longUsd, ...shortUsd]));
      expect(binned).toBeCloseTo(metrics['liquidated_notional_usd'][shown], 4);
      const isOurs = (row: number): boolean => journal['parameter_set'][row] === set.id && journal['kind'][row] === 'liquidation';
      const inJournal = journal['notional_usd'].filter((_, row) => isOurs(row));
      expect(sum(inJournal as number[])).toBeCloseTo(binned, 4);
      const { shortfall_usd: shortfall, ...payers } = set.waterfall;
      expect(sum(Object.values(payers))).toBeCloseTo(shortfall, 6);
      expect(shortfall).toBeCloseTo(sum(Array.from(metrics['shortfall_usd'])) / study.input.paths, 6);
      expect(metrics['shortfall_usd'][shown]).toBe(Math.max(...metrics['shortfall_usd']));
      const perPath = sum(set.generations.map(({ notionalUsd }) => notionalUsd));
      expect(perPath).toBeCloseTo(sum(Array.from(metrics['liquidated_notional_usd'])) / study.input.paths, 4);
    });
  });

  it('has one entry per instrument and points in order of time', async () => {
    // Goal: charts need no checks of their own.
    const { study, evidence, journal } = await gathered();
    evidence.sets.forEach((set, index) => {
      const names = study.sets[index].frame.instruments.map(({ id }) => id);
      for (const list of [set.prices, set.liquidations, set.triggers, set.criticality]) {
        expect(list.map(({ instrument }) => instrument)).toEqual(names);
      }
      for (const { timeMs, markUsd, exogenousUsd } of set.prices) {
        expect([markUsd.length, exogenousUsd.length]).toEqual([timeMs.length, timeMs.length]);
        expect(timeMs.length).toBeLessThanOrEqual(4500);
        expect(timeMs.every((time, point) => point === 0 || time > timeMs[point - 1])).toBe(true);
        expect(timeMs[0]).toBe(study.source.startMs);
      }
      set.criticality.forEach(({ priceUsd, atStart, atWorst }, place) => {
        expect([atStart.length, set.triggers[place].longUsd.length]).toEqual([priceUsd.length, priceUsd.length]);
        expect(atWorst?.length ?? priceUsd.length).toBe(priceUsd.length);
      });
      const levels = set.fund ? [set.fund.p05Usd, set.fund.p50Usd, set.fund.p95Usd, set.fund.shownUsd] : [];
      for (const level of levels) expect(level).toHaveLength(97);
    });
    expect(Object.keys(journal)).toEqual([...journalColumns]);
    expect(new Set(Object.values(journal).map(({ length }) => length)).size).toBe(1);
  });
});

describe('the journal and the largest accounts', () => {
  it('name everybody who was hit, once, largest first', async () => {
    // Goal: shortfalls of the rows are those of the journal; parents come before their children.
    const input = await inputOf(cases.find(({ name }) => name === 'inverse-quanto') ?? cases[0]);
    const study = planStudy(input);
    const { evidence, journal } = gatherEvidence(study, runInline(study));
    const [{ largestAccounts }] = evidence.sets;
    expect(largestAccounts).toHaveLength(20);
    expect(new Set(largestAccounts.map((row) => row.account)).size).toBe(20);
    const notionals = largestAccounts.map((row) => row.notionalUsd);
    expect(notionals).toEqual([...notionals].sort((a, b) => b - a));
    for (const row of largestAccounts) {
      const rows = journal['account'].map((name, place) => (name === row.account ? place : -1)).filter((place) => place >= 0);
      const liquidated = rows.some((place) => journal['kind'][place] === 'liquidation');
      expect(row.outcome.startsWith('liquidated')).toBe(liquidated);
      const missed = sum(rows.map((place) => Number(journal['shortfall_usd'][place] ?? 0) + Number(journal['adl_usd'][place] ?? 0)));
      expect(row.shortfallUsd).toBeCloseTo(missed, 6);
    }
    const generations = journal['generation'];
    expect(generations.some((generation) => Number(generation) > 0)).toBe(true);
  });
});
