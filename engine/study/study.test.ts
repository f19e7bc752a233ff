import { describe, expect, it } from 'vitest';
import { account, choice, parameterInput, studyInput, ticks } from '../../test/golden/study-inputs.ts';
import type { StudyOptions } from '../../test/golden/study-inputs.ts';
import { exitCodes, UserError } from '../errors.ts';
import { planStudy } from './study.ts';

const options: StudyOptions = { series: { X: ticks([100, 90]) }, scenario: { accounts: [account('a', 10, { 'X-PERP': 1 })] } };

function exitCodeOf(action: () => unknown): number {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error.exitCode;
    throw error;
  }
  return exitCodes.ok;
}

describe('planning a study', () => {
  it('refuses numbers of paths that are not whole and positive', () => {
    // Goal: exit 2 before anything is computed.
    for (const paths of [0, -1, 1.5, NaN]) {
      expect(exitCodeOf(() => planStudy(studyInput({ ...options, paths }))), String(paths)).toBe(exitCodes.usage);
    }
    expect(exitCodeOf(() => planStudy(studyInput({ ...options, paths: 3 })))).toBe(exitCodes.ok);
  });

  it('needs a baseline for counterfactual feedback and makes none for the others', () => {
    // Goal: exit 22: history cannot be told from impact without it.
    const counterfactual = { ...options, scenario: { ...options.scenario, feedback: 'counterfactual' as const } };
    expect(exitCodeOf(() => planStudy(studyInput(counterfactual)))).toBe(exitCodes.baselineMissing);
    expect(planStudy(studyInput({ ...options, baseline: parameterInput() })).baseline).toBeNull();
  });

  it('shares the world of the baseline with an equal set, and only with an equal one', () => {
    // Goal: the same parameters are planned and populated once.
    const rules = parameterInput();
    const other = parameterInput({ name: 'other', liquidation: choice('liquidation', 'full', { fee: 0.01 }) });
    const scenario = { ...options.scenario, feedback: 'counterfactual' as const };
    const study = planStudy(studyInput({ ...options, scenario, sets: [other, rules], baseline: rules }));
    expect(study.baseline).toBe(study.sets[1]);
    const apart = planStudy(studyInput({ ...options, scenario, sets: [other], baseline: rules }));
    expect(study.sets).not.toContain(apart.baseline);
    expect(apart.baseline?.id).toBe('plain');
    const copy = planStudy(studyInput({ ...options, scenario, sets: [parameterInput({ name: 'copy' })], baseline: rules }));
    expect(copy.baseline).toBe(copy.sets[0]);
  });
});
