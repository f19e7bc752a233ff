/** 12. Every metric with its sample, interval, tail and definition. */
import type { MetricStatistics, MetricSummary, RunFolder } from '../../engine/study/run-folder-types.ts';
import { absent } from '../figure.ts';
import { formatPercent, missing } from '../format.ts';
import { html } from '../markup.ts';
import type { Markup, Part } from '../markup.ts';
import { metricTitle, metricWriter, neverHappened, writeInterval } from '../metrics.ts';
import { table } from '../table.ts';
import type { Row } from '../table.ts';
import { metricOf } from './section.ts';
import type { Section } from './section.ts';

export const allMetrics: Section = {
  id: 'metrics',
  title: 'All metrics',
  body: (run) => {
    const names = [...new Set(run.summary.parameterSets.flatMap((set) => Object.keys(set.metrics)))];
    if (names.length === 0) return absent('The run computed no metrics.');
    return html`${metricTable(run, names)}<h3>Definitions</h3>
<dl class="definitions">${names.map((name) => definition(run, name))}</dl>
`;
  },
};

const tail: readonly (readonly [key: Exclude<keyof MetricStatistics, 'rate'>, title: string])[] = [
  ['p50', 'p50'], ['p95', 'p95'], ['p99', 'p99'], ['p995', 'p99.5'], ['es975', 'ES 97.5'], ['es99', 'ES 99'], ['max', 'Max'],
];

function metricTable(run: RunFolder, names: readonly string[]): Markup {
  const columns = ['n', 'Mean', '95 % interval', 'Rate', ...tail.map(([, title]) => title)].map((title) => ({ title, numeric: true }));
  return table({
    caption:
      'Statistics over paths. Rate: share of paths above zero. p95: 95 % of the paths stay at or below. ' +
      'ES 97.5: mean of the worst 2.5 %. With few paths the far tail repeats the maximum.',
    columns: [{ title: 'Metric' }, ...columns],
    dense: true,
    rows: names.flatMap((name) => metricRows(run, name)),
  });
}

function metricRows(run: RunFolder, name: string): Row[] {
  const { sets } = run.evidence;
  const several = sets.length > 1;
  return sets.flatMap((set) => {
    const metric = metricOf(run, set.id, name);
    if (metric === undefined) return [];
    const head = html`${metricTitle(name)}${several ? html`<small>${set.title}</small>` : null}`;
    return [{ cells: [head, ...statisticCells(name, metric)] }];
  });
}

function statisticCells(name: string, metric: MetricSummary): Part[] {
  const write = metricWriter({ name, unit: metric.unit });
  const { statistics, n } = metric;
  const bound = html`<span class="wrap">0 (95 % upper bound 3/${n})</span>`;
  const interval = neverHappened(metric) ? bound : (writeInterval(metric.interval, write) ?? missing);
  return [String(n), write(metric.value), interval, formatPercent(statistics.rate), ...tail.map(([key]) => write(statistics[key]))];
}

function definition(run: RunFolder, name: string): Markup {
  const metric = run.summary.parameterSets.map((set) => metricOf(run, set.id, name)).find((found) => found !== undefined);
  const good = metric ? directions[metric.direction] : '';
  return html`<div><dt>${metricTitle(name)} <code>${name}</code></dt><dd>${metric?.definition} ${good}</dd></div>
`;
}

const directions: Readonly<Record<MetricSummary['direction'], string>> = {
  'lower-is-better': 'Lower is better.',
  'higher-is-better': 'Higher is better.',
  neutral: '',
};
