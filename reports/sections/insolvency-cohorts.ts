/** Insolvencies: which kinds of accounts fail, and how much hangs on the one or two largest owners. */
import type { CohortRow, CohortTable } from '../../engine/study/risk-evidence-types.ts';
import type { EvidenceSet, MetricSummary, RunFolder } from '../../engine/study/run-folder-types.ts';
import { cohortShortfall } from '../charts/cohort-shortfall.ts';
import type { Block, Cell, FigureContent, TableContent, TableRow } from '../document.ts';
import { formatCount, formatPercent, formatUsd } from '../format.ts';
import { metricTitle, writeInterval } from '../metrics.ts';
import { largest } from '../thin.ts';
import { metricOf } from './section.ts';

export const insolvencyCohorts = {
  id: 'insolvency-cohorts',
  title: 'Insolvencies by cohort',
  blocks: (run: RunFolder): readonly Block[] => {
    const rows = run.evidence.sets.flatMap(({ cohorts = [] }) => cohorts.flatMap((table) => table.rows));
    const maxUsd = largest([0, ...rows.map(({ shortfallUsd }) => shortfallUsd)]);
    const sets = run.evidence.sets.map((set, index) => {
      return { title: set.title, blocks: setBlocks({ run, set, setNumber: index + 1, maxUsd }) };
    });
    return [{ kind: 'paragraph', text: introduction }, { kind: 'sets', sets }];
  },
};

const introduction =
  'Accounts are divided up by what they were at the start: size is the notional of all positions, leverage that notional over equity ' +
  'without haircuts, collateral what lies in the account. Every table holds all accounts once and adds up to the key figures.';

const dimensionTitles: Readonly<Record<CohortTable['dimension'], string>> = {
  size: 'size',
  leverage: 'leverage',
  collateral: 'collateral',
  side: 'side',
};

interface Subject {
  readonly run: RunFolder;
  readonly set: EvidenceSet;
  readonly setNumber: number;
  readonly maxUsd: number;
}

function setBlocks({ run, set, setNumber, maxUsd }: Subject): Block[] {
  const owners = ownerBlock(run, set);
  const { cohorts } = set;
  if (!cohorts) return [owners, { kind: 'absent', text: 'This run was made by a version that did not count accounts by cohort.' }];
  const facts = `n = ${run.summary.paths} paths, means per path.`;
  const drawn = cohorts.filter(({ dimension }) => dimension === 'size' || dimension === 'leverage');
  const others = cohorts.filter((table) => !drawn.includes(table));
  const tables = others.map((table): Block => ({ kind: 'table', table: tableOf(table, facts) }));
  if (maxUsd === 0) {
    const all = cohorts.map((table): Block => ({ kind: 'table', table: tableOf(table, facts) }));
    const text = 'No account lost more than its margin on any path: there is no shortfall to divide up.';
    return [owners, { kind: 'absent', text }, ...all];
  }
  const figures = drawn.map((table) => figureOf({ table, id: `cohorts-${table.dimension}-${setNumber}`, maxUsd, facts }));
  return [owners, { kind: 'figures', figures }, ...tables];
}

function figureOf({ table, id, maxUsd, facts }: { table: CohortTable; id: string; maxUsd: number; facts: string }): FigureContent {
  return {
    id,
    title: finding(table),
    facts,
    spec: cohortShortfall({ rows: table.rows, maxUsd }),
    key: [{ text: 'Shortfall', colour: 'shortfall', shape: 'bar' }],
    howToRead:
      'Each bar is what the accounts of a cohort lost beyond their margin; beside it, how many of its accounts became insolvent.',
    numbers: tableOf(table, facts),
  };
}

function finding({ dimension, rows }: CohortTable): string {
  const total = rows.reduce((sum, row) => sum + row.shortfallUsd, 0);
  const worst = rows.reduce((most, row) => (row.shortfallUsd > most.shortfallUsd ? row : most), rows[0]);
  if (total === 0) return `Shortfall by ${dimensionTitles[dimension]}: none`;
  return `Shortfall by ${dimensionTitles[dimension]}: ${formatPercent(worst.shortfallUsd / total)} from accounts ${worst.cohort}`;
}

function tableOf({ dimension, rows }: CohortTable, facts: string): TableContent {
  return {
    caption: `Accounts by ${dimensionTitles[dimension]}. ${facts}`,
    columns: [
      { title: 'Cohort', name: true },
      ...['Accounts', 'Liquidated', 'Insolvent', 'Insolvent of all', 'Deleveraged', 'Shortfall', 'Socialised loss paid'].map((title) => {
        return { title, numeric: true };
      }),
    ],
    rows: rows.map(rowOf),
    dense: true,
  };
}

function rowOf(row: CohortRow): TableRow {
  const { cohort, accounts, liquidated, insolvent, deleveraged, shortfallUsd, socializedUsd } = row;
  const share = insolvent / accounts;
  return {
    cells: [
      cohort,
      ...[accounts, liquidated, insolvent].map((value) => ({ text: formatCount(value), value })),
      { text: formatPercent(share), value: share },
      { text: formatCount(deleveraged), value: deleveraged },
      ...[shortfallUsd, socializedUsd].map((value) => ({ text: formatUsd(value), value })),
    ],
  };
}

/** Cover 1 and Cover 2, beside what there is to pay them from. */
function ownerBlock(run: RunFolder, set: EvidenceSet): Block {
  const names = ['largest_owner_shortfall_usd', 'two_largest_owners_shortfall_usd', 'shortfall_usd'];
  const metrics = names.flatMap((name) => {
    const metric = metricOf(run, set.id, name);
    return metric ? [{ name, metric }] : [];
  });
  if (metrics.length < names.length) {
    return { kind: 'absent', text: 'This run was made by a version that did not add shortfalls up by owner.' };
  }
  const sample = `n = ${run.summary.paths} paths, mean with 95 % interval`;
  const caption = `Shortfall of the largest owners, all their accounts on all venues. ${sample}.`;
  const columns = [{ title: 'Loss' }, ...['Mean', '95 % interval', 'p99.5', 'Largest'].map((title) => ({ title, numeric: true }))];
  const rows = metrics.map(({ name, metric }) => ({ cells: [metricTitle(name), ...ownerCells(metric)] }));
  const opening = set.fund?.p50Usd[0];
  const fundCells: Cell[] = ['Insurance fund at the start', { text: formatUsd(opening ?? null), value: opening ?? null }, '', '', ''];
  const fund = opening === undefined ? [] : [{ cells: fundCells }];
  return { kind: 'table', table: { caption, columns, rows: [...rows, ...fund] } };
}

function ownerCells({ value, interval, statistics: { p995, max } }: MetricSummary): Cell[] {
  const usd = (amount: number | null): Cell => ({ text: formatUsd(amount), value: amount });
  return [usd(value), writeInterval(interval, formatUsd) ?? '', usd(p995), usd(max)];
}
