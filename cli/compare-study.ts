/** What a comparison adds to a run: hybrids beside the sets that were named, and what the paths of all of them say. */
import { compareSets } from '../engine/study/comparison.ts';
import { planComparison } from '../engine/study/hybrids.ts';
import type { ComparisonPlan } from '../engine/study/hybrids.ts';
import type { StudyInput } from '../engine/study/inputs.ts';
import type { Comparison } from '../engine/study/comparison-types.ts';
import { outcomesOf } from '../engine/study/study.ts';
import type { Study, StudyResult } from '../engine/study/study.ts';
import type { RunRequest } from './run-request.ts';

interface Compared {
  readonly request: RunRequest;
  readonly study: Study;
  readonly comparison: ComparisonPlan | null;
}

/** Null for a run that compares nothing. Throws UserError when there is nothing to compare. */
export function planFor({ comparison }: RunRequest, input: StudyInput): ComparisonPlan | null {
  return comparison ? planComparison(input, comparison) : null;
}

/** Without the hybrids: what summary, evidence and report tell of one by one. */
export function namedSets({ study, comparison }: Compared, result: StudyResult): { study: Study; result: StudyResult } {
  const count = comparison?.compared ?? study.sets.length;
  return { study: { ...study, sets: study.sets.slice(0, count) }, result: { ...result, sets: result.sets.slice(0, count) } };
}

/** The one place that reads the values of paths for a comparison. */
export function comparisonsOf({ request, comparison }: Compared, result: StudyResult): Comparison[] {
  if (!comparison || !request.comparison) return [];
  const { column } = outcomesOf(result);
  return compareSets({ plan: comparison, column, confidence: request.comparison.confidence });
}
