/** 2. Six figures with their intervals and definitions. */
import type { EvidenceSet, MetricSummary, RunFolder } from '../../engine/study/run-folder-types.ts';
import { countOf, formatPercent } from '../format.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { headlineMetrics, metricTitle, metricWriter, neverHappened, writeInterval, zeroBound } from '../metrics.ts';
import { metricOf } from './section.ts';
import type { Section } from './section.ts';

export const keyFigures: Section = {
  id: 'key-figures',
  title: 'Key figures',
  body: (run) => html`<p class="lead">Means over ${run.summary.paths} paths with 95 % intervals.</p>
<div class="tiles${run.evidence.sets.length > 1 ? ' several' : ''}">
${headlineMetrics.map((name) => tile(run, name))}</div>
`,
};

function tile(run: RunFolder, name: string): Markup {
  const { sets } = run.evidence;
  const definition = sets.map((set) => metricOf(run, set.id, name)?.definition).find((text) => text !== undefined);
  return html`<section class="tile"><h3>${metricTitle(name)}</h3>
${sets.map((set) => reading(run, set, name))}<p class="definition">${definition ?? 'Not computed by this run.'}</p></section>
`;
}

function reading(run: RunFolder, set: EvidenceSet, name: string): Markup {
  const metric = metricOf(run, set.id, name);
  const owner = run.evidence.sets.length > 1 ? html`<p class="owner">${set.title}</p>` : null;
  const { value, note, sample } = metric === undefined ? notComputed : written(name, metric);
  const notes = [note, sample].filter((text) => text !== undefined).map((text) => html`<p class="interval">${text}</p>`);
  return html`<div class="reading">${owner}<p class="value">${value}</p>${notes}</div>
`;
}

interface Reading {
  readonly value: string;
  readonly note: string;
  readonly sample?: string;
}

const notComputed: Reading = { value: 'no value', note: 'not computed by this run' };

function written(name: string, metric: MetricSummary): Reading {
  const write = metricWriter({ name, unit: metric.unit });
  if (metric.n === 0) return { value: 'no value', note: 'exists on no path, n = 0' };
  if (neverHappened(metric)) return { value: '0', note: `(${zeroBound(metric.n)})`, sample: `n = ${countOf(metric.n, 'path')}` };
  const interval = writeInterval(metric.interval, write);
  const above = metric.statistics.rate === null ? '' : `, ${formatPercent(metric.statistics.rate)} above zero`;
  const note = interval === null ? 'no interval from so few paths' : `95 % interval ${interval}`;
  return { value: write(metric.value), note, sample: `n = ${countOf(metric.n, 'path')}${above}` };
}
