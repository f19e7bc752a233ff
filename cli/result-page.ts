/** What a run prints on stdout: the verdict of every set, the metrics side by side, the files, and how to get the same again. */
import type { EvidenceSet, MetricSummary, Summary, SummaryParameterSet, VerdictLevel } from '../engine/study/run-folder-types.ts';
import { formatPercent } from '../reports/format.ts';
import { metricTitle, metricWriter, neverHappened, writeInterval } from '../reports/metrics.ts';
import { printable } from './printable.ts';
import type { FinishedRun } from './simulate-study.ts';
import { fits, plainText, tableLines } from './table.ts';
import type { TextTable } from './table.ts';
import { styled, wrapText } from './terminal.ts';
import type { Stream, Style } from './terminal.ts';
import type { WrittenFolder } from './write-run-folder.ts';

/** The metrics of the table, in this order; the others are in summary.json and the report. */
const shownMetrics = [
  'liquidated_accounts',
  'liquidated_notional_usd',
  'insolvent_accounts',
  'shortfall_usd',
  'insurance_fund_used_usd',
  'adl_notional_usd',
  'socialized_loss_usd',
  'unfunded_loss_usd',
  'insurance_fund_low_usd',
  'peak_liquidation_usd_per_min',
  'cascade_amplification_ratio',
  'price_low_ratio',
] as const;

const verdictStyles: Readonly<Record<VerdictLevel, Style>> = { safe: 'green', strained: 'yellow', failed: 'red' };
const widestText = 100;

/** The whole page, ending in a line feed. */
export function resultPage({ manifest, summary, evidence }: FinishedRun, written: WrittenFolder, stream: Stream): string {
  const width = Math.min(widestText, stream.columns);
  const paths = `${summary.paths} ${summary.paths === 1 ? 'path' : 'paths'}`;
  const sample = `${paths}, seed ${summary.seed}, feedback ${manifest.feedback}`;
  const intervals = summary.paths > 1 ? '; means with 95 % intervals' : '';
  const lines = [
    ...wrapText(`${evidence.scenario.title}: ${sample}${intervals}`, { columns: width }),
    ...evidence.sets.flatMap((set) => verdictLines(set, width, stream)),
    '',
    ...metricLines(summary, stream),
    '',
    ...wrapText(`${written.folder}: ${written.files.join(' ')}`, { columns: width, indent: 11, lead: 'Files      ' }),
    `Reproduce  ${printable(manifest.command)}`,
    `Digest     ${manifest.digest}`,
  ];
  return `${lines.join('\n')}\n`;
}

function verdictLines({ id, verdict: { level, sentence } }: EvidenceSet, width: number, stream: Stream): string[] {
  const [first, ...rest] = wrapText(`${level.toUpperCase()} ${id}: ${plainText(sentence)}`, { columns: width, indent: 2 });
  return [styled(stream, verdictStyles[level], first), ...rest];
}

/** Sets side by side where there is room, otherwise below each other. */
function metricLines({ parameterSets: sets, paths }: Summary, stream: Stream): string[] {
  if (sets.length === 1) return tableLines(singleTable(sets[0], paths), stream);
  const compared = comparedTable(sets);
  if (fits(compared, stream)) return tableLines(compared, stream);
  return sets.flatMap((set, index) => [...(index > 0 ? [''] : []), `Under ${set.id}`, ...tableLines(singleTable(set, paths), stream)]);
}

function singleTable({ metrics }: SummaryParameterSet, paths: number): TextTable {
  const names = shownMetrics.filter((name) => metrics[name] !== undefined);
  if (paths === 1) return { columns: ['', 'value'], rows: names.map((name) => [metricTitle(name), written(name, metrics[name]).mean]) };
  return {
    columns: ['', 'mean', '95 % interval', 'p99', 'max'],
    rows: names.map((name) => {
      const { mean, interval, p99, max } = written(name, metrics[name]);
      return [metricTitle(name), mean, interval, p99, max];
    }),
  };
}

function comparedTable(sets: readonly SummaryParameterSet[]): TextTable {
  const names = shownMetrics.filter((name) => sets.every(({ metrics }) => metrics[name] !== undefined));
  const several = sets[0].metrics[names[0]].n > 1;
  return {
    columns: ['', ...sets.flatMap(({ id }) => (several ? [id, '95 % interval'] : [id]))],
    rows: names.map((name) => [
      metricTitle(name),
      ...sets.flatMap(({ metrics }) => {
        const { mean, interval } = written(name, metrics[name]);
        return several ? [mean, interval] : [mean];
      }),
    ]),
  };
}

interface WrittenMetric {
  readonly mean: string;
  readonly interval: string;
  readonly p99: string;
  readonly max: string;
}

function written(name: string, metric: MetricSummary): WrittenMetric {
  const write = (value: number | null): string => plainText(metricWriter({ name, unit: metric.unit })(value));
  const { p99, max } = metric.statistics;
  const isNever = metric.direction === 'lower-is-better' && neverHappened(metric);
  const interval = isNever ? boundOf(metric.n) : writeInterval(metric.interval, write);
  return { mean: write(metric.value), interval: plainText(interval ?? '-'), p99: write(p99), max: write(max) };
}

/** What was seen on no path is not known to be impossible: the rule of three bounds it (see reports/metrics.ts). */
function boundOf(paths: number): string | null {
  return paths > 3 ? `on < ${formatPercent(3 / paths)} of paths` : null;
}
