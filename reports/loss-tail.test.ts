import { describe, expect, it } from 'vitest';
import { summarize } from '../engine/statistics/summary.ts';
import { openStream } from '../engine/math/random.ts';
import { exceedanceCurve, tailIndex, tailTable } from './loss-tail.ts';

function sample(n: number, draw: (uniform: number) => number): Float64Array {
  const stream = openStream({ seed: 5, scenario: 'tails', path: 0, component: 'losses', purpose: 'test' });
  return Float64Array.from({ length: n }, () => draw(stream.uniform()));
}

/** A third without loss, the rest exponential. */
const losses = sample(5000, (uniform) => (uniform < 1 / 3 ? 0 : -1e6 * Math.log(1.5 * (1 - uniform))));

describe('the exceedance curve', () => {
  it('exceedanceVsCounting: every point is the share of the sample at or above it', () => {
    // Goal: counted by a plain scan, whatever thinning keeps.
    const points = exceedanceCurve(losses);
    expect(points.length).toBeGreaterThan(40);
    expect(points.length).toBeLessThan(160);
    for (const { loss, share, interval } of points) {
      expect(share).toBe(losses.filter((value) => value >= loss).length / losses.length);
      expect(interval.low).toBeLessThan(share);
      expect(interval.high).toBeGreaterThan(share);
    }
    expect(points[points.length - 1]).toMatchObject({ loss: Math.max(...losses), share: 1 / 5000 });
    expect(points.every((point, index) => index === 0 || point.loss > points[index - 1].loss)).toBe(true);
  });

  it('bandVsTruth: holds the true curve at a point as often as it says', () => {
    // Goal: P(L >= 1e6) = 2/3 exp(-1) for the sample's distribution; 200 samples, at least 95 % - 4 standard errors.
    const truth = (2 / 3) * Math.exp(-1);
    const stream = openStream({ seed: 6, scenario: 'tails', path: 0, component: 'losses', purpose: 'test' });
    let covered = 0;
    for (let trial = 0; trial < 200; trial++) {
      const values = Float64Array.from({ length: 100 }, () => (stream.uniform() < 1 / 3 ? 0 : stream.exponential() * 1e6));
      const point = exceedanceCurve(values).find(({ loss }) => loss >= 1e6);
      if (point && point.interval.low <= truth && point.interval.high >= truth) covered++;
    }
    expect(covered / 200).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / 200));
  });

  it('leaves paths without loss in the denominator and has no point without a loss', () => {
    // Goal: the curve of a run that loses on one path of four starts at 25 %.
    expect(exceedanceCurve(Float64Array.of(0, 0, 0, 7))).toMatchObject([{ loss: 7, share: 0.25 }]);
    expect(exceedanceCurve(new Float64Array(9))).toEqual([]);
  });
});

describe('the tail table', () => {
  it('tableVsSummary: has the quantiles and expected shortfalls of summary.json', () => {
    // Goal: the report never contradicts the run folder.
    const rows = new Map(tailTable(losses).map(({ name, value }) => [name, value]));
    const { p50, p95, p99, p995, es975, es99 } = summarize(losses);
    const named = ['p50', 'p95', 'p99', 'p99.5', 'ES 97.5', 'ES 99'].map((name) => rows.get(name));
    expect(named).toEqual([p50, p95, p99, p995, es975, es99]);
  });

  it('shortfallVsMean: ES 97.5 is the mean of the worst 2.5 % where that is a whole number of paths', () => {
    // Goal: 125 of 5,000, averaged by hand; its interval holds the truth ES = VaR + 1e6 of an exponential tail.
    const worst = [...losses].sort((one, other) => other - one).slice(0, 125);
    const row = tailTable(losses).find(({ name }) => name === 'ES 97.5');
    expect(row?.value).toBeCloseTo(worst.reduce((sum, value) => sum + value, 0) / 125, 4);
    expect(row?.tailPaths).toBe(125);
    const truth = 1e6 * (Math.log(2 / 3 / 0.025) + 1);
    expect(row?.interval?.low).toBeLessThan(truth);
    expect(row?.interval?.high).toBeGreaterThan(truth);
  });

  it('gives no interval where the sample cannot carry one', () => {
    // Goal: few paths in the tail, and tails without a variance (Pareto with index 1.2).
    const few = tailTable(losses.slice(0, 100));
    expect(few.filter(({ name }) => name.startsWith('ES')).map(({ interval }) => interval)).toEqual([null, null]);
    expect(few.find(({ name }) => name === 'p99.9')?.interval?.high).toBe(Infinity);
    const heavy = sample(5000, (uniform) => (1 - uniform) ** (-1 / 1.2));
    expect(tailIndex(heavy)?.alpha).toBeLessThan(2);
    expect(tailTable(heavy).find(({ name }) => name === 'ES 99')?.interval).toBeNull();
  });
});
