/** evidence.json against outcomes.arrow: means, the shown path, the verdict, and series that must add up to a metric. */
import { metricDefinitions } from '../../engine/study/metrics.ts';
import type { EvidenceSet } from '../../engine/study/run-folder-types.ts';
import { summarizeMetric } from '../../engine/study/summary.ts';
import { verdictOf } from '../../engine/study/verdict.ts';
import { check, differencesOf, isSameSum } from './audit-check.ts';
import type { AuditCheck, AuditFinding } from './audit-check.ts';
import type { RunUnderAudit } from './run-under-audit.ts';

const file = 'evidence.json';

/** A set of the evidence and its columns. */
interface AuditedSet {
  readonly evidence: EvidenceSet;
  readonly column: (metric: string) => Float64Array;
  /** Place of the shown path in a column. */
  readonly row: number;
  readonly manifestTitle: string;
}

type Objection = string | { readonly findings: readonly AuditFinding[] };

/** Every figure of the evidence that follows from the outcomes. */
export function evidenceChecks(run: RunUnderAudit): AuditCheck[] {
  const { evidence, manifest, firstPath } = run;
  const { name, title } = manifest.scenario;
  const headed = { name: evidence.scenario.name, title: evidence.scenario.title };
  const sets = evidence.sets.map((one, set): AuditedSet => ({
    evidence: one,
    column: (metric) => run.column(set, metric),
    row: one.shownPath.index - firstPath,
    manifestTitle: manifest.parameterSets[set].title,
  }));
  const findings = sets.flatMap((set) => objectionsTo(set, run).flatMap((objection) => findingsOf(set, objection)));
  return [
    check('evidence.json is of the scenario in the manifest', 'name and title', differencesOf({ name, title }, headed, file)),
    check('evidence.json agrees with outcomes.arrow', evidenceExtent, findings),
  ];
}

const evidenceExtent =
  'shown path, verdict, waterfall means, generations, bins, fund levels, endogenous share; not derivable: prices, triggers, ' +
  'criticality, what is left without the three largest accounts';

function findingsOf({ evidence: { id } }: AuditedSet, objection: Objection): readonly AuditFinding[] {
  return typeof objection === 'string' ? [{ file, what: `${id}: ${objection}`, expected: 'what outcomes.arrow says' }] : objection.findings;
}

function objectionsTo(set: AuditedSet, run: RunUnderAudit): Objection[] {
  const { index } = set.evidence.shownPath;
  if (!(set.row >= 0 && set.row < run.manifest.paths)) return [`shownPath.index is ${index}, which is no path of the run`];
  return [
    ...shownPathObjections(set),
    ...derivedObjections(set, run.manifest.feedback),
    ...waterfallObjections(set),
    ...seriesObjections(set),
    ...(set.evidence.fund ? fundObjections(set, set.evidence.fund, run.manifest.paths) : []),
    ...reducedObjections(set),
  ];
}

/** The path with the largest shortfall, among equals with most notional, then the first. */
function shownPathObjections({ column, row }: AuditedSet): Objection[] {
  const [shortfall, notional] = [column('shortfall_usd'), column('liquidated_notional_usd')];
  const isBefore = (one: number, other: number): boolean => {
    if (shortfall[one] !== shortfall[other]) return shortfall[one] > shortfall[other];
    return notional[one] !== notional[other] ? notional[one] > notional[other] : one < other;
  };
  const first = Array.from(shortfall.keys()).reduce((best, place) => (isBefore(place, best) ? place : best), 0);
  return first === row ? [] : [`the shown path is number ${row} of the run, the worst is number ${first}`];
}

/** What is said in words or as a single number. */
function derivedObjections({ evidence, column, manifestTitle }: AuditedSet, feedback: string): Objection[] {
  const metrics = Object.fromEntries(metricDefinitions.map((one) => [one.name, summarizeMetric(one, column(one.name))]));
  const isReplay = feedback === 'counterfactual';
  // Of several venues the evidence of earlier versions names the first.
  const title = manifestTitle.startsWith(`${evidence.title} + `) ? evidence.title : manifestTitle;
  const expected = { title, verdict: verdictOf(metrics), ...(isReplay ? {} : { endogenousShare: shareOf(column) }) };
  const { verdict, endogenousShare } = evidence;
  const found = { title: evidence.title, verdict, ...(isReplay ? {} : { endogenousShare }) };
  return [{ findings: differencesOf({ sets: { [evidence.id]: expected } }, { sets: { [evidence.id]: found } }, file) }];
}

function shareOf(column: AuditedSet['column']): EvidenceSet['endogenousShare'] {
  const values = column('endogenous_drop_ratio').filter((value) => value === value);
  const value = values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length;
  return [{ instrument: 'all', value, warning: null }];
}

const waterfallMetrics = {
  shortfall_usd: 'shortfall_usd',
  fund_usd: 'insurance_fund_used_usd',
  backstop_usd: 'backstop_used_usd',
  adl_usd: 'adl_paid_usd',
  socialized_usd: 'socialized_loss_usd',
  unfunded_usd: 'unfunded_loss_usd',
} as const;

function waterfallObjections({ evidence, column }: AuditedSet): Objection[] {
  const expected = Object.fromEntries(Object.entries(waterfallMetrics).map(([key, metric]) => [key, meanOf(column(metric))]));
  const place = { sets: { [evidence.id]: { waterfall: expected } } };
  return [{ findings: differencesOf(place, { sets: { [evidence.id]: { waterfall: evidence.waterfall } } }, file) }];
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Bins of the shown path and generations of all paths hold the notional that was liquidated. */
function seriesObjections({ evidence, column, row }: AuditedSet): Objection[] {
  const notional = column('liquidated_notional_usd');
  const binned = evidence.liquidations.reduce((sum, { longUsd, shortUsd }) => sum + sumOf(longUsd) + sumOf(shortUsd), 0);
  const perPath = evidence.generations.reduce((sum, one) => sum + one.notionalUsd, 0);
  const objections: string[] = [];
  if (!isSameSum(binned, notional[row])) objections.push(`bins of liquidations hold ${binned} USD, the path ${notional[row]}`);
  if (!isSameSum(perPath, meanOf(notional))) objections.push(`generations hold ${perPath} USD per path, the mean is ${meanOf(notional)}`);
  if (evidence.generations.some(({ generation, liquidations }, place) => generation !== place || liquidations < 0)) {
    objections.push('generations are not numbered from 0, or hold a negative number');
  }
  return objections;
}

/** Levels of the fund: percentiles in order, none below the lowest of all paths, the shown one not below the low of its path. */
function fundObjections({ column, row }: AuditedSet, fund: NonNullable<EvidenceSet['fund']>, paths: number): Objection[] {
  const low = column('insurance_fund_low_usd');
  const { p05Usd, p50Usd, p95Usd, shownUsd } = fund;
  const isBelow = (value: number, limit: number): boolean => value < limit && !isSameSum(value, limit);
  const objections: string[] = [];
  const isCrossed = p05Usd.some((value, point) => value > p50Usd[point] || p50Usd[point] > p95Usd[point]);
  if (isCrossed) objections.push('percentiles of the fund cross');
  if (shownUsd.some((value) => isBelow(value, low[row]))) objections.push(`the shown fund falls below ${low[row]}, the low of its path`);
  if (isBelow(shownUsd.at(0) ?? Infinity, low[row])) objections.push('the shown fund opens below its low');
  if ((fund.paths ?? 1) > Math.min(paths, 1000)) objections.push(`percentiles of the fund over ${fund.paths} paths of ${paths}`);
  const lowest = low.subarray(0, fund.paths ?? paths).reduce((least, value) => Math.min(least, value), Infinity);
  if (p05Usd.some((value) => isBelow(value, lowest))) objections.push(`a percentile of the fund is below ${lowest}, its lowest`);
  return objections;
}

/** Without the three largest accounts: which metrics there are, and that a mean lies in its interval. */
function reducedObjections({ evidence: { withoutThreeLargest } }: AuditedSet): Objection[] {
  const entries = Object.entries(withoutThreeLargest);
  const outside = entries.filter(([, { value, interval }]) => {
    return value !== null && interval !== null && (value < interval[0] || value > interval[1]);
  });
  const known = new Map(metricDefinitions.map(({ name, unit }) => [name, unit]));
  const strange = entries.filter(([name, { unit }]) => known.get(name) !== unit);
  return [
    ...outside.map(([name]) => `${name} without the three largest accounts lies outside its interval`),
    ...strange.map(([name, { unit }]) => `${name} without the three largest accounts is in ${unit}`),
  ];
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
