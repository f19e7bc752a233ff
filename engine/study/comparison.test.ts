import { describe, expect, it } from 'vitest';
import { account, parameterInput, studyInput, ticks } from '../../test/golden/study-inputs.ts';
import { RandomStream } from '../math/random.ts';
import { compareSets, fewestPairs, gatingMetrics } from './comparison.ts';
import type { ComparisonPlan } from './hybrids.ts';
import { metricDefinitions } from './metrics.ts';
import type { Comparison } from './comparison-types.ts';

type Columns = Readonly<Record<string, Float64Array>>;

function normals(key: string, count: number): Float64Array {
  const values = new Float64Array(count);
  RandomStream.fromKey(key).fillNormals(values);
  return values;
}

/** Compares columns that are given instead of simulated; metrics that are not named are 0 on every path. */
function compare(baseline: Columns, candidates: readonly Columns[], confidence = 0.95): Comparison[] {
  const sets = [baseline, ...candidates];
  const [first] = Object.values(baseline);
  const inputs = sets.map((_, index) => parameterInput({ name: `set-${index}` }));
  const scenario = { accounts: [account('a', 1, { 'X-PERP': 1 })] };
  const plan: ComparisonPlan = {
    input: studyInput({ series: { X: ticks([1, 1]) }, scenario, sets: inputs, paths: first.length }),
    compared: sets.length,
    changed: candidates.map(() => ['margin']),
    attributions: candidates.map(() => null),
  };
  return compareSets({ plan, column: (set, metric) => sets[set][metric] ?? new Float64Array(first.length), confidence });
}

const paths = 40;
const noise = normals('noise', paths);
const small = normals('small', paths).map((value) => value / 10);

describe('a comparison', () => {
  it('finds nothing at all between a set and its copy', () => {
    // Goal: exactly zero, no p below 1, no verdict, whatever the metric.
    const columns = Object.fromEntries(metricDefinitions.map(({ name }) => [name, normals(name, paths)]));
    const [{ verdict, metrics }] = compare(columns, [columns]);
    expect(verdict).toBe('no-difference-shown');
    for (const [name, metric] of Object.entries(metrics)) {
      expect(metric, name).toMatchObject({ difference: 0, interval: null, pathsSame: paths, pValue: 1, adjustedPValue: 1 });
      expect(metric, name).toMatchObject({ verdict: 'no-difference-shown', varianceRatio: null });
      expect(metric.tails.p95.difference, name).toBe(0);
    }
  });

  it('knows which direction is bad', () => {
    // Goal: more shortfall is worse, a higher fund is better, a higher fee income is neither.
    const names = ['shortfall_usd', 'insurance_fund_low_usd', 'liquidation_fees_usd'];
    const baseline = Object.fromEntries(names.map((name) => [name, noise]));
    const higher = Object.fromEntries(names.map((name) => [name, noise.map((value, path) => value + 1 + small[path])]));
    const [up] = compare(baseline, [higher]);
    const [down] = compare(higher, [baseline]);
    expect(names.map((name) => up.metrics[name].verdict)).toEqual(['worse', 'better', 'different']);
    expect(names.map((name) => down.metrics[name].verdict)).toEqual(['better', 'worse', 'different']);
    expect(names.map((name) => up.metrics[name].probabilityWorse)).toEqual([1, 0, null]);
    expect([up.verdict, down.verdict]).toEqual(['worse', 'better']);
    // Of a metric where higher is better the tail is the lower one: p95 is the value that 95 % stay at or above.
    const sorted = [...noise].sort((one, other) => one - other);
    expect(down.metrics.insurance_fund_low_usd.tails.p95.candidate).toBe(sorted[2]);
    expect(up.metrics.shortfall_usd.tails.p95.baseline).toBe(sorted[37]);
  });

  it('says by how much pairing helped', () => {
    // Goal: Var(X) + Var(X + e) over Var(e) is near 2 / 0.01 for e a tenth of X.
    const [{ metrics }] = compare({ shortfall_usd: noise }, [{ shortfall_usd: noise.map((value, path) => value + small[path]) }]);
    expect(metrics.shortfall_usd.varianceRatio).toBeGreaterThan(100);
    expect(metrics.shortfall_usd.varianceRatio).toBeLessThan(400);
  });

  it('pairs the paths on which a metric exists under both sets', () => {
    // Goal: n is said, and a path without a value does not shift the others.
    const gaps = noise.map((value, path) => (path % 4 === 0 ? NaN : value));
    const [{ metrics }] = compare({ first_adl_s: gaps }, [{ first_adl_s: noise.map((value, path) => (path < 2 ? NaN : value + 2)) }]);
    expect(metrics.first_adl_s).toMatchObject({ n: 29, pathsHigher: 29, verdict: 'better' });
    expect(metrics.first_adl_s.difference).toBeCloseTo(2, 12);
    const [{ metrics: none }] = compare({ first_adl_s: gaps.map(() => NaN) }, [{ first_adl_s: noise }]);
    expect(none.first_adl_s).toMatchObject({ n: 0, baseline: null, difference: null, pValue: null, verdict: 'not-enough-paths' });
  });

  it('decides nothing from a handful of paths', () => {
    // Goal: a difference on every one of nine paths is not enough; on ten the sign test has its say.
    const of = (count: number): Comparison => {
      return compare({ shortfall_usd: new Float64Array(count) }, [{ shortfall_usd: new Float64Array(count).fill(1) }])[0];
    };
    expect(of(fewestPairs - 1).verdict).toBe('not-enough-paths');
    expect(of(fewestPairs).metrics.shortfall_usd).toMatchObject({ pValue: 2 ** -9, verdict: 'worse' });
    expect(of(1).metrics.shortfall_usd).toMatchObject({ n: 1, difference: 1, interval: null, pValue: null });
  });

  it('tests yes and no by the pairs that differ', () => {
    // Goal: exact McNemar: 8 against 1 of 9 has p = 2 (1 + 9) / 2^9.
    const baseline = Float64Array.from({ length: paths }, (_, path) => (path < 1 ? 1 : 0));
    const candidate = Float64Array.from({ length: paths }, (_, path) => (path >= 1 && path < 9 ? 1 : 0));
    const [{ metrics }] = compare({ insurance_fund_exhausted: baseline }, [{ insurance_fund_exhausted: candidate }]);
    expect(metrics.insurance_fund_exhausted.pValue).toBeCloseTo(20 / 512, 12);
    expect(metrics.insurance_fund_exhausted.interval?.[0]).toBeGreaterThan(0);
    expect(metrics.insurance_fund_exhausted.difference).toBeCloseTo(7 / 40, 12);
  });

  it('asks more of a difference when more is tested', () => {
    // Goal: Holm over the gating metrics of all candidates: the only small p is multiplied by their number.
    const shifted = { shortfall_usd: noise.map((value, path) => value + 0.5 * small[path] + 0.03) };
    const [alone] = compare({ shortfall_usd: noise }, [shifted]);
    const [one] = compare({ shortfall_usd: noise }, [shifted, { shortfall_usd: noise }]);
    const { pValue, adjustedPValue } = alone.metrics.shortfall_usd;
    expect(adjustedPValue).toBeCloseTo(Math.min(1, (pValue ?? NaN) * gatingMetrics.length), 12);
    expect(one.metrics.shortfall_usd.adjustedPValue).toBeCloseTo(Math.min(1, (pValue ?? NaN) * gatingMetrics.length * 2), 12);
    expect(Object.values(alone.metrics).filter(({ family }) => family === 'gating')).toHaveLength(gatingMetrics.length);
  });

  it('is a family of false alarms as rare as it says', () => {
    // Goal: without any difference, at most about 20 % of comparisons at 80 % confidence find one (within four standard errors).
    let alarms = 0;
    for (let sample = 0; sample < 60; sample++) {
      const column = (side: string): Columns => {
        return Object.fromEntries(gatingMetrics.map((name) => [name, normals(`${side}${name}${sample}`, 12)]));
      };
      if (compare(column('a'), [column('b')], 0.8)[0].verdict !== 'no-difference-shown') alarms++;
    }
    expect(alarms).toBeLessThan(60 * 0.2 + 4 * Math.sqrt(60 * 0.16));
    expect(alarms).toBeGreaterThan(0);
  });

  it('gives intervals of tails where enough paths lie in them', () => {
    // Goal: 40 paths say nothing about p99; 500 do.
    const [few] = compare({ shortfall_usd: noise }, [{ shortfall_usd: noise }]);
    const many = normals('many', 500);
    const [enough] = compare({ shortfall_usd: many }, [{ shortfall_usd: many.map((value) => value * 2) }]);
    expect(few.metrics.shortfall_usd.tails.p99.interval).toBeNull();
    const { difference, interval } = enough.metrics.shortfall_usd.tails.p99;
    expect(interval?.[0]).toBeGreaterThan(0);
    expect(interval?.[0]).toBeLessThanOrEqual(difference ?? NaN);
    expect(interval?.[1]).toBeGreaterThanOrEqual(difference ?? NaN);
  });
});

describe('gating metrics', () => {
  it('are metrics of which one direction is bad', () => {
    // Goal: the declared family names what exists.
    const directions = gatingMetrics.map((name) => metricDefinitions.find((one) => one.name === name)?.direction);
    expect(directions).toEqual(gatingMetrics.map(() => 'lower-is-better'));
  });
});
