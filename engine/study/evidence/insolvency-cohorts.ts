/** Insolvencies by cohort: means over all paths, from what the paths have tallied. */
import type { CohortRow, CohortTable } from '../risk-evidence-types.ts';
import type { SetResult } from '../study.ts';
import { cohortDimensions } from '../tallies/cohorts.ts';
import { insolvencyField, insolvencyPlace } from '../tallies/insolvencies.ts';

/** One table per dimension. */
export function cohortTables({ tallies }: Pick<SetResult, 'tallies'>, paths: number): CohortTable[] {
  let next = 0;
  return cohortDimensions.map(({ name, cohorts, from }) => {
    const first = next;
    next += cohorts.length;
    const rows = cohorts.map((cohort, index) => {
      return { cohort, from: from ? from[index] : null, ...meansOf(tallies.sums, first + index, paths) };
    });
    return { dimension: name, rows: rows.filter(({ accounts }) => accounts > 0) };
  });
}

function meansOf(sums: Float64Array, cohort: number, paths: number): Omit<CohortRow, 'cohort' | 'from'> {
  const mean = (field: number): number => sums[insolvencyPlace(cohort, field)] / paths;
  return {
    accounts: mean(insolvencyField.accounts),
    liquidated: mean(insolvencyField.liquidated),
    insolvent: mean(insolvencyField.insolvent),
    deleveraged: mean(insolvencyField.deleveraged),
    shortfallUsd: mean(insolvencyField.shortfallUsd),
    socializedUsd: mean(insolvencyField.socializedUsd),
  };
}
