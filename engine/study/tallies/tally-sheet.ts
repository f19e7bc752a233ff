/** Which number stands where in the tallies of a set, and how a path fills them in. */
import { fundGrid, fundPoints } from '../fund-grid.ts';
import type { EndedPath } from '../path-runner.ts';
import { firstPathOf } from '../study.ts';
import type { Study } from '../study.ts';
import type { WorldPlan } from '../world-plan.ts';
import { exhaustedAt } from './fund-exhaustion.ts';
import { insolvencyPlaces, tallyInsolvencies } from './insolvencies.ts';
import { drawsOwnPrices, marginPeriodMs, marginTests, tallyWindows, windowFields, windowTicks } from './margin-windows.ts';
import type { MarginTest } from './margin-windows.ts';
import { sparse } from './sparse.ts';
import type { PathTallies } from './sparse.ts';

/**
 * Sums of a set: numbers of the cohorts (`insolvencyPlace`) from 0 on, then one per point of the fund's grid (paths on which a fund was
 * first empty there), then `windowFields` per margin test. Peaks: the largest uncovered share of notional per margin test.
 */
export interface SetSheet {
  readonly plan: WorldPlan;
  readonly tests: readonly MarginTest[];
  readonly exhaustedFrom: number;
  readonly windowsFrom: number;
  /** Rows that every path fills in anew. */
  readonly scratch: Rows;
}

/** What is tallied in a study. */
export interface TallySheet {
  readonly sets: readonly SetSheet[];
  readonly fundGridMs: Float64Array;
  readonly marginPeriodMs: number;
  /** The only path whose prices are tested; null when all are. */
  readonly testedPath: number | null;
}

const known = new WeakMap<Study, TallySheet>();

/** The sheet of a study. */
export function tallySheet(study: Study): TallySheet {
  const sheet = known.get(study) ?? layOutSheet(study);
  known.set(study, sheet);
  return sheet;
}

function layOutSheet(study: Study): TallySheet {
  return {
    sets: study.sets.map(setSheet),
    fundGridMs: fundGrid(study),
    marginPeriodMs: marginPeriodMs(study),
    testedPath: drawsOwnPrices(study) ? null : firstPathOf(study.input),
  };
}

function setSheet(plan: WorldPlan): SetSheet {
  const tests = marginTests(plan);
  const windowsFrom = insolvencyPlaces + fundPoints;
  const scratch = { sums: new Float64Array(windowsFrom + tests.length * windowFields), peaks: new Float64Array(tests.length) };
  return { plan, tests, exhaustedFrom: insolvencyPlaces, windowsFrom, scratch };
}

/** Tallies of one set on the path that its world has just run. */
export function tallyPath(sheet: TallySheet, set: number, path: number, run: EndedPath): PathTallies {
  const { plan, exhaustedFrom, scratch } = sheet.sets[set];
  const { sums, peaks } = scratch;
  sums.fill(0);
  peaks.fill(0);
  tallyInsolvencies(sums, run.simulation, run.outcome, plan.startPrices);
  const exhausted = exhaustedAt(run.outcome, sheet.fundGridMs);
  if (exhausted >= 0) sums[exhaustedFrom + exhausted]++;
  if (sheet.testedPath === null || sheet.testedPath === path) tallyMargins(sheet, set, run, { sums, peaks });
  return { sums: sparse(sums), peaks: sparse(peaks) };
}

interface Rows {
  readonly sums: Float64Array;
  readonly peaks: Float64Array;
}

function tallyMargins(sheet: TallySheet, set: number, { path: { timesMs, prices } }: EndedPath, { sums, peaks }: Rows): void {
  const { plan, tests, windowsFrom } = sheet.sets[set];
  const ticks = windowTicks(timesMs, sheet.marginPeriodMs);
  tests.forEach((test, index) => {
    const series = prices[plan.frame.markets[test.instrument].series];
    const places = { sums, sum: windowsFrom + index * windowFields, peaks, peak: index };
    tallyWindows(test, plan.frame.instruments[test.instrument], { prices: series, ticks }, places);
  });
}
