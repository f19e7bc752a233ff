/** summary.json: every metric of every set with n, interval and order statistics. */
import { ConfidenceSequence } from '../statistics/confidence-sequence.ts';
import { wilson } from '../statistics/intervals.ts';
import { rateSequence } from '../statistics/rate-sequence.ts';
import { summarize, summarizeMean } from '../statistics/summary.ts';
import { metricDefinitions } from './metrics.ts';
import type { MetricDefinition } from './metrics.ts';
import { runFolderSchemaVersion } from './run-folder-types.ts';
import type { Interval, MetricSummary, ReducedMetric, Summary } from './run-folder-types.ts';
import type { Study, StudyResult } from './study.ts';

const confidence = 0.95;

/**
 * What intervals of means and of shares of paths hold for: a number of paths that was fixed before, or one at which the run stopped
 * because of what it had seen.
 */
export type IntervalWay = 'fixed' | 'sequential';

/** The public contract of a run (docs/run-folder.md). */
export function summarizeStudy(study: Study, result: StudyResult, way: IntervalWay = 'fixed'): Summary {
  return {
    schemaVersion: runFolderSchemaVersion,
    scenario: study.input.scenario.name,
    seed: study.input.scenario.seed,
    paths: result.paths,
    digest: result.digest,
    parameterSets: result.sets.map(({ id, metrics }) => ({
      id,
      metrics: Object.fromEntries(
        metricDefinitions.map((definition) => [definition.name, summarizeMetric(definition, metrics[definition.name], way)]),
      ),
    })),
    comparisons: [],
  };
}

/** One metric over paths, in their order. */
export function summarizeMetric(
  { unit, definition, direction }: MetricDefinition,
  values: Float64Array,
  way: IntervalWay = 'fixed',
): MetricSummary {
  const { n, mean, p50, p95, p99, p995, es975, es99, max, rate, interval } = summarize(values);
  return {
    value: mean,
    unit,
    n,
    interval: unit === 'share of paths' ? shareInterval(values, way) : possible(way === 'fixed' ? interval : meanSequence(values), values),
    statistics: { p50, p95, p99, p995, es975, es99, max, rate },
    definition,
    direction,
  };
}

/** The mean of a metric over paths with its interval, the same as in `summarizeMetric`, without what takes sorting. */
export function summarizeMetricMean({ unit }: MetricDefinition, values: Float64Array): ReducedMetric {
  const { mean, interval } = summarizeMean(values);
  return { value: mean, unit, interval: unit === 'share of paths' ? shareInterval(values, 'fixed') : possible(interval, values) };
}

/** The mean of values that are never negative is not either: the interval is cut at 0. */
function possible(interval: Interval | null, values: Float64Array): Interval | null {
  if (interval === null || interval[0] >= 0 || values.some((value) => value < 0)) return interval;
  return [0, interval[1]];
}

/** What a confidence sequence says at its last value; null for fewer than two. */
function meanSequence(values: Float64Array): Interval | null {
  const sequence = new ConfidenceSequence({ confidence });
  for (const value of values) if (value === value) sequence.add(value);
  const { mean, halfWidth } = sequence;
  return halfWidth < Infinity ? [mean - halfWidth, mean + halfWidth] : null;
}

/** Of a metric that is 0 or 1 on every path: Wilson's interval or that of Robbins, which do not collapse when nothing happened. */
function shareInterval(values: Float64Array, way: IntervalWay): Interval | null {
  const present = values.filter((value) => value === value);
  if (present.length === 0) return null;
  const counts = { events: present.reduce((sum, value) => sum + value, 0), trials: present.length, confidence };
  const { low, high } = way === 'fixed' ? wilson(counts) : rateSequence(counts);
  return [low, high];
}
