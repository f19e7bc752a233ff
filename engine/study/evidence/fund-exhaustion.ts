/** Probability that an insurance fund has been empty by a time. */
import { wilson } from '../../statistics/intervals.ts';
import type { FundExhaustion } from '../risk-evidence-types.ts';
import type { SetResult } from '../study.ts';
import type { SetSheet } from '../tallies/tally-sheet.ts';

/** On the grid of the fund; null for a set whose funds have nothing at the start. */
export function fundExhaustion(own: SetSheet, { tallies, fundTimesMs }: SetResult, paths: number): FundExhaustion | null {
  const funds = own.plan.frame.venues.flatMap(({ losses }) => losses.filter((stage) => stage.stage === 'insurance-fund'));
  if (!funds.some((stage) => stage.openingUnits.some((units) => units > 0))) return null;
  let empty = 0;
  const counts = Array.from(fundTimesMs, (_, point) => (empty += tallies.sums[own.exhaustedFrom + point]));
  const intervals = counts.map((count) => wilson({ events: count, trials: paths, confidence: 0.95 }));
  return {
    paths,
    timeMs: Array.from(fundTimesMs),
    share: counts.map((count) => count / paths),
    low: intervals.map(({ low }) => low),
    high: intervals.map(({ high }) => high),
  };
}
