/** summary.json: every metric of every set with n, interval and order statistics. */
import { wilson } from '../statistics/intervals.ts';
import { summarize } from '../statistics/summary.ts';
import { metricDefinitions } from './metrics.ts';
import type { MetricDefinition } from './metrics.ts';
import { runFolderSchemaVersion } from './run-folder-types.ts';
import type { Interval, MetricSummary, Summary } from './run-folder-types.ts';
import type { Study, StudyResult } from './study.ts';

const confidence = 0.95;

/** The public contract of a run (docs/run-folder.md). */
export function summarizeStudy(study: Study, result: StudyResult): Summary {
  return {
    schemaVersion: runFolderSchemaVersion,
    scenario: study.input.scenario.name,
    seed: study.input.scenario.seed,
    paths: result.paths,
    digest: result.digest,
    parameterSets: result.sets.map(({ id, metrics }) => ({
      id,
      metrics: Object.fromEntries(
        metricDefinitions.map((definition) => [definition.name, summarizeMetric(definition, metrics[definition.name])]),
      ),
    })),
    comparisons: [],
  };
}

/** One metric over paths. */
export function summarizeMetric({ unit, definition, direction }: MetricDefinition, values: Float64Array): MetricSummary {
  const { n, mean, p50, p95, p99, p995, es975, es99, max, rate, interval } = summarize(values);
  return {
    value: mean,
    unit,
    n,
    interval: unit === 'share of paths' ? shareInterval(values) : possible(interval, values),
    statistics: { p50, p95, p99, p995, es975, es99, max, rate },
    definition,
    direction,
  };
}

/** The mean of values that are never negative is not either: the interval is cut at 0. */
function possible(interval: Interval | null, values: Float64Array): Interval | null {
  if (interval === null || interval[0] >= 0 || values.some((value) => value < 0)) return interval;
  return [0, interval[1]];
}

/** Of a metric that is 0 or 1 on every path: Wilson's interval, which does not collapse when nothing happened. */
function shareInterval(values: Float64Array): Interval | null {
  const present = values.filter((value) => value === value);
  if (present.length === 0) return null;
  const { low, high } = wilson({ events: present.reduce((sum, value) => sum + value, 0), trials: present.length, confidence });
  return [low, high];
}
