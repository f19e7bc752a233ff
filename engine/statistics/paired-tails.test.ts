import { describe, expect, it } from 'vitest';
import { RandomStream } from '../math/random.ts';
import { expectedShortfall } from './expected-shortfall.ts';
import { pairedQuantileDifference, pairedShortfallDifference } from './paired.ts';
import { pairedTailDifferences } from './paired-tails.ts';
import type { PairedColumns, TailStatistic } from './paired-tails.ts';
import { sampleQuantile } from './quantiles.ts';

const statistics: readonly TailStatistic[] = [
  { kind: 'quantile', level: 0.95 },
  { kind: 'quantile', level: 0.5 },
  { kind: 'shortfall', level: 0.975 },
];

function normals(key: string, count: number): Float64Array {
  const values = new Float64Array(count);
  RandomStream.fromKey(key).fillNormals(values);
  return values;
}

/** Two correlated columns with ties at zero, and pairs that do not exist on every fifth path. */
function columns(count: number, shift: number, withGaps: boolean): PairedColumns {
  const baseline = normals('baseline', count).map((value) => Math.max(0, value));
  const own = normals('own', count);
  const candidate = baseline.map((value, path) => (withGaps && path % 5 === 0 ? NaN : value + shift + 0.1 * own[path]));
  return { baseline, candidate };
}

/** The same statistics on a resample written out. */
function plain({ baseline, candidate }: PairedColumns, statistic: TailStatistic, paths: readonly number[]): number | null {
  const kept = paths.filter((path) => baseline[path] === baseline[path] && candidate[path] === candidate[path]);
  if (kept.length === 0) return null;
  const of = (column: Float64Array): number => {
    const values = Float64Array.from(kept, (path) => column[path]);
    const { kind, level } = statistic;
    return kind === 'quantile' ? sampleQuantile(values.sort(), level) : expectedShortfall({ values, level }).expectedShortfall;
  };
  return of(candidate) - of(baseline);
}

describe('paired differences of tails', () => {
  it.each([false, true])('CountsVsWrittenOutResamples, gaps: %s', (withGaps) => {
    // Goal: walking sorted values by counts gives what sorting every resample gives, interval ends included.
    const metrics = [columns(120, 0.2, withGaps), columns(120, -0.5, false)];
    const options = { confidence: 0.9, resamples: 60 };
    const fast = pairedTailDifferences({ metrics, statistics, ...options, stream: RandomStream.fromKey('boot') });
    const stream = RandomStream.fromKey('boot');
    const drawn = Array.from({ length: 60 }, () => Array.from({ length: 120 }, () => stream.integerBelow(120)));
    const all = Array.from({ length: 120 }, (_, path) => path);
    metrics.forEach((metric, index) => {
      statistics.forEach((statistic, place) => {
        const slow = drawn.map((paths) => plain(metric, statistic, paths)).filter((value) => value !== null);
        const sorted = Float64Array.from(slow).sort();
        const found = fast[index]?.[place];
        expect(found?.difference).toBeCloseTo(plain(metric, statistic, all) ?? NaN, 12);
        expect(found?.low).toBeCloseTo(sampleQuantile(sorted, 0.05), 12);
        expect(found?.high).toBeCloseTo(sampleQuantile(sorted, 0.95), 12);
      });
    });
  });

  it('PairedTailsVsOneStatisticAtATime', () => {
    // Goal: all statistics of all metrics in one pass over the resamples give, to the last bit, what one bootstrap per statistic gives.
    const sample = columns(150, 0.3, false);
    const options = { confidence: 0.95, resamples: 80 };
    const stream = (): RandomStream => RandomStream.fromKey('shared');
    const [found] = pairedTailDifferences({ metrics: [sample], statistics, ...options, stream: stream() });
    const quantiles = [0.95, 0.5].map((probability) => pairedQuantileDifference({ ...sample, ...options, probability, stream: stream() }));
    quantiles.forEach(({ difference, low, high }, place) => expect(found?.[place]).toMatchObject({ difference, low, high }));
    const shortfall = pairedShortfallDifference({ ...sample, ...options, level: 0.975, stream: stream() });
    expect(found?.[2].difference).toBeCloseTo(shortfall.difference, 12);
    expect(found?.[2].low).toBeCloseTo(shortfall.low, 12);
    expect(found?.[2].high).toBeCloseTo(shortfall.high, 12);
  });

  it('covers a known shift about as often as it says', () => {
    // Goal: the interval of a difference of quantiles is neither empty nor boundless: 90 % of 200 samples, within four standard errors.
    let covered = 0;
    for (let sample = 0; sample < 200; sample++) {
      const baseline = normals(`a${sample}`, 200);
      const own = normals(`b${sample}`, 200);
      // Sum of independent normals with variance 1 + 0.25: the p95 rises by 1.6449 (sqrt(1.25) - 1).
      const candidate = baseline.map((value, path) => value + 0.5 * own[path]);
      const stream = RandomStream.fromKey(`c${sample}`);
      const metrics = [{ baseline, candidate }];
      const found = pairedTailDifferences({ metrics, statistics: statistics.slice(0, 1), confidence: 0.9, resamples: 100, stream });
      const truth = 1.6448536269514722 * (Math.sqrt(1.25) - 1);
      const { low, high } = found[0]?.[0] ?? { low: NaN, high: NaN };
      if (low <= truth && truth <= high) covered++;
    }
    expect(covered).toBeGreaterThan(0.9 * 200 - 4 * Math.sqrt(0.09 * 200));
    expect(covered).toBeLessThan(200);
  });

  it('finds nothing between equal columns, and nothing where there are no pairs', () => {
    // Goal: a copy gives exact zeros; a metric that exists nowhere gives null instead of NaN.
    const { baseline } = columns(50, 0, false);
    const nowhere = { baseline, candidate: baseline.map(() => NaN) };
    const stream = RandomStream.fromKey('same');
    const metrics = [{ baseline, candidate: baseline.slice() }, nowhere];
    const [same, none] = pairedTailDifferences({ metrics, statistics, confidence: 0.95, resamples: 50, stream });
    expect(same?.map(({ difference, low, high }) => [difference, low, high])).toEqual(statistics.map(() => [0, 0, 0]));
    expect(none).toBeNull();
  });
});
