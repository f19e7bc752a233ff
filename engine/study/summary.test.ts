import { describe, expect, it } from 'vitest';
import { account, studyInput, ticks } from '../../test/golden/study-inputs.ts';
import { runInline } from '../runner/inline.ts';
import { ConfidenceSequence } from '../statistics/confidence-sequence.ts';
import { meanInterval, wilson } from '../statistics/intervals.ts';
import { rateSequence } from '../statistics/rate-sequence.ts';
import { metricDefinitions } from './metrics.ts';
import type { MetricDefinition } from './metrics.ts';
import { planStudy } from './study.ts';
import { summarizeMetric, summarizeStudy } from './summary.ts';

function definitionOf(name: string): MetricDefinition {
  const found = metricDefinitions.find((one) => one.name === name);
  if (!found) throw new RangeError(name);
  return found;
}

describe('a metric over paths', () => {
  it('counts only the paths where it exists', () => {
    // Goal: n is said, and absent paths are not zeros.
    const summary = summarizeMetric(definitionOf('first_adl_s'), Float64Array.of(NaN, 10, NaN, 30));
    expect(summary).toMatchObject({ n: 2, value: 20, unit: 's', direction: 'higher-is-better' });
    expect(summary.statistics).toMatchObject({ p50: 10, max: 30, rate: 1 });
  });

  it('that exists on no path has no value', () => {
    // Goal: null, not 0 and not NaN, so that a gate can tell.
    const summary = summarizeMetric(definitionOf('first_adl_s'), Float64Array.of(NaN, NaN));
    expect(summary).toMatchObject({ n: 0, value: null, interval: null });
    expect(Object.values(summary.statistics).every((value) => value === null)).toBe(true);
  });

  it('has the t interval of its mean, none for one path', () => {
    // Goal: one path says nothing about the spread.
    const values = Float64Array.of(1, 2, 4, 9);
    const { low, high } = meanInterval({ values, confidence: 0.95 });
    expect(low).toBeLessThan(0);
    // A shortfall is never negative: its interval is cut at 0. A ratio that can be is left alone.
    expect(summarizeMetric(definitionOf('shortfall_usd'), values).interval).toEqual([0, high]);
    const signed = Float64Array.of(-1, 2, 4, 9);
    const whole = meanInterval({ values: signed, confidence: 0.95 });
    expect(summarizeMetric(definitionOf('endogenous_drop_ratio'), signed).interval).toEqual([whole.low, whole.high]);
    expect(summarizeMetric(definitionOf('shortfall_usd'), Float64Array.of(5))).toMatchObject({ n: 1, value: 5, interval: null });
  });

  it('of 0 or 1 has the score interval of a share, which does not collapse when nothing happened', () => {
    // Goal: no event in 32 paths is not certainty.
    const summary = summarizeMetric(definitionOf('insurance_fund_exhausted'), new Float64Array(32));
    const { low, high } = wilson({ events: 0, trials: 32, confidence: 0.95 });
    expect(summary.interval).toEqual([low, high]);
    expect(high).toBeGreaterThan(0.05);
    expect(summarizeMetric(definitionOf('insurance_fund_exhausted'), Float64Array.of(0, 1, 1, 0)).value).toBe(0.5);
  });
});

describe('a metric of a run that stopped early', () => {
  it('has the interval of a confidence sequence, wider than the one for a fixed number of paths', () => {
    // Goal: means by the sequence that --until looks at, cut at 0 where the values are; absent paths do not count; one value has none.
    const values = Float64Array.from({ length: 200 }, (_, path) => (path % 7 === 0 ? NaN : path % 5));
    const sequence = new ConfidenceSequence({ confidence: 0.95 });
    for (const value of values) if (!Number.isNaN(value)) sequence.add(value);
    const { value, interval } = summarizeMetric(definitionOf('first_adl_s'), values, 'sequential');
    expect(interval).toEqual([sequence.mean - sequence.halfWidth, sequence.mean + sequence.halfWidth]);
    expect(value).toBeCloseTo(sequence.mean, 12);
    const [low, high] = summarizeMetric(definitionOf('first_adl_s'), values).interval ?? [NaN, NaN];
    expect(2 * sequence.halfWidth).toBeGreaterThan(1.4 * (high - low));
    expect(summarizeMetric(definitionOf('shortfall_usd'), Float64Array.of(1, 2, 40), 'sequential').interval?.[0]).toBe(0);
    expect(summarizeMetric(definitionOf('shortfall_usd'), Float64Array.of(1), 'sequential').interval).toBeNull();
  });

  it('of 0 or 1 has the interval of Robbins', () => {
    // Goal: exact at any stop, and not a point when nothing happened.
    const { low, high } = rateSequence({ events: 0, trials: 128, confidence: 0.95 });
    expect(summarizeMetric(definitionOf('insurance_fund_exhausted'), new Float64Array(128), 'sequential').interval).toEqual([low, high]);
    expect(high).toBeGreaterThan(0.05);
  });
});

describe('summary.json', () => {
  it('has every metric of every set and survives JSON unchanged', () => {
    // Goal: the public contract has no NaN and no Infinity.
    const scenario = { accounts: [account('a', 60, { 'X-PERP': 10 })] };
    const study = planStudy(studyInput({ series: { X: ticks([100, 90]) }, scenario, paths: 2 }));
    const result = runInline(study);
    const summary = summarizeStudy(study, result);
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
    expect(summary).toMatchObject({ schemaVersion: 1, scenario: 'small', seed: 1, paths: 2, digest: result.digest, comparisons: [] });
    expect(Object.keys(summary.parameterSets[0].metrics)).toEqual(metricDefinitions.map(({ name }) => name));
    expect(summary.parameterSets[0].metrics['liquidated_accounts']).toMatchObject({ value: 1, n: 2, interval: [1, 1] });
  });
});
