import { describe, expect, it } from 'vitest';
import { runInline } from '../../engine/runner/inline.ts';
import { planStudy } from '../../engine/study/study.ts';
import { tenTimesLongDay } from '../targets/model-study.ts';

const paths = 200_000;
const exact = 0.017404393344919507;

describe('a ten times levered long over a day, full sample', () => {
  it.each([1, 24])('engineVSFirstPassage: %d steps with extremes (target D01)', (steps) => {
    // Goal: within four standard errors of the closed form, and the standard error below 4e-4.
    const { sets } = runInline(planStudy(tenTimesLongDay({ paths, steps })));
    const found = sets[0].metrics.liquidated_accounts.reduce((sum, value) => sum + value, 0) / paths;
    const standardError = Math.sqrt((found * (1 - found)) / paths);
    expect(standardError).toBeLessThan(4e-4);
    expect(Math.abs(found - exact)).toBeLessThan(4 * standardError);
  });
});
