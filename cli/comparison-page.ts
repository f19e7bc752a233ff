/** What `simulate compare` prints: the verdict of every candidate, paired differences, tails, and which block of rules made them. */
import type { Comparison, ComparisonVerdict, MetricAttribution } from '../engine/study/comparison-types.ts';
import {
  attributionMethod,
  comparisonSentence,
  gatingOf,
  sameBound,
  signed,
  verdictWords,
  writtenComparison,
} from '../reports/comparison-words.ts';
import type { WrittenComparison } from '../reports/comparison-words.ts';
import { formatPercent } from '../reports/format.ts';
import { metricTitle, metricWriter } from '../reports/metrics.ts';
import { printable } from './printable.ts';
import type { FinishedRun } from './simulate-study.ts';
import { fits, plainText, tableLines } from './table.ts';
import type { TextTable } from './table.ts';
import { styled, wrapText } from './terminal.ts';
import type { Stream, Style } from './terminal.ts';
import type { WrittenFolder } from './write-run-folder.ts';

/** Looked at beside the gating metrics. */
const otherMetrics = [
  'liquidated_notional_usd',
  'insurance_fund_low_usd',
  'needless_liquidations',
  'peak_liquidation_usd_per_min',
  'margin_to_open_interest_ratio',
] as const;

const verdictStyles: Readonly<Partial<Record<ComparisonVerdict, Style>>> = { worse: 'red', mixed: 'yellow', better: 'green' };
const widestText = 100;

/** The whole page, ending in a line feed. */
export function comparisonPage({ manifest, summary, evidence }: FinishedRun, written: WrittenFolder, stream: Stream): string {
  const width = Math.min(widestText, stream.columns);
  const [{ baseline, confidence }] = summary.comparisons;
  const paths = `${summary.paths} ${summary.paths === 1 ? 'path' : 'paths'}`;
  const sample = `${paths} under every set, seed ${summary.seed}, feedback ${manifest.feedback}`;
  const heading = `${evidence.scenario.title}: ${sample}; baseline ${baseline}, ${plainText(formatPercent(confidence))} intervals`;
  const lines = [
    ...wrapText(heading, { columns: width }),
    ...summary.comparisons.flatMap((comparison) => comparisonLines(comparison, width, stream)),
    '',
    ...wrapText([legend, sameBound(summary.paths)].filter((text) => text !== null).map(plainText).join(' '), { columns: width }),
    '',
    ...wrapText(`${written.folder}: ${written.files.join(' ')}`, { columns: width, indent: 11, lead: 'Files      ' }),
    `Reproduce  ${printable(manifest.command)}`,
    `Digest     ${manifest.digest}`,
  ];
  return `${lines.join('\n')}\n`;
}

const legend =
  'Means per path. worse on: share of paths on which the candidate is worse, ties half. p: chance of such a difference without any, ' +
  "adjusted by Holm's method over the metrics that decide, and over the others among themselves. pairing: how many times more paths the " +
  'same interval would take without common random numbers.';

function comparisonLines(comparison: Comparison, width: number, stream: Stream): string[] {
  const { verdict, candidate } = comparison;
  const sentence = `${verdictWords[verdict].toUpperCase()} ${candidate}: ${plainText(comparisonSentence(comparison))}`;
  const [first, ...rest] = wrapText(sentence, { columns: width, indent: 2 });
  const style = verdictStyles[verdict];
  return [
    '',
    style ? styled(stream, style, first) : first,
    ...rest,
    ...differenceLines(comparison, stream),
    ...tailLines(comparison, stream),
    ...attributionLines(comparison, width, stream),
  ];
}

type WrittenColumn = readonly [title: string, key: keyof WrittenComparison];

/** The widest selection of columns that fits. */
function differenceLines({ baseline, candidate, confidence, metrics }: Comparison, stream: Stream): string[] {
  const core: WrittenColumn[] = [
    [baseline, 'baseline'],
    [candidate, 'candidate'],
    ['difference', 'difference'],
    [plainText(`${formatPercent(confidence)} interval`), 'interval'],
  ];
  const test: WrittenColumn[] = [['worse on', 'worse'], ['p', 'pValue'], ['pairing', 'pairing']];
  const verdict: WrittenColumn = ['verdict', 'verdict'];
  const tableOf = (columns: readonly WrittenColumn[]): TextTable => {
    const rowOf = (name: string): string[] => {
      const cells = writtenComparison(name, metrics[name]);
      return [metricTitle(name), ...columns.map(([, key]) => plainText(cells[key]))];
    };
    const others = otherMetrics.filter((name) => Object.hasOwn(metrics, name));
    const between = ['Beside them', ...columns.map(() => '')];
    return {
      columns: ['Metrics that decide', ...columns.map(([title]) => title)],
      rows: [...gatingOf(metrics).map(([name]) => rowOf(name)), between, ...others.map(rowOf)],
    };
  };
  const tables = [[...core, ...test, verdict], [...core, verdict], core].map(tableOf);
  const fitting = tables.slice(0, 2).find((table) => fits(table, stream));
  return tableLines(fitting ?? tables[0], stream);
}

const tailTitles = { p95: 'p95', p99: 'p99', es975: 'ES 97.5' } as const;

/** Tails of which there are enough paths to give an interval, where any differ. */
function tailLines({ baseline, candidate, confidence, metrics }: Comparison, stream: Stream): string[] {
  const rows = gatingOf(metrics).flatMap(([name, { unit, tails }]) => {
    const write = metricWriter({ name, unit });
    return (Object.keys(tailTitles) as (keyof typeof tailTitles)[]).flatMap((tail) => {
      const { interval, difference, ...sides } = tails[tail];
      if (interval === null || unit === 'share of paths' || (difference === 0 && interval[0] === interval[1])) return [];
      const span = interval.map((end) => signed(end, write)).join(' to ');
      const cells = [write(sides.baseline), write(sides.candidate), signed(difference, write), span];
      return [[`${metricTitle(name)}, ${tailTitles[tail]}`, ...cells.map(plainText)]];
    });
  });
  if (rows.length === 0) return [];
  const interval = plainText(`${formatPercent(confidence)} interval`);
  return ['', ...tableLines({ columns: ['', baseline, candidate, 'difference', interval], rows }, stream)];
}

function attributionLines(comparison: Comparison, width: number, stream: Stream): string[] {
  const { attribution, metrics } = comparison;
  if (attribution === null) return [];
  const rows = gatingOf(metrics).flatMap(([name, { unit }]) => {
    if (!Object.hasOwn(attribution.metrics, name)) return [];
    const write = metricWriter({ name, unit });
    return [[metricTitle(name), ...sharesOf(attribution.metrics[name]).map((share) => plainText(signed(share, write)))]];
  });
  if (rows.length === 0) return [];
  const interaction = attribution.method === 'shapley' ? [] : ['interaction'];
  const table: TextTable = { columns: ['', ...attribution.blocks, ...interaction, 'difference'], rows };
  return [
    '',
    ...wrapText(`Which rules made the difference. ${attributionMethod(comparison)}`, { columns: width }),
    ...tableLines(table, stream),
    ...attribution.leftOut.flatMap(({ blocks, reason }) => {
      const text = `left out: ${blocks.join(' + ')} of the candidate with the rest of the baseline: ${reason}`;
      return wrapText(text, { columns: width, indent: 2 });
    }),
  ];
}

function sharesOf({ contributions, interaction, total }: MetricAttribution): (number | null)[] {
  return [...contributions.map(({ value }) => value), ...(interaction === null ? [] : [interaction]), total];
}
