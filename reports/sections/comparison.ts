/** Which set of rules is safer, by how much, and how sure that is: candidates against the baseline on the same paths. */
import type { Comparison, MetricComparison } from '../../engine/study/comparison-types.ts';
import type { RunFolder } from '../../engine/study/run-folder-types.ts';
import { pairedDifferences } from '../charts/paired-differences.ts';
import type { DifferenceRow } from '../charts/paired-differences.ts';
import { comparisonSentence, sameBound, signed, verdictWords, writtenComparison } from '../comparison-words.ts';
import type { WrittenComparison } from '../comparison-words.ts';
import type { Block, KeyEntry, TableContent } from '../document.ts';
import { countOf, formatPercent } from '../format.ts';
import { metricTitle, metricWriter } from '../metrics.ts';
import { absent } from './section.ts';
import type { Section } from './section.ts';

export const comparison: Section = {
  id: 'comparison',
  title: 'Comparison',
  applies: ({ summary }) => summary.comparisons.length > 0,
  blocks: (run) => [
    ...run.summary.comparisons.flatMap((one, index) => comparisonBlocks(run, one, index + 1)),
    ...sameBoundNote(run.summary.paths),
  ],
};

function sameBoundNote(paths: number): Block[] {
  const text = sameBound(paths);
  return text === null ? [] : [{ kind: 'paragraph', text }];
}

function comparisonBlocks(run: RunFolder, one: Comparison, ordinal: number): Block[] {
  return [
    { kind: 'heading', text: `${one.candidate} against ${one.baseline}: ${verdictWords[one.verdict]}` },
    { kind: 'paragraph', lead: true, text: comparisonSentence(one) },
    ...forest(run, one, `comparison-${ordinal}`),
    { kind: 'heading', text: 'Tails', minor: true },
    tails(one),
  ];
}

function forest(run: RunFolder, one: Comparison, id: string): Block[] {
  const rows = Object.entries(one.metrics).flatMap(([name, metric]) => differenceRow(name, metric));
  if (rows.length === 0) return [absent('No metric differs on any path.'), { kind: 'table', table: numbersOf(one) }];
  const found = rows.filter(({ verdict }) => verdict !== 'no-difference-shown' && verdict !== 'not-enough-paths').length;
  const differing = countOf(rows.length, 'metric that differs', 'metrics that differ');
  const figure = {
    id,
    title: `${one.candidate} against ${one.baseline}: ${found} of ${differing} shown to differ`,
    facts: `n = ${run.summary.paths} paths under both sets, ${formatPercent(one.confidence)} intervals of the paired differences.`,
    spec: pairedDifferences(rows),
    key,
    howToRead:
      'A point is the mean difference of a metric over the same paths, its line the interval; right of zero the candidate is higher. ' +
      'The scale of a row is the larger of its two means. Colour is the verdict after adjusting for the number of tests: a line that ' +
      'spares zero by a little may still be chance.',
    numbers: numbersOf(one),
  };
  return [{ kind: 'figures', figures: [figure] }];
}

const key: readonly KeyEntry[] = [
  { text: 'worse', colour: 'unfunded', shape: 'bar' },
  { text: 'better', colour: 'fund', shape: 'bar' },
  { text: 'different', colour: 'short', shape: 'bar' },
  { text: 'not shown', colour: 'exogenous', shape: 'bar' },
];

/** Metrics that are the same on all paths have no point. */
function differenceRow(name: string, metric: MetricComparison): DifferenceRow[] {
  const { baseline, candidate, difference, interval, verdict, unit, n, pathsSame } = metric;
  if (baseline === null || candidate === null || difference === null || pathsSame === n) return [];
  const label = signed(difference, metricWriter({ name, unit }));
  return [{ title: metricTitle(name), baseline, candidate, difference, interval, verdict, label }];
}

const columns: readonly (readonly [title: string, key: keyof WrittenComparison])[] = [
  ['Difference', 'difference'], ['Interval', 'interval'], ['Worse on', 'worse'],
  ['p, adjusted', 'pValue'], ['Pairing', 'pairing'], ['Verdict', 'verdict'],
];

function numbersOf(one: Comparison): TableContent {
  return {
    caption:
      'Means over the n paths where the metric exists under both sets. Worse on: share of paths on which the candidate is worse, ties ' +
      "half. p, adjusted: by Holm's method over the metrics that decide, which are marked, and over the others among themselves. " +
      'Pairing: how many times more paths the same interval would take without common random numbers.',
    columns: numericAfterFirst(['Metric', 'n', one.baseline, one.candidate, ...columns.map(([title]) => title)]),
    dense: true,
    rows: Object.entries(one.metrics).map(([name, metric]) => {
      const written = writtenComparison(name, metric);
      const sides = [String(metric.n), written.baseline, written.candidate];
      const cells = [metricTitle(name), ...sides, ...columns.map(([, field]) => written[field])];
      return { cells, marked: metric.family === 'gating' };
    }),
  };
}

function numericAfterFirst(titles: readonly string[]): TableContent['columns'] {
  return titles.map((title, index) => ({ title, numeric: index > 0 }));
}

function tails(one: Comparison): Block {
  const isTold = Object.values(one.metrics).some(({ tails: found }) => Object.values(found).some(({ interval }) => interval !== null));
  if (isTold) return { kind: 'table', table: tailTable(one) };
  return absent('Too few paths for an interval: p95 takes 100 paths, ES 97.5 takes 200, p99 takes 500.');
}

const tailTitles = { p95: 'p95', p99: 'p99', es975: 'ES 97.5' } as const;

function tailTable(one: Comparison): TableContent {
  const names = Object.keys(tailTitles) as (keyof typeof tailTitles)[];
  return {
    caption:
      'Tails of the metrics that decide, with intervals by paired bootstrap; none where fewer than five paths lie in the tail. ES 97.5: ' +
      'mean of the worst 2.5 %.',
    columns: numericAfterFirst(['Metric', one.baseline, one.candidate, 'Difference', 'Interval']),
    dense: true,
    rows: Object.entries(one.metrics).flatMap(([name, { family, unit, tails: found }]) => {
      if (family !== 'gating' || unit === 'share of paths') return [];
      const write = metricWriter({ name, unit });
      return names.map((tail) => {
        const { baseline, candidate, difference, interval } = found[tail];
        const span = interval === null ? 'too few paths' : interval.map((end) => signed(end, write)).join(' to ');
        return { cells: [`${metricTitle(name)}, ${tailTitles[tail]}`, write(baseline), write(candidate), signed(difference, write), span] };
      });
    }),
  };
}
