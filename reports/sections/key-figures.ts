/** 2. Six figures with their intervals and definitions. */
import type { EvidenceSet, MetricSummary, RunFolder } from '../../engine/study/run-folder-types.ts';
import { writtenComparison } from '../comparison-words.ts';
import type { TileContent, TileReading } from '../document.ts';
import { countOf, formatPercent } from '../format.ts';
import { headlineMetrics, metricTitle, metricWriter, neverHappened, writeInterval, zeroBound } from '../metrics.ts';
import { metricOf } from './section.ts';
import type { Section } from './section.ts';

export const keyFigures: Section = {
  id: 'key-figures',
  title: 'Key figures',
  blocks: (run) => [
    { kind: 'paragraph', lead: true, text: `Means over ${run.summary.paths} paths with 95 % intervals.` },
    { kind: 'tiles', tiles: headlineMetrics.map((name) => tile(run, name)) },
  ],
};

function tile(run: RunFolder, name: string): TileContent {
  const { sets } = run.evidence;
  const definition = sets.map((set) => metricOf(run, set.id, name)?.definition).find((text) => text !== undefined);
  const readings = sets.map((set) => reading(run, set, name));
  return { title: metricTitle(name), readings, definition: definition ?? 'Not computed by this run.' };
}

function reading(run: RunFolder, set: EvidenceSet, name: string): TileReading {
  const metric = metricOf(run, set.id, name);
  const owner = run.evidence.sets.length > 1 ? set.title : null;
  const { notes, ...shown } = metric === undefined ? notComputed : written(name, metric);
  return { owner, ...shown, notes: [...notes, ...differences(run, set, name)] };
}

/** What a candidate of a comparison makes different from its baseline, with its interval. */
function differences({ summary }: RunFolder, { id }: EvidenceSet, name: string): string[] {
  return summary.comparisons.flatMap(({ baseline, candidate, metrics }) => {
    if (candidate !== id || !Object.hasOwn(metrics, name)) return [];
    const { difference, interval } = writtenComparison(name, metrics[name]);
    return [`${difference} against ${baseline} (${interval})`];
  });
}

type Reading = Omit<TileReading, 'owner'>;

const notComputed: Reading = { value: 'no value', number: null, notes: ['not computed by this run'] };

function written(name: string, metric: MetricSummary): Reading {
  const write = metricWriter({ name, unit: metric.unit });
  if (metric.n === 0) return { value: 'no value', number: null, notes: ['exists on no path, n = 0'] };
  if (neverHappened(metric)) return { value: '0', number: 0, notes: [`(${zeroBound(metric.n)})`, `n = ${countOf(metric.n, 'path')}`] };
  const interval = writeInterval(metric.interval, write);
  const above = metric.statistics.rate === null ? '' : `, ${formatPercent(metric.statistics.rate)} above zero`;
  const note = interval === null ? 'no interval from so few paths' : `95 % interval ${interval}`;
  return { value: write(metric.value), number: metric.value, notes: [note, `n = ${countOf(metric.n, 'path')}${above}`] };
}
