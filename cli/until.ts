/** `--until "insolvent_accounts +-5%"`: how well a metric must be known before a run stops early. */
import type { PathWatcher } from '../engine/runner/ordered-rows.ts';
import { ConfidenceSequence } from '../engine/statistics/confidence-sequence.ts';
import { metricDefinitions } from '../engine/study/metrics.ts';
import { nearestName } from '../scenarios/suggest.ts';
import { numberIn } from './arguments.ts';
import { usageError } from './usage-error.ts';

/** Plain data: it is part of the request. */
export interface Until {
  readonly metric: string;
  /** Half-width of the 95 % confidence sequence, in the unit of the metric or as a fraction of its mean. */
  readonly halfWidth: number;
  readonly isRelative: boolean;
}

/** Paths between two looks; they lie at fixed numbers of paths, so that it shows nowhere who ran them. */
const pathsPerLook = 64;
const fewestPaths = 100;
const confidence = 0.95;

/** Parses the value of the flag. @throws UserError exit 2 */
export function untilOf(text: string | undefined): Until | undefined {
  if (text === undefined) return undefined;
  const [, metric, width, percent] = /^\s*([a-z0-9_]+)\s*(?:\+-|\+\/-|±)\s*([0-9.eE+-]+)\s*(%?)\s*$/.exec(text) ?? [];
  const halfWidth = numberIn(width ?? '') / (percent === '%' ? 100 : 1);
  if (!(halfWidth > 0 && halfWidth < Infinity)) {
    const expected = 'a metric and a half-width above zero, absolute or of the mean';
    throw usageError({ what: `--until is ${JSON.stringify(text)}`, expected, suggestion: '--until "insolvent_accounts +-5%"' });
  }
  const names = metricDefinitions.map(({ name }) => name);
  if (names.includes(metric)) return { metric, halfWidth, isRelative: percent === '%' };
  const suggestion = nearestName(metric, names) ?? 'simulate list metrics';
  throw usageError({ what: `--until: there is no metric "${metric}"`, expected: 'a metric', suggestion });
}

/** The text that is parsed to the same. */
export function untilText({ metric, halfWidth, isRelative }: Until): string {
  return isRelative ? `${metric} +-${Number((halfWidth * 100).toPrecision(12))}%` : `${metric} +-${halfWidth}`;
}

/** One watcher per parameter set; the run ends when the metric is known well enough under every one of them. */
export function untilWatchers(until: Until, sets: number): PathWatcher[] {
  const metric = metricDefinitions.findIndex(({ name }) => name === until.metric);
  const isKnown = new Array<boolean>(sets).fill(false);
  return Array.from({ length: sets }, (_, set) => {
    const sequence = new ConfidenceSequence({ confidence });
    let paths = 0;
    return {
      place: { set, metric, withoutLargest: false },
      add: (value) => {
        // Paths where the metric does not exist say nothing about its mean.
        if (!Number.isNaN(value)) sequence.add(value);
        if (++paths % pathsPerLook !== 0) return false;
        isKnown[set] = isReached(sequence, until);
        return set === sets - 1 && isKnown.every((known) => known);
      },
    };
  });
}

function isReached(sequence: ConfidenceSequence, { halfWidth, isRelative }: Until): boolean {
  return isRelative ? sequence.reached(halfWidth) : sequence.n >= fewestPaths && sequence.halfWidth <= halfWidth;
}
