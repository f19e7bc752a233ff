/** 9. Who was hit hardest, and what the result is without the three largest. */
import type { EvidenceSet, LargestAccountRow, ReducedMetric, RunFolder } from '../../engine/study/run-folder-types.ts';
import type { Block, Cell, TableRow } from '../document.ts';
import { formatCount, formatPercent, formatUsd, missing } from '../format.ts';
import { metricTitle, metricWriter, writeInterval } from '../metrics.ts';
import { absent, metricOf, perSet, shownPathText } from './section.ts';
import type { Section } from './section.ts';

export const largestAccounts: Section = {
  id: 'largest-accounts',
  title: 'Largest accounts hit',
  blocks: (run) => [perSet(run, (set) => [accountTable(run, set), withoutLargest(run, set)])],
};

function accountTable(run: RunFolder, set: EvidenceSet): Block {
  if (set.largestAccounts.length === 0) return absent('No account was liquidated on the shown path.');
  const table = {
    caption: `Accounts hit hardest. ${shownPathText(run, set)}.`,
    columns: [
      ...['Account', 'Owner', 'Instrument'].map((title) => ({ title, name: true })),
      { title: 'Side' },
      ...['Leverage', 'Notional', 'Equity', 'Shortfall'].map((title) => ({ title, numeric: true })),
      { title: 'Outcome' },
    ],
    rows: set.largestAccounts.map(accountRow),
  };
  return { kind: 'table', table };
}

function accountRow(row: LargestAccountRow): TableRow {
  const leverage = row.leverage === null ? missing : `${formatCount(row.leverage)}×`;
  const money = [row.notionalUsd, row.equityUsd, row.shortfallUsd].map(formatUsd);
  return { cells: [row.account, row.owner, row.instrument, row.side, leverage, ...money, row.outcome] };
}

function withoutLargest(run: RunFolder, set: EvidenceSet): Block {
  const names = Object.keys(set.withoutThreeLargest);
  if (names.length === 0) return absent('The result without the three largest accounts was not computed by this run.');
  const table = {
    caption: `The same result without the three largest accounts. n = ${run.summary.paths} paths, means with 95 % intervals.`,
    columns: [{ title: 'Metric' }, ...['All accounts', 'Without the three largest', 'Change'].map((title) => ({ title, numeric: true }))],
    rows: names.map((name) => comparisonRow({ run, set, name, reduced: set.withoutThreeLargest[name] })),
  };
  return { kind: 'table', table };
}

interface Comparison {
  readonly run: RunFolder;
  readonly set: EvidenceSet;
  readonly name: string;
  readonly reduced: ReducedMetric;
}

function comparisonRow({ run, set, name, reduced }: Comparison): TableRow {
  const all = metricOf(run, set.id, name);
  return { cells: [metricTitle(name), valueCell(name, all ?? null), valueCell(name, reduced), change(all?.value ?? null, reduced.value)] };
}

function valueCell(name: string, metric: ReducedMetric | null): Cell {
  if (metric === null) return missing;
  const write = metricWriter({ name, unit: metric.unit });
  const interval = writeInterval(metric.interval, write);
  return interval === null ? write(metric.value) : [write(metric.value), { small: interval }];
}

function change(all: number | null, reduced: number | null): string {
  if (all === null || reduced === null || all === 0) return missing;
  return formatPercent((reduced - all) / Math.abs(all));
}
