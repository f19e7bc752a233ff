/** The statistics that every metric gets. */
import { sortedExpectedShortfall } from './expected-shortfall.ts';
import { meanInterval } from './intervals.ts';
import { sampleQuantile } from './quantiles.ts';

/** One metric over the paths of a study. All statistics are null when the metric exists on no path. */
export interface Summary {
  /** Paths on which the metric exists. */
  readonly n: number;
  readonly mean: number | null;
  /** 95 % interval of the mean; null for fewer than two paths or values that are not finite. */
  readonly interval: readonly [number, number] | null;
  /** Quantiles: inverse of the empirical distribution. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly p995: number | null;
  /** Expected shortfall of the upper tail. */
  readonly es975: number | null;
  readonly es99: number | null;
  readonly max: number | null;
  /** Share of the n paths on which the metric is above zero. */
  readonly rate: number | null;
}

const CONFIDENCE = 0.95;

const absent: Summary = {
  n: 0,
  mean: null,
  interval: null,
  p50: null,
  p95: null,
  p99: null,
  p995: null,
  es975: null,
  es99: null,
  max: null,
  rate: null,
};

/** Statistics of one value per path, in path order. NaN means that the metric does not exist on that path; such paths are left out. */
export function summarize(values: Float64Array): Summary {
  const present = presentOf(values);
  if (present.length === 0) return absent;
  const sorted = ascending(present);
  return {
    n: present.length,
    ...meanAndInterval(present),
    p50: sampleQuantile(sorted, 0.5),
    p95: sampleQuantile(sorted, 0.95),
    p99: sampleQuantile(sorted, 0.99),
    p995: sampleQuantile(sorted, 0.995),
    es975: sortedExpectedShortfall({ sorted, level: 0.975 }).expectedShortfall,
    es99: sortedExpectedShortfall({ sorted, level: 0.99 }).expectedShortfall,
    max: sorted[sorted.length - 1],
    rate: countAboveZero(present) / present.length,
  };
}

/** Mean and interval alone, over the paths where the metric exists; null as in `Summary`. */
export function summarizeMean(values: Float64Array): Pick<Summary, 'mean' | 'interval'> {
  const present = presentOf(values);
  return present.length === 0 ? { mean: null, interval: null } : meanAndInterval(present);
}

/** The values themselves where none is missing. */
function presentOf(values: Float64Array): Float64Array {
  for (let index = 0; index < values.length; index++) {
    if (values[index] !== values[index]) return values.filter((value) => value === value);
  }
  return values;
}

/** Most metrics are the same on all paths, nearly always: nothing is sorted that is in order. */
function ascending(values: Float64Array): Float64Array {
  for (let index = 1; index < values.length; index++) if (!(values[index - 1] <= values[index])) return values.slice().sort();
  return values;
}

function countAboveZero(values: Float64Array): number {
  let count = 0;
  for (let index = 0; index < values.length; index++) if (values[index] > 0) count++;
  return count;
}

function meanAndInterval(values: Float64Array): Pick<Summary, 'mean' | 'interval'> {
  const { mean, low, high } = meanInterval({ values, confidence: CONFIDENCE });
  return { mean, interval: Number.isFinite(low) && Number.isFinite(high) ? [low, high] : null };
}
