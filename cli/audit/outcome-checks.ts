/** outcomes.arrow by itself: are all rows there, in order, and can their numbers be those of a run? */
import { metricDefinitions } from '../../engine/study/metrics.ts';
import type { OutcomesTable } from '../outcomes-table.ts';
import { check, isSameSum } from './audit-check.ts';
import type { AuditCheck, AuditFinding } from './audit-check.ts';

const file = 'outcomes.arrow';

export interface ExpectedRows {
  readonly paths: number;
  readonly firstPath: number;
  /** Sets that the manifest names, in their order. */
  readonly named: readonly string[];
  /** Hybrids may follow. */
  readonly isComparison: boolean;
}

/** The set ids in the order of a path: those of the rows of the first path. */
export function setIdsOf({ sets, path, rows }: OutcomesTable): string[] {
  let count = 0;
  while (count < rows && path[count] === path[0]) count++;
  return sets.slice(0, count);
}

/** One row per path and set, paths without gaps, sets in their order. */
export function rowCheck(table: OutcomesTable, { paths, firstPath, named, isComparison }: ExpectedRows): AuditCheck {
  const title = 'one row per path and set, paths without gaps, sets in order';
  const ids = setIdsOf(table);
  const findings: AuditFinding[] = [];
  const tell = (what: string, expected: string): number => findings.push({ file, what, expected });
  if (named.some((id, place) => ids.at(place) !== id) || (ids.length > named.length && !isComparison)) {
    tell(`sets of the first path are ${ids.join(', ')}`, `${named.join(', ')}, as in the manifest`);
  }
  if (table.rows !== paths * ids.length) tell(`${table.rows} rows`, `${paths} paths x ${ids.length} sets`);
  for (let row = 0; row < table.rows && findings.length < 5; row++) {
    const [path, set] = [firstPath + Math.floor(row / ids.length), ids[row % ids.length]];
    if (table.path[row] === path && table.sets[row] === set) continue;
    tell(`row ${row + 1} is path ${table.path[row]} of ${table.sets[row]}`, `path ${path} of ${set}`);
  }
  return check(title, `${table.rows} rows: ${paths} paths x ${ids.length} sets`, findings);
}

/** Reads a metric of a row; NaN where there is none. */
type RowReader = (name: string) => number;

interface RowRule {
  readonly title: string;
  /** What is wrong, or null. */
  readonly objection: (read: RowReader) => string | null;
}

const mayBeAbsent = new Set([
  ...['price_low_ratio', 'endogenous_drop_ratio', 'cascade_amplification_ratio', 'cascade_branching_ratio', 'first_adl_s'],
  'margin_to_open_interest_ratio',
]);
const anySign = new Set(['price_low_ratio', 'endogenous_drop_ratio', 'cascade_amplification_ratio']);
const countUnits = new Set(['accounts', 'owners']);

/** What holds for a metric by itself. */
function metricRule({ name, unit }: { name: string; unit: string }): RowRule {
  return {
    title: name,
    objection: (read) => {
      const value = read(name);
      if (value !== value) return mayBeAbsent.has(name) ? null : `${name} is missing`;
      if (!Number.isFinite(value)) return `${name} is ${value}`;
      if (value < 0 && !anySign.has(name)) return `${name} is ${value}, below 0`;
      if (countUnits.has(unit) && !Number.isInteger(value)) return `${name} is ${value}, not a whole number`;
      if (unit === 'share of paths' && value !== 0 && value !== 1) return `${name} is ${value}, neither 0 nor 1`;
      return null;
    },
  };
}

const payers = ['insurance_fund_used_usd', 'backstop_used_usd', 'adl_paid_usd', 'socialized_loss_usd', 'unfunded_loss_usd'];

/**
 * shortfall = fund + backstop + ADL + socialised + unfunded. Exact in cash units; in USD up to the order of addition, and where an asset
 * has a price of its own up to its moves between a loss and the haircuts of the same instant.
 */
function waterfallRule(isUsdOnly: boolean): RowRule {
  return {
    title: 'waterfall',
    objection: (read) => {
      const shortfall = read('shortfall_usd');
      const paid = payers.reduce((sum, name) => sum + read(name), 0);
      const priced = isUsdOnly ? 0 : (read('socialized_loss_usd') + read('unfunded_loss_usd')) / 2;
      if (isSameSum(shortfall, paid, shortfall) || Math.abs(shortfall - paid) <= priced) return null;
      return `shortfall_usd is ${shortfall}, but ${payers.join(' + ')} is ${paid}`;
    },
  };
}

/** `one` is above 0 exactly when `other` is. */
function together(one: string, other: string): RowRule {
  return {
    title: `${one} with ${other}`,
    objection: (read) => (read(one) > 0 === read(other) > 0 ? null : `${one} is ${read(one)}, but ${other} is ${read(other)}`),
  };
}

/** `name` exists exactly when `other` is above 0. */
function existsWith(name: string, other: string): RowRule {
  return {
    title: `${name} with ${other}`,
    objection: (read) => {
      const value = read(name);
      return (value === value) === read(other) > 0 ? null : `${name} is ${value}, but ${other} is ${read(other)}`;
    },
  };
}

function atMost(name: string, limit: string): RowRule {
  return {
    title: `${name} at most ${limit}`,
    objection: (read) => {
      const [value, most] = [read(name), read(limit)];
      return value <= most || isSameSum(value, most) ? null : `${name} is ${value}, above ${limit}, which is ${most}`;
    },
  };
}

function atMostOne(name: string): RowRule {
  return { title: `${name} at most 1`, objection: (read) => (read(name) > 1 ? `${name} is ${read(name)}, above 1` : null) };
}

function rulesOf(isUsdOnly: boolean): RowRule[] {
  return [
    ...metricDefinitions.map(metricRule),
    waterfallRule(isUsdOnly),
    atMost('liquidated_owners', 'liquidated_accounts'),
    atMost('needless_liquidations', 'liquidated_accounts'),
    atMost('cascade_largest_usd', 'liquidated_notional_usd'),
    atMost('peak_liquidation_usd_per_min', 'liquidated_notional_usd'),
    existsWith('cascade_branching_ratio', 'liquidated_accounts'),
    existsWith('first_adl_s', 'adl_accounts'),
    together('insolvent_accounts', 'shortfall_usd'),
    together('adl_accounts', 'adl_notional_usd'),
    together('liquidated_owners', 'liquidated_accounts'),
    atMostOne('cascade_branching_ratio'),
    atMostOne('price_low_ratio'),
  ];
}

/** Signs, ranges, what must exist, and the waterfall, on every row. */
export function valueCheck(table: OutcomesTable, isUsdOnly: boolean): AuditCheck {
  const rules = rulesOf(isUsdOnly);
  const findings: AuditFinding[] = [];
  for (let row = 0; row < table.rows && findings.length < 20; row++) {
    const read: RowReader = (name) => table.metrics.get(name)?.[row] ?? NaN;
    for (const { objection } of rules) {
      const what = objection(read);
      const place = `path ${table.path[row]} of ${table.sets[row]}`;
      if (what !== null) findings.push({ file, what: `${place}: ${what}`, expected: 'what a run can end in' });
    }
  }
  const extent = `${rules.length} rules on ${table.rows} rows; sums in USD to 1e-9${isUsdOnly ? '' : ', coins at the price of the moment'}`;
  return check('values are possible, and shortfall = fund + backstop + ADL + socialised + unfunded', extent, findings);
}
