/** One-day worlds on price models, for targets that go through the whole engine. */
import { account, choice, parameterInput, studyInput } from '../golden/study-inputs.ts';
import type { ParameterInput, StudyInput } from '../../engine/study/inputs.ts';

export const dayMs = 86_400_000;

export interface DayOptions {
  readonly paths: number;
  readonly steps: number;
  readonly extremes?: 'joint' | 'none';
  readonly sets?: readonly ParameterInput[];
  readonly seed?: number;
}

/** Ten times levered, 0.5 % maintenance: liquidated at 90.45226130653266 (target D01). */
export const tenTimes = parameterInput({ margin: choice('margin', 'leverage', { 'max-leverage': 20, maintenance: 0.005 }) });

/** One contract long at 100 with 10 of margin, against somebody who never fails; volatility 0.8, no drift, a day in so many steps. */
export function tenTimesLongDay({ paths, steps, extremes = 'joint', sets = [tenTimes], seed = 1 }: DayOptions): StudyInput {
  const model = choice('price', 'gbm', { volatility: 0.8 });
  const input = studyInput({
    series: { X: { kind: 'model', startPrice: 100, model, candles: null } },
    scenario: {
      seed,
      feedback: 'none',
      grid: { stepMs: dayMs / steps, extremes, substeps: 1 },
      accounts: [account('long', 10, { 'X-PERP': 1 }), account('short', 1e6, { 'X-PERP': -1 })],
    },
    sets,
    paths,
  });
  return { ...input, endMs: dayMs };
}
