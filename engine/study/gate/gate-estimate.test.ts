import { describe, expect, it } from 'vitest';
import { openStream } from '../../math/random.ts';
import { ConfidenceSequence, tuningFor } from '../../statistics/confidence-sequence.ts';
import { clopperPearson, meanInterval } from '../../statistics/intervals.ts';
import { estimateStatistic } from './gate-estimate.ts';
import type { EstimateOptions, GateEstimate } from './gate-estimate.ts';
import { confidenceOfLook, pathsOfLooks } from './gate-looks.ts';

const stream = (purpose: string) => openStream({ seed: 1, scenario: 'gate', path: 0, component: 'test', purpose });

/** Losses: exponential, with nothing on some paths. */
function losses(n: number, { scale = 1, purpose = 'losses' } = {}): Float64Array {
  const draws = stream(purpose);
  return Float64Array.from({ length: n }, () => (draws.uniform() < 0.3 ? 0 : scale * draws.exponential()));
}

const looks = { first: 200, most: 800, confidence: 0.95 };
const once = { first: 400, most: 400, confidence: 0.95 };

function estimate(options: Partial<EstimateOptions> & Pick<EstimateOptions, 'columns'>): GateEstimate {
  const found = estimateStatistic({
    statistic: { kind: 'mean' },
    compare: options.columns.baseline === null ? 'candidate' : 'difference',
    direction: 'lower-is-better',
    plan: looks,
    minEvents: null,
    stream: () => stream('bootstrap'),
    ...options,
  });
  if (found === null) throw new Error('nothing to estimate');
  return found;
}

describe('looks', () => {
  it.each([
    [100, 100, [100]],
    [100, 400, [100, 200, 400]],
    [100, 500, [100, 200, 400, 500]],
  ])('%i to %i', (first, most, expected) => {
    // Goal: doubling, and exactly the budget at the end; the risk is shared by the looks.
    expect(pathsOfLooks({ first, most })).toEqual(expected);
    expect(confidenceOfLook({ first, most, confidence: 0.95 })).toBeCloseTo(1 - 0.05 / expected.length, 12);
  });
});

describe('means', () => {
  const [baseline, candidate] = [losses(400), losses(400, { scale: 1.2, purpose: 'other' })];

  it('SequenceVsWatcher: the interval of the sequence that adds path by path', () => {
    // Goal: the closed form of the half width is that of the running sequence, tuned to the first look.
    const found = estimate({ columns: { candidate, baseline } });
    const sequence = new ConfidenceSequence({ confidence: 0.95, tuning: tuningFor({ n: 200, confidence: 0.95 }) });
    candidate.forEach((value, path) => sequence.add(value - baseline[path]));
    expect(found.point).toBeCloseTo(sequence.mean, 10);
    expect(found.high - found.point).toBeCloseTo(sequence.halfWidth, 10);
    expect(found.point - found.low).toBeCloseTo(sequence.halfWidth, 10);
  });

  it('OneLookVsStudent', () => {
    // Goal: a fixed number of paths needs no sequence.
    const found = estimate({ columns: { candidate, baseline: null }, plan: once });
    const student = meanInterval({ values: candidate, confidence: 0.95 });
    expect([found.low, found.high].map((end) => end.toFixed(10))).toEqual([student.low, student.high].map((end) => end.toFixed(10)));
  });

  it('FiellerVsSearch: the ratios whose residual has 0 in its interval', () => {
    // Goal: the closed form against its definition, on a grid of ratios.
    const { low, high, point } = estimate({ columns: { candidate, baseline }, compare: 'ratio', plan: once });
    const admits = (ratio: number): boolean => {
      const residuals = candidate.map((value, path) => value - ratio * baseline[path]);
      const interval = meanInterval({ values: residuals, confidence: 0.95 });
      return interval.low <= 0 && interval.high >= 0;
    };
    expect(point).toBeGreaterThan(low);
    const ends = [[low, 1e-6], [high, -1e-6]];
    for (const [end, inwards] of ends) expect([admits(end + inwards), admits(end - inwards)]).toEqual([true, false]);
  });

  it('of a baseline that is nothing: beyond every ratio, or never on both sides', () => {
    // Goal: no division by nothing passes a gate.
    const nothing = new Float64Array(400);
    expect(estimate({ columns: { candidate, baseline: nothing }, compare: 'ratio' }).low).toBe(Infinity);
    expect(estimate({ columns: { candidate: nothing, baseline: nothing }, compare: 'ratio' }).point).toBeNaN();
  });

  it('says nothing of fewer than ten values, and pairs what exists on both sides', () => {
    // Goal: small samples decide nothing; NaN is no value.
    expect(estimate({ columns: { candidate: losses(9), baseline: null } }).high).toBe(Infinity);
    const gaps = candidate.map((value, path) => (path % 2 === 0 ? NaN : value));
    expect(estimate({ columns: { candidate: gaps, baseline } }).n).toBe(200);
    expect(estimateStatistic({
      statistic: { kind: 'mean' }, compare: 'candidate', direction: 'neutral', plan: looks, minEvents: null,
      columns: { candidate: new Float64Array(5).fill(NaN), baseline: null }, stream: () => stream('none'),
    })).toBeNull();
  });
});

describe('rates, tails and largest values', () => {
  const candidate = losses(400);

  it('RateVsClopperPearson, and with few events the upper bound alone', () => {
    // Goal: exact intervals at the confidence of one look; minEvents takes the lower end away.
    const rare = candidate.map((_, path) => (path < 4 ? 1 : 0));
    const options = { columns: { candidate: rare, baseline: null }, statistic: { kind: 'rate' } } as const;
    const exact = clopperPearson({ events: 4, trials: 400, confidence: confidenceOfLook(looks) });
    expect(estimate(options)).toMatchObject({ point: 0.01, low: exact.low, high: exact.high });
    const few = estimate({ ...options, minEvents: 10 });
    expect(few.low).toBe(0);
    expect(few.high).toBeLessThan(exact.high);
    expect(few.high).toBeGreaterThan(0.01);
  });

  it('differences of rates: exact bounds for few pairs that differ', () => {
    // Goal: equal columns are not known to be equal; the bounds lie around 0.
    const found = estimate({ columns: { candidate, baseline: candidate }, statistic: { kind: 'rate' } });
    expect(found.point).toBe(0);
    expect(found.high).toBeGreaterThan(0);
    expect(found.high).toBeLessThan(0.02);
    expect(found.low).toBe(-found.high);
  });

  it('tails: unbounded while fewer than ten paths lie in them, mirrored where high is good', () => {
    // Goal: no resampling of a handful of values; es of a metric that is good when high is the mean of its lowest values.
    expect(estimate({ columns: { candidate, baseline: candidate }, statistic: { kind: 'quantile', level: 0.99 } }).high).toBe(Infinity);
    const worst = estimate({ columns: { candidate, baseline: null }, statistic: { kind: 'shortfall', level: 0.9 } });
    const mirrored = candidate.map((value) => -value);
    const options = { statistic: { kind: 'shortfall', level: 0.9 }, direction: 'higher-is-better' } as const;
    const lowest = estimate({ columns: { candidate: mirrored, baseline: null }, ...options });
    expect([lowest.point, lowest.low, lowest.high]).toEqual([-worst.point, -worst.high, -worst.low]);
    const top = Float64Array.from(candidate).sort().slice(-40);
    expect(worst.point).toBeCloseTo(top.reduce((sum, value) => sum + value, 0) / 40, 10);
  });

  it('the largest value is a fact', () => {
    // Goal: one point, no interval.
    const { low, point, high } = estimate({ columns: { candidate, baseline: null }, statistic: { kind: 'max' } });
    expect([low, point, high]).toEqual(new Array(3).fill(Math.max(...candidate)));
  });
});
