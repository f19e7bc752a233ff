/** Annex: the ten worst paths of every set with the command that replays each. */
import type { EvidenceSet, RunFolder } from '../../engine/study/run-folder-types.ts';
import { replayCommand } from '../command-words.ts';
import type { Block, Cell, TableContent } from '../document.ts';
import { countOf, formatCount, formatPercent, formatUsd, missing } from '../format.ts';
import { absent, perSet } from './section.ts';
import type { Section } from './section.ts';

const mostPaths = 10;

export const worstPaths: Section = {
  id: 'worst-paths',
  title: 'Worst paths',
  blocks: (run) => [
    { kind: 'paragraph', text: 'RUN stands for the folder of this run. A replay runs the one path again with every event.' },
    perSet(run, (set) => setBlocks(run, set)),
  ],
};

const columns: readonly (readonly [metric: string, title: string, write: (value: number | null) => string])[] = [
  ['shortfall_usd', 'Shortfall', formatUsd],
  ['liquidated_notional_usd', 'Liquidated notional', formatUsd],
  ['insolvent_accounts', 'Insolvent accounts', formatCount],
  ['insurance_fund_used_usd', 'Fund used', formatUsd],
  ['unfunded_loss_usd', 'Unfunded', formatUsd],
  ['price_low_ratio', 'Lowest price to first', formatPercent],
];

type Values = ReadonlyMap<string, Float64Array>;

function setBlocks(run: RunFolder, set: EvidenceSet): Block[] {
  const entries = columns.map(([metric]) => [metric, run.outcomes.column(set.id, metric)] as const);
  const values: Values = new Map(entries.filter((entry): entry is [string, Float64Array] => entry[1] !== null));
  const shortfalls = values.get('shortfall_usd');
  if (shortfalls === undefined) return [absent(`The run kept no outcomes per path for ${set.title}.`)];
  return [{ kind: 'table', table: worstTable({ run, set, values, rows: worstRows(shortfalls, values.get('liquidated_notional_usd')) }) }];
}

/** Rows by shortfall, then liquidated notional, then number; the largest first. */
function worstRows(shortfalls: Float64Array, notionals: Float64Array | undefined): number[] {
  const notional = (row: number): number => notionals?.[row] ?? 0;
  const rows = Array.from(shortfalls, (_, row) => row).filter((row) => shortfalls[row] === shortfalls[row]);
  rows.sort((one, other) => shortfalls[other] - shortfalls[one] || notional(other) - notional(one) || one - other);
  return rows.slice(0, mostPaths);
}

interface Worst {
  readonly run: RunFolder;
  readonly set: EvidenceSet;
  readonly values: Values;
  readonly rows: readonly number[];
}

function worstTable({ run, set, values, rows }: Worst): TableContent {
  const known = columns.filter(([metric]) => values.has(metric));
  return {
    caption: `${set.title}: the ${rows.length} worst of ${countOf(run.outcomes.paths, 'path')}, by shortfall, then by liquidated notional`,
    columns: [...['Path', ...known.map(([, title]) => title)].map((title) => ({ title, numeric: true })), { title: 'Replay', name: true }],
    dense: true,
    rows: rows.map((row) => {
      const path = run.outcomes.firstPath + row;
      const cells = known.map(([metric, , write]) => cellOf(values.get(metric)?.[row] ?? NaN, write));
      return { cells: [{ text: String(path), value: path }, ...cells, [{ code: replayCommand(path) }]] };
    }),
  };
}

function cellOf(value: number, write: (value: number | null) => string): Cell {
  return value === value ? { text: write(value), value } : missing;
}
