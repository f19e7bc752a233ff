/** Evidence of a set that its paths have tallied, or that the watch of its shown path has seen. */
import type { EvidenceSet } from '../run-folder-types.ts';
import type { StudyResult } from '../study.ts';
import type { TallySheet } from '../tallies/tally-sheet.ts';
import type { DeleveragingWatch } from './adl-fairness.ts';
import { fundExhaustion } from './fund-exhaustion.ts';
import { cohortTables } from './insolvency-cohorts.ts';
import { marginBacktest, procyclicality } from './margin-backtest.ts';

/** Fields of the evidence that are here. */
export type RiskEvidence = Pick<EvidenceSet, 'cohorts' | 'marginBacktest' | 'procyclicality' | 'fundExhaustedByTime' | 'adlFairness'>;

/** Of one set; `sheet` is that of the study. */
export function riskEvidence(sheet: TallySheet, set: number, { sets, paths }: StudyResult, watch: DeleveragingWatch): RiskEvidence {
  const result = sets[set];
  return {
    cohorts: cohortTables(result, paths),
    marginBacktest: marginBacktest(sheet, set, result, paths),
    procyclicality: procyclicality(sheet.sets[set].plan),
    fundExhaustedByTime: fundExhaustion(sheet.sets[set], result, paths),
    adlFairness: watch.result(),
  };
}
