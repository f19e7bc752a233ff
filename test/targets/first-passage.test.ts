import { describe, expect, it } from 'vitest';
import { runInline } from '../../engine/runner/inline.ts';
import { planStudy } from '../../engine/study/study.ts';
import { tenTimesLongDay } from './model-study.ts';
import type { DayOptions } from './model-study.ts';

function liquidatedShare(options: DayOptions): number {
  const { sets } = runInline(planStudy(tenTimesLongDay(options)));
  return sets[0].metrics.liquidated_accounts.reduce((sum, value) => sum + value, 0) / options.paths;
}

const paths = 6000;

describe('a ten times levered long over a day, through the engine', () => {
  it.each([1, 24])('engineVSFirstPassage: %d steps with extremes liquidate as often as the closed form (target D01)', (steps) => {
    // Goal: 0.017404393344919507 whatever the step, within four standard errors.
    const exact = 0.017404393344919507;
    const found = liquidatedShare({ paths, steps });
    expect(Math.abs(found - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / paths));
  });

  it.each([[1, 0.008762721368986148], [24, 0.013020866153682031]])(
    'engineVSQuadrature: %d prices without extremes miss what happens between them (target D02)',
    (steps, exact) => {
      // Goal: the bias of a time grid is the published one, so extremes are what removes it.
      const found = liquidatedShare({ paths, steps, extremes: 'none' });
      expect(Math.abs(found - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / paths));
    },
  );
});
