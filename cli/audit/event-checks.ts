/** events.arrow against the rows of the shown paths: who was hit, when, for how much, and who caused whom. */
import { join } from 'node:path';
import type { journalColumns } from '../../engine/study/journal-table.ts';
import { childOf, numbers, readArrow, texts } from '../outcomes-table.ts';
import { check, isSameSum } from './audit-check.ts';
import type { AuditCheck } from './audit-check.ts';
import type { RunUnderAudit } from './run-under-audit.ts';

const file = 'events.arrow';
const textNames = ['parameter_set', 'kind', 'account', 'owner', 'instrument', 'side'] as const;
type TextName = (typeof textNames)[number];
type NumberName = Exclude<(typeof journalColumns)[number], TextName>;

/** Columns of the file; NaN and null where an event has no value. */
interface EventTable {
  readonly rows: number;
  readonly text: (name: TextName) => readonly (string | null)[];
  readonly number: (name: NumberName) => Float64Array;
}

/** The journal adds up to the metrics of the shown path of every set. */
export function eventCheck(run: RunUnderAudit): AuditCheck {
  const table = readEvents(run.folder);
  const title = 'events.arrow adds up to the shown path of every set in outcomes.arrow';
  const objections = [
    ...orderObjections(table, run),
    ...run.evidence.sets.flatMap(({ id, shownPath }, set) => {
      const row = shownPath.index - run.firstPath;
      const metric = (name: string): number => run.column(set, name)[row];
      return journalObjections(journalOf(table, id), metric, run.isUsdOnly).map((what) => `path ${shownPath.index} of ${id}: ${what}`);
    }),
  ];
  const findings = objections.map((what) => ({ file, what, expected: 'what outcomes.arrow says' }));
  const left = run.isUsdOnly ? '' : '; USD of losses not compared: coins have a price of the moment';
  return check(title, `${table.rows} events${left}`, findings);
}

function readEvents(folder: string): EventTable {
  const table = readArrow(join(folder, file));
  const texted = new Map(textNames.map((name) => [name, texts(childOf(table, name))]));
  return {
    rows: table.numRows,
    text: (name) => texted.get(name) ?? [],
    number: (name) => numbers(childOf(table, name)),
  };
}

/** Sets one after the other, times ascending, kinds that there are. */
function orderObjections(table: EventTable, { evidence }: RunUnderAudit): string[] {
  const sets = table.text('parameter_set');
  const known = evidence.sets.map(({ id }) => id);
  const [kinds, times] = [table.text('kind'), table.number('time_ms')];
  const objections: string[] = [];
  const allowed = new Set(['liquidation', 'settlement', 'auto-deleveraging', 'horizon']);
  for (let row = 0; row < table.rows && objections.length < 5; row++) {
    const place = known.indexOf(sets[row] ?? '');
    const isLater = row > 0 && sets[row] === sets[row - 1] && times[row] < times[row - 1];
    if (place < 0) objections.push(`row ${row + 1} is of an unknown set ${JSON.stringify(sets[row])}`);
    if (row > 0 && place < known.indexOf(sets[row - 1] ?? '')) objections.push(`row ${row + 1}: sets are out of order`);
    if (isLater || Number.isNaN(times[row])) objections.push(`row ${row + 1}: times are out of order`);
    if (!allowed.has(kinds[row] ?? '')) objections.push(`row ${row + 1} is of an unknown kind ${JSON.stringify(kinds[row])}`);
  }
  return objections;
}

/** The events of one set by kind, in the order of the file. */
interface SetJournal {
  readonly liquidations: readonly LiquidationRow[];
  readonly settlements: readonly SettlementRow[];
  readonly deleveragings: readonly { readonly timeMs: number; readonly account: string }[];
}

interface SettlementRow {
  readonly shortfallUsd: number;
  readonly fundUsd: number;
  readonly socializedUsd: number;
}

interface LiquidationRow {
  readonly timeMs: number;
  readonly account: string;
  readonly owner: string;
  readonly notionalUsd: number;
  readonly adlUsd: number;
  readonly generation: number;
  /** Place of the liquidation that caused it, NaN for a root. */
  readonly parent: number;
}

function journalOf(table: EventTable, id: string): SetJournal {
  const [sets, kinds, accounts, owners] = (['parameter_set', 'kind', 'account', 'owner'] as const).map((name) => table.text(name));
  const column = (name: NumberName): Float64Array => table.number(name);
  const [timeMs, notionalUsd, adlUsd] = [column('time_ms'), column('notional_usd'), column('adl_usd')];
  const [generation, parent] = [column('generation'), column('parent')];
  const [shortfallUsd, fundUsd, socializedUsd] = [column('shortfall_usd'), column('fund_usd'), column('socialized_usd')];
  const rows = (kind: string): number[] => kinds.flatMap((found, row) => (found === kind && sets[row] === id ? [row] : []));
  const account = (row: number): string => accounts[row] ?? '';
  return {
    liquidations: rows('liquidation').map((row) => ({
      timeMs: timeMs[row],
      account: account(row),
      owner: owners[row] ?? '',
      notionalUsd: notionalUsd[row],
      adlUsd: adlUsd[row],
      generation: generation[row],
      parent: parent[row],
    })),
    settlements: rows('settlement').map((row) => ({
      shortfallUsd: shortfallUsd[row],
      fundUsd: fundUsd[row],
      socializedUsd: socializedUsd[row],
    })),
    deleveragings: rows('auto-deleveraging').map((row) => ({ timeMs: timeMs[row], account: account(row) })),
  };
}

type MetricReader = (name: string) => number;

function journalObjections(journal: SetJournal, metric: MetricReader, isUsdOnly: boolean): string[] {
  return [
    ...countObjections(journal, metric),
    ...cascadeObjections(journal, metric),
    ...(isUsdOnly ? lossObjections(journal, metric) : []),
  ];
}

function unequal(what: string, found: number, name: string, expected: number): string[] {
  return Object.is(found, expected) || isSameSum(found, expected) ? [] : [`${what} ${found}, ${name} is ${expected}`];
}

function distinct(values: readonly string[]): number {
  return new Set(values).size;
}

function countObjections({ liquidations, deleveragings }: SetJournal, metric: MetricReader): string[] {
  const exact = (what: string, found: number, name: string): string[] => unequal(what, found, name, metric(name));
  const firstAdlS = deleveragings.length === 0 ? NaN : (deleveragings[0].timeMs - liquidations[0]?.timeMs) / 1000;
  return [
    ...exact('liquidated accounts are', distinct(liquidations.map(({ account }) => account)), 'liquidated_accounts'),
    ...exact('their owners are', distinct(liquidations.map(({ owner }) => owner)), 'liquidated_owners'),
    ...exact('deleveraged accounts are', distinct(deleveragings.map(({ account }) => account)), 'adl_accounts'),
    ...exact('seconds to the first deleveraging are', firstAdlS, 'first_adl_s'),
    ...exact('liquidations sum to', sumOf(liquidations.map(({ notionalUsd }) => notionalUsd)), 'liquidated_notional_usd'),
    ...exact('the busiest minute holds', busiestMinute(liquidations), 'peak_liquidation_usd_per_min'),
  ];
}

/** Parents come first and are one generation older; trees and roots give the metrics of the cascade. */
function cascadeObjections({ liquidations }: SetJournal, metric: MetricReader): string[] {
  const tree = liquidations.map(({ notionalUsd }) => notionalUsd);
  const rootOf: number[] = [];
  const objections: string[] = [];
  liquidations.forEach(({ parent, generation, notionalUsd }, place) => {
    const isRoot = Number.isNaN(parent);
    const known = isRoot || (Number.isInteger(parent) && parent >= 0 && parent < place);
    const due = isRoot ? 0 : known ? liquidations[parent].generation + 1 : NaN;
    if (generation !== due) objections.push(`liquidation ${place} of generation ${generation} has parent ${isRoot ? 'none' : parent}`);
    rootOf[place] = isRoot || !known ? place : rootOf[parent];
    if (rootOf[place] !== place) tree[rootOf[place]] += notionalUsd;
  });
  const roots = rootOf.filter((root, place) => root === place).length;
  const ratio = liquidations.length === 0 ? NaN : 1 - roots / liquidations.length;
  const largest = tree.filter((_, place) => rootOf[place] === place).reduce((most, usd) => Math.max(most, usd), 0);
  return [
    ...objections.slice(0, 3),
    ...unequal('roots and liquidations make a branching ratio of', ratio, 'cascade_branching_ratio', metric('cascade_branching_ratio')),
    ...unequal('the largest tree holds', largest, 'cascade_largest_usd', metric('cascade_largest_usd')),
  ];
}

/** What accounts left open at the horizon is in the metrics and not in the journal: an inequality there, equalities elsewhere. */
function lossObjections({ liquidations, settlements }: SetJournal, metric: MetricReader): string[] {
  const adl = sumOf(liquidations.map(({ adlUsd }) => adlUsd));
  const settled = sumOf(settlements.map(({ shortfallUsd }) => shortfallUsd));
  const fund = sumOf(settlements.map(({ fundUsd }) => fundUsd));
  const lent = sumOf(settlements.map(({ socializedUsd }) => socializedUsd));
  const [shortfall, socialized, unfunded] = [metric('shortfall_usd'), metric('socialized_loss_usd'), metric('unfunded_loss_usd')];
  const open = shortfall - settled - adl;
  const isOpen = open > 0 && !isSameSum(open, 0, shortfall);
  const unpaid = settled - fund - socialized + (isOpen ? open : 0);
  return [
    ...unequal('settlements took from the fund', fund, 'insurance_fund_used_usd', metric('insurance_fund_used_usd')),
    ...unequal('deleveraging paid', adl, 'adl_paid_usd', metric('adl_paid_usd')),
    ...(open < 0 && !isSameSum(open, 0, shortfall) ? [`settled losses are ${settled + adl}, shortfall_usd is ${shortfall}`] : []),
    ...(lent < socialized && !isSameSum(lent, socialized) ? [`pools lent ${lent}, socialized_loss_usd is ${socialized}`] : []),
    ...(isSameSum(unpaid, unfunded, shortfall) ? [] : [`losses without a payer are ${unpaid}, unfunded_loss_usd is ${unfunded}`]),
  ];
}

function busiestMinute(liquidations: readonly LiquidationRow[]): number {
  const minutes = new Map<number, number>();
  for (const { timeMs, notionalUsd } of liquidations) {
    const minute = Math.floor(timeMs / 60_000);
    minutes.set(minute, (minutes.get(minute) ?? 0) + notionalUsd);
  }
  return [...minutes.values()].reduce((most, usd) => Math.max(most, usd), 0);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
