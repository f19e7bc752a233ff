/** events.arrow as columns: liquidations, settlements and auto-deleveragings of the shown path of every set, in order of time,
 * then the accounts at the horizon where they are few. */
import type { WorldSpec } from '../kernel/world-spec.ts';
import type { ShownRun } from './evidence.ts';

/** One array per column, all of one length; columns of docs/run-folder.md. */
export type JournalTable = Readonly<Record<string, readonly (string | number | null)[]>>;

export const journalColumns = [
  'parameter_set',
  'time_ms',
  'kind',
  'account',
  'owner',
  'instrument',
  'side',
  'lots',
  'notional_usd',
  'price',
  'mark_price',
  'shortfall_usd',
  'fund_usd',
  'adl_usd',
  'socialized_usd',
  'equity_usd',
  'generation',
  'parent',
] as const;

type Row = Partial<Record<(typeof journalColumns)[number], string | number | null>> & { readonly time_ms: number };

/** Events of the shown paths as columns, in order of time per path; a column that an event does not have is null there. */
export function journalTable(runs: readonly ShownRun[]): JournalTable {
  const rows = runs.flatMap((run) => [...rowsOf(run).sort((a, b) => a.time_ms - b.time_ms), ...horizonRows(run)]);
  return Object.fromEntries(journalColumns.map((column) => [column, rows.map((row) => row[column] ?? null)]));
}

function rowsOf(run: ShownRun): Row[] {
  const { world, plan } = run;
  const { book } = world;
  return [
    ...run.liquidations.map((record) => ({
      parameter_set: plan.id,
      account: book.accountId(record.account),
      owner: book.ownerId(book.owner[record.account]),
      time_ms: record.timeMs,
      kind: 'liquidation',
      instrument: world.instruments[record.instrument].id,
      side: record.side > 0 ? 'long' : 'short',
      lots: record.marketLots + record.deleveragedLots,
      notional_usd: record.notionalUsd,
      price: record.averagePrice,
      mark_price: record.markPrice,
      adl_usd: record.absorbed * unitUsd(run, record.account),
      generation: record.generation,
      parent: record.parent < 0 ? null : record.parent,
    })),
    ...run.settlements.map((record) => ({
      parameter_set: plan.id,
      account: book.accountId(record.account),
      owner: book.ownerId(book.owner[record.account]),
      time_ms: record.timeMs,
      kind: 'settlement',
      shortfall_usd: record.shortfall * unitUsd(run, record.account),
      fund_usd: record.fund * unitUsd(run, record.account),
      socialized_usd: record.lentByPool * unitUsd(run, record.account),
    })),
    ...run.deleveragings.map((record) => ({
      parameter_set: plan.id,
      account: book.accountId(record.winner),
      owner: book.ownerId(book.owner[record.winner]),
      time_ms: record.timeMs,
      kind: 'auto-deleveraging',
      instrument: world.instruments[record.instrument].id,
      lots: record.lots,
      price: priceOf(world, record.instrument, record.leg / record.lots),
    })),
  ];
}

/** Largest world whose accounts are listed one by one at the horizon. */
const mostListedAccounts = 1000;

/** Equity of every account after the path, where they are few: what a worked example ends in. */
function horizonRows({ world, plan, endEquityUsd, timesMs }: ShownRun): Row[] {
  if (world.book.count > mostListedAccounts) return [];
  return Array.from(endEquityUsd, (equity_usd, account) => ({
    parameter_set: plan.id,
    time_ms: timesMs[timesMs.length - 1],
    kind: 'horizon',
    account: world.book.accountId(account),
    owner: world.book.ownerId(world.book.owner[account]),
    equity_usd,
  }));
}

function unitUsd({ world, plan }: ShownRun, account: number): number {
  const asset = world.assets[world.book.marginAsset[account]];
  return asset.unit * (asset.market < 0 ? 1 : plan.startPrices[asset.market]);
}

function priceOf({ instruments }: WorldSpec, instrument: number, lotValue: number): number {
  const { contract, valueScale } = instruments[instrument];
  return contract === 'inverse' ? -valueScale / lotValue : lotValue / valueScale;
}
