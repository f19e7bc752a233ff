import { describe, expect, it } from 'vitest';
import { account, bars, choice, parameterInput, studyInput, ticks } from '../../../test/golden/study-inputs.ts';
import { christoffersen } from '../../statistics/christoffersen.ts';
import { kupiec } from '../../statistics/kupiec.ts';
import { runInline } from '../../runner/inline.ts';
import { marginBacktest } from '../evidence/margin-backtest.ts';
import type { InstrumentInput } from '../inputs.ts';
import type { MarginTestRow } from '../risk-evidence-types.ts';
import { planStudy } from '../study.ts';
import { marginPeriodMs, windowTicks } from './margin-windows.ts';
import { tallySheet } from './tally-sheet.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;
/** Initial margin 10 %, maintenance 4 %. */
const rules = parameterInput({ margin: choice('margin', 'leverage', { 'max-leverage': 10, maintenance: 0.04 }) });

function testsOf(input: Parameters<typeof studyInput>[0]): readonly MarginTestRow[] {
  const scenario = { accounts: [account('idle', 1, {})], ...input.scenario };
  const study = planStudy({ ...studyInput({ sets: [rules], ...input, scenario }), endMs: input.scenario?.grid ? 6 * hourMs : null });
  const { sets, paths } = runInline(study);
  return marginBacktest(tallySheet(study), 0, sets[0], paths).tests;
}

function rowOf(tests: readonly MarginTestRow[], side: string, margin: string): MarginTestRow {
  return tests.find((test) => test.side === side && test.margin === margin) ?? tests[-1];
}

describe('windows', () => {
  it('last an hour, a day where prices are daily, and a step where it is longer', () => {
    // Goal: the stated period for every kind of prices.
    const periodOf = (stepMs: number): number => marginPeriodMs(planStudy(studyInput({ series: { X: ticks([100, 100, 100], stepMs) } })));
    const steps = [minuteMs, hourMs, 2 * hourMs, 24 * hourMs, 72 * hourMs];
    expect(steps.map((stepMs) => periodOf(stepMs) / hourMs)).toEqual([1, 1, 24, 24, 72]);
    const daily = planStudy(studyInput({ series: { X: bars([[100, 101, 99, 100]], 24 * hourMs) } }));
    expect(marginPeriodMs(daily)).toBe(24 * hourMs);
  });

  it('end at the last tick that is not later', () => {
    // Goal: whole windows only; a bar that closes a millisecond early is whole.
    expect(Array.from(windowTicks(Float64Array.of(0, 9, 10, 21, 29), 10))).toEqual([0, 2, 2, 4]);
    expect(Array.from(windowTicks(Float64Array.of(0, 5, 28), 10))).toEqual([0, 1, 1]);
    expect(Array.from(windowTicks(Float64Array.of(7), 10))).toEqual([0]);
  });
});

describe('the back-test', () => {
  it('of moves known beforehand', () => {
    // Goal: by hand: -12 %, -12 %, +5 %, -5 %, +20 %, 0; long initial is breached twice by 2 %, one after the other.
    const prices = [100, 88, 77.44, 81.312, 77.2464, 92.69568, 92.69568];
    const tests = testsOf({ series: { X: ticks(prices, hourMs) } });
    const initial = rowOf(tests, 'long', 'initial');
    expect(initial).toMatchObject({ rate: 0.1, windows: 6, breaches: 2 });
    expect(initial.transitions).toEqual({ quietQuiet: 3, quietBreach: 0, breachQuiet: 1, breachBreach: 1 });
    expect(initial.uncoveredMean).toBeCloseTo(0.02, 12);
    expect(initial.uncoveredPeak).toBeCloseTo(0.02, 12);
    expect(initial.coverage).toBeCloseTo(4 / 6, 15);
    expect(rowOf(tests, 'long', 'maintenance')).toMatchObject({ rate: 0.04, breaches: 3 });
    expect(rowOf(tests, 'short', 'initial')).toMatchObject({ breaches: 1 });
    expect(rowOf(tests, 'short', 'initial').uncoveredPeak).toBeCloseTo(0.1, 12);
    expect(rowOf(tests, 'short', 'maintenance')).toMatchObject({ breaches: 2 });
  });

  it('countsVsSequence: the tests are those of the sequence of breaches', () => {
    // Goal: Kupiec and Christoffersen from tallied counts and from the days themselves.
    const moves = Array.from({ length: 200 }, (_, window) => (window % 37 < 2 ? 0.85 : 1.002));
    const prices = moves.reduce((path, move) => [...path, path[path.length - 1] * move], [100]);
    const row = rowOf(testsOf({ series: { X: ticks(prices, hourMs) } }), 'long', 'initial');
    const breaches = moves.map((move) => move < 0.9);
    const whole = christoffersen({ breaches, probability: 0.01 });
    const count = breaches.filter(Boolean).length;
    expect(row.kupiec?.likelihoodRatio).toBeCloseTo(kupiec({ breaches: count, days: 200, probability: 0.01 }).likelihoodRatio, 10);
    expect(row.independence?.likelihoodRatio).toBeCloseTo(whole.independence.likelihoodRatio, 10);
    expect(row.conditionalCoverage?.pValue).toBeCloseTo(whole.conditionalCoverage.pValue, 12);
  });

  it('measures inverse contracts in their coin', () => {
    // Goal: from 100 to 80 a long loses 100/80 - 1 = 25 % of its notional in coins, a short gains as much.
    const inverse: InstrumentInput = { id: 'X-INV', underlying: 'X', contract: 'inverse', settle: 'X', lot: null, multiplier: 1 };
    const tests = testsOf({ series: { X: ticks([100, 80], hourMs) }, scenario: { instruments: [inverse] } });
    expect(rowOf(tests, 'long', 'initial').uncoveredPeak).toBeCloseTo(0.15, 12);
    expect(rowOf(tests, 'short', 'maintenance').breaches).toBe(0);
  });

  it('counts history once, and drawn prices on every path', () => {
    // Goal: 32 rebuilds of two bars are no 64 observations; a path too short for a window has none, and says so with null.
    const rebuilt = testsOf({ series: { X: bars([[100, 101, 95, 96], [96, 97, 80, 84]], hourMs) }, paths: 5 });
    expect(rebuilt.map(({ windows }) => windows)).toEqual([2, 2, 2, 2]);
    const short = testsOf({ series: { X: ticks([100, 90]) } });
    expect(short[0]).toMatchObject({ windows: 0, coverage: null, kupiec: null, independence: null, uncoveredMean: null });
    const drawn = testsOf({
      series: { X: { kind: 'model', startPrice: 100, model: choice('price', 'gbm', { volatility: 2 }), candles: null } },
      scenario: { grid: { stepMs: minuteMs, extremes: 'none', substeps: 1 } },
      paths: 3,
    });
    expect(drawn.map(({ windows }) => windows)).toEqual([18, 18, 18, 18]);
  });
});
