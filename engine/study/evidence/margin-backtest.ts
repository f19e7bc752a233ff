/** Back-test of margin rates: coverage, and the tests of Kupiec and Christoffersen, from windows that the paths have counted. */
import { christoffersenOfCounts } from '../../statistics/christoffersen.ts';
import type { MarginBacktest, MarginTestRow, Procyclicality } from '../risk-evidence-types.ts';
import type { SetResult } from '../study.ts';
import type { MarginTest } from '../tallies/margin-windows.ts';
import { windowField, windowFields } from '../tallies/margin-windows.ts';
import type { SetSheet, TallySheet } from '../tallies/tally-sheet.ts';
import type { WorldPlan } from '../world-plan.ts';

/** What rates are tested against: the least that EMIR and the CPMI-IOSCO principles (6, key consideration 3) ask of initial margin. */
const targetCoverage = 0.99;

/** All tests of a set. */
export function marginBacktest(sheet: TallySheet, set: number, { tallies }: Pick<SetResult, 'tallies'>, paths: number): MarginBacktest {
  const own = sheet.sets[set];
  return {
    periodMs: sheet.marginPeriodMs,
    targetCoverage,
    paths: sheet.testedPath === null ? paths : 1,
    tests: own.tests.map((test, index) => rowOf({ test, own, counts: countsOf(tallies.sums, own, index), peak: tallies.peaks[index] })),
  };
}

/** The numbers of a test, in the order of `windowField`. */
function countsOf(sums: Float64Array, { windowsFrom }: SetSheet, test: number): Float64Array {
  const start = windowsFrom + test * windowFields;
  return sums.subarray(start, start + windowFields);
}

interface Counted {
  readonly test: MarginTest;
  readonly own: SetSheet;
  readonly counts: Float64Array;
  readonly peak: number;
}

function rowOf({ test, own, counts, peak }: Counted): MarginTestRow {
  const { instrument, side, margin, rate } = test;
  const [windows, breaches] = [counts[windowField.windows], counts[windowField.breaches]];
  const transitions = {
    quietQuiet: counts[windowField.quietQuiet],
    quietBreach: counts[windowField.quietBreach],
    breachQuiet: counts[windowField.breachQuiet],
    breachBreach: counts[windowField.breachBreach],
  };
  const hasTransitions = Object.values(transitions).some((count) => count > 0);
  const tests = windows > 0 ? christoffersenOfCounts({ breaches, days: windows, transitions, probability: 1 - targetCoverage }) : null;
  return {
    ...{ instrument: own.plan.frame.instruments[instrument].id, side, margin, rate, windows, breaches, transitions },
    coverage: windows > 0 ? 1 - breaches / windows : null,
    uncoveredMean: breaches > 0 ? counts[windowField.uncovered] / breaches : null,
    uncoveredPeak: breaches > 0 ? peak : null,
    kupiec: tests && tests.coverage,
    independence: tests && hasTransitions ? tests.independence : null,
    conditionalCoverage: tests && hasTransitions ? tests.conditionalCoverage : null,
  };
}

/** No margin policy lets its rates follow prices yet: tables of brackets stand still, whatever the path does. */
export function procyclicality({ frame }: Pick<WorldPlan, 'frame'>): Procyclicality {
  return {
    isConstantByRule: true,
    instruments: frame.instruments.map(({ id, initialTiers }) => {
      return { instrument: id, initialRate: initialTiers[0].rate, peakToTrough: 1, largestRise1d: 0, largestRise5d: 0 };
    }),
  };
}
