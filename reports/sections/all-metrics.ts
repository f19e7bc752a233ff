/** 12. Every metric with its sample, interval, tail and definition. */
import type { MetricStatistics, MetricSummary, RunFolder } from '../../engine/study/run-folder-types.ts';
import type { Block, Cell, Fact, TableRow } from '../document.ts';
import { formatPercent, missing } from '../format.ts';
import { metricTitle, metricWriter, neverHappened, writeInterval } from '../metrics.ts';
import { absent, metricOf } from './section.ts';
import type { Section } from './section.ts';

export const allMetrics: Section = {
  id: 'metrics',
  title: 'All metrics',
  blocks: (run) => {
    const names = [...new Set(run.summary.parameterSets.flatMap((set) => Object.keys(set.metrics)))];
    if (names.length === 0) return [absent('The run computed no metrics.')];
    return [
      metricTable(run, names),
      { kind: 'heading', text: 'Definitions' },
      { kind: 'definitions', facts: names.map((name) => definition(run, name)) },
    ];
  },
};

const tail: readonly (readonly [key: Exclude<keyof MetricStatistics, 'rate'>, title: string])[] = [
  ['p50', 'p50'], ['p95', 'p95'], ['p99', 'p99'], ['p995', 'p99.5'], ['es975', 'ES 97.5'], ['es99', 'ES 99'], ['max', 'Max'],
];

function metricTable(run: RunFolder, names: readonly string[]): Block {
  const columns = ['n', 'Mean', '95 % interval', 'Rate', ...tail.map(([, title]) => title)].map((title) => ({ title, numeric: true }));
  const table = {
    caption:
      'Statistics over paths. Rate: share of paths above zero. p95: 95 % of the paths stay at or below. ' +
      'ES 97.5: mean of the worst 2.5 %. With few paths the far tail repeats the maximum.',
    columns: [{ title: 'Metric' }, ...columns],
    dense: true,
    rows: names.flatMap((name) => metricRows(run, name)),
  };
  return { kind: 'table', table };
}

function metricRows(run: RunFolder, name: string): TableRow[] {
  const { sets } = run.evidence;
  const several = sets.length > 1;
  return sets.flatMap((set) => {
    const metric = metricOf(run, set.id, name);
    if (metric === undefined) return [];
    const head = several ? [metricTitle(name), { small: set.title }] : metricTitle(name);
    return [{ cells: [head, ...statisticCells(name, metric)] }];
  });
}

function statisticCells(name: string, metric: MetricSummary): Cell[] {
  const write = metricWriter({ name, unit: metric.unit });
  const { statistics, n } = metric;
  const of = (value: number | null): Cell => ({ text: write(value), value });
  const interval = neverHappened(metric) ? `0 (95 % upper bound 3/${n})` : (writeInterval(metric.interval, write) ?? missing);
  const rate = { text: formatPercent(statistics.rate), value: statistics.rate };
  return [{ text: String(n), value: n }, of(metric.value), interval, rate, ...tail.map(([key]) => of(statistics[key]))];
}

function definition(run: RunFolder, name: string): Fact {
  const metric = run.summary.parameterSets.map((set) => metricOf(run, set.id, name)).find((found) => found !== undefined);
  const good = metric ? directions[metric.direction] : '';
  return { term: [metricTitle(name), ' ', { code: name }], text: `${metric?.definition ?? ''} ${good}`.trim() };
}

const directions: Readonly<Record<MetricSummary['direction'], string>> = {
  'lower-is-better': 'Lower is better.',
  'higher-is-better': 'Higher is better.',
  neutral: '',
};
