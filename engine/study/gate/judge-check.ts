/** One check on one scenario: from the values of its paths to a verdict and the sentence that says it. */
import { openStream } from '../../math/random.ts';
import type { Interval } from '../run-folder-types.ts';
import { estimateUnpaired } from './baseline-figures.ts';
import type { BaselineFigure } from './baseline-figures.ts';
import { eventBehindMetric, invariantDefinitions } from './gate-check.ts';
import type { GateCheck, InvariantCheck, MetricCheck } from './gate-check.ts';
import { estimateStatistic } from './gate-estimate.ts';
import type { EstimateOptions, GateColumns, GateEstimate } from './gate-estimate.ts';
import type { LookPlan } from './gate-looks.ts';
import type { GateCheckResult, GatePath, GateReason } from './gate-result.ts';
import { statisticText, statisticWords } from './gate-statistic.ts';
import type { PlainVerdict } from './gate-verdict.ts';
import { judgeInterval, marginTo, reasonOfVerdict } from './gate-verdict.ts';
import { confidenceWords, counted, intervalWords, neverBound, quantity } from './gate-words.ts';
import { waterfallMetrics, worstWaterfallGap } from './waterfall-identity.ts';

/** The paths of a scenario. */
export interface ScenarioPaths {
  readonly scenario: string;
  readonly seed: number;
  readonly firstPath: number;
  readonly paths: number;
  /** A metric of one side, one value per path; null where that side, or the metric, is not there. */
  column(side: GateSideName, metric: string): Float64Array | null;
  /** What is known of a baseline whose paths are gone; null where it is run. */
  readonly figures: readonly BaselineFigure[] | null;
  /** The command that shows a path. */
  command(path: number): string;
}

export type GateSideName = 'baseline' | 'candidate';

/** A verdict that is not waived, without what the whole gate adds. */
export type JudgedCheck = Omit<GateCheckResult, 'parameter' | 'waiver'> & { readonly verdict: PlainVerdict };

/** Judges a check on the paths that were run so far. The same values give the same result. */
export function judgeCheck(check: GateCheck, paths: ScenarioPaths, plan: LookPlan): JudgedCheck {
  if (paths.paths === 0) return withoutEstimate(check, paths, plan, { verdict: 'fail', reason: 'no-paths', text: 'there is not one path' });
  return check.kind === 'invariant' ? judgeInvariant(check, paths, plan) : judgeMetric(check, paths, plan);
}

interface Finding {
  readonly verdict: PlainVerdict;
  readonly reason: GateReason;
  readonly text: string;
}

/** A result without numbers: `text` goes on after the name of the check. */
export function withoutEstimate(
  check: GateCheck,
  { scenario, paths }: Pick<ScenarioPaths, 'scenario' | 'paths'>,
  { confidence }: Pick<LookPlan, 'confidence'>,
  { verdict, reason, text }: Finding,
): JudgedCheck {
  const isMetric = check.kind === 'metric';
  return {
    check: check.id,
    scenario,
    metric: isMetric ? check.metric.name : check.invariant,
    definition: isMetric ? definitionOf(check) : invariantDefinitions[check.invariant],
    statistic: isMetric ? statisticText(check.statistic) : 'invariant',
    compare: isMetric ? check.limit.compare : 'candidate',
    level: check.level,
    verdict,
    reason,
    sentence: `${check.id} on ${scenario}: ${text}.`,
    limit: isMetric ? check.limit.text : '',
    limitValue: isMetric ? check.limit.value : null,
    unit: isMetric ? check.limit.unit : '',
    n: paths,
    point: null,
    interval: null,
    confidence,
    baseline: null,
    candidate: null,
    margin: null,
    worstPaths: [],
    place: check.place,
  };
}

// Invariants ---------------------------------------------------------------------------------------------------------------------------

function judgeInvariant(check: InvariantCheck, paths: ScenarioPaths, plan: LookPlan): JudgedCheck {
  const text = `${check.invariant} holds on ${counted(paths.paths, 'path')}`;
  const holds = { verdict: 'pass', reason: 'invariant-holds', text } as const;
  if (check.invariant === 'ledger_balanced') return withoutEstimate(check, paths, plan, holds);
  for (const side of ['candidate', 'baseline'] as const) {
    const columns = waterfallMetrics.map((metric) => paths.column(side, metric));
    if (columns.every((column) => column === null) && side === 'baseline') continue;
    const present = columns.filter((column) => column !== null);
    if (present.length < columns.length) {
      return withoutEstimate(check, paths, plan, missing('the losses by payer are not there'));
    }
    const worst = worstWaterfallGap(present);
    if (worst === null) continue;
    const path = paths.firstPath + worst.row;
    const violation = `${check.invariant} is violated by ${quantity(worst.gapUsd, 'USD')} on path ${path} of the ${side}`;
    const found = withoutEstimate(check, paths, plan, { verdict: 'fail', reason: 'invariant-violated', text: violation });
    return { ...found, worstPaths: [{ path, value: worst.gapUsd, command: paths.command(path) }] };
  }
  return withoutEstimate(check, paths, plan, holds);
}

// Metrics ------------------------------------------------------------------------------------------------------------------------------

function judgeMetric(check: MetricCheck, paths: ScenarioPaths, plan: LookPlan): JudgedCheck {
  const { metric, limit } = check;
  const isAlone = limit.compare === 'candidate';
  const candidate = paths.column('candidate', metric.name);
  const baseline = isAlone ? null : paths.column('baseline', metric.name);
  const statistic = statisticText(check.statistic);
  const figure = isAlone ? undefined : paths.figures?.find((one) => one.metric === metric.name && one.statistic === statistic);
  if (candidate === null || (!isAlone && baseline === null && figure === undefined)) {
    const side = candidate === null ? 'candidate' : 'baseline';
    return withoutEstimate(check, paths, plan, missing(`the ${side} has no ${statistic} of ${metric.name}`));
  }
  const columns = { candidate, baseline };
  const options = estimateOptions(check, columns, paths, plan);
  const estimate = figure === undefined ? estimateStatistic(options) : estimateUnpaired(options, figure);
  if (estimate === null) return withoutEstimate(check, paths, plan, nothingToJudge(check, columns, paths));
  return judged(check, { estimate, columns, paths, plan });
}

/** What a check asks of its columns. */
export function estimateOptions(
  check: MetricCheck,
  columns: GateColumns,
  { seed, scenario }: Pick<ScenarioPaths, 'seed' | 'scenario'>,
  plan: LookPlan,
): EstimateOptions {
  const { metric, statistic, limit, minEvents } = check;
  const purpose = `${metric.name} ${statisticText(statistic)}`;
  return {
    statistic,
    compare: limit.compare,
    direction: metric.direction,
    columns,
    plan,
    minEvents,
    stream: () => openStream({ seed, scenario, path: 0, component: 'gate', purpose }),
  };
}

function missing(text: string): Finding {
  return { verdict: 'fail', reason: 'missing-metric', text };
}

/** What never happened passes; what exists on one side only, or is missing without a reason, does not. */
function nothingToJudge({ metric }: MetricCheck, { candidate, baseline }: GateColumns, { paths }: ScenarioPaths): Finding {
  const exists = (column: Float64Array | null): boolean => column?.some((value) => value === value) ?? false;
  if (exists(candidate) || exists(baseline)) return missing(`${metric.name} exists on no path of both sides, only of one`);
  if (!Object.hasOwn(eventBehindMetric, metric.name)) return missing(`${metric.name} exists on none of ${counted(paths, 'path')}`);
  const text = `there is no ${metric.name} without ${eventBehindMetric[metric.name]}, which happened on none of ${counted(paths, 'path')}`;
  return { verdict: 'pass', reason: 'never-happened', text };
}

interface Judging {
  readonly estimate: GateEstimate;
  readonly columns: GateColumns;
  readonly paths: ScenarioPaths;
  readonly plan: LookPlan;
}

function judged(check: MetricCheck, judging: Judging): JudgedCheck {
  const { estimate, columns, paths, plan } = judging;
  const { limit } = check;
  const neverOnBoth = limit.compare === 'ratio' && Number.isNaN(estimate.point);
  const verdict = neverOnBoth ? 'pass' : judgeInterval(estimate, limit);
  const reason = neverOnBoth ? 'never-happened' : reasonOfVerdict[verdict];
  const text = neverOnBoth ? `${check.metric.name} is 0 on all paths of both sides` : words(check, judging, verdict);
  const interval: Interval | null = isFinite(estimate.low) && isFinite(estimate.high) ? [estimate.low, estimate.high] : null;
  return {
    ...withoutEstimate(check, paths, plan, { verdict, reason, text }),
    n: estimate.n,
    point: finiteOrNull(estimate.point),
    interval,
    baseline: finiteOrNull(estimate.baseline),
    candidate: finiteOrNull(estimate.candidate),
    margin: marginTo(estimate, limit),
    worstPaths: worstPaths(check, columns, paths),
  };
}

function isFinite(value: number): boolean {
  return Number.isFinite(value);
}

function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

const comparisonWords = { candidate: '', difference: ', candidate - baseline,', ratio: ', candidate / baseline,' } as const;
const verdictWords = { pass: 'within', fail: 'beyond', inconclusive: 'on both sides of' } as const;

function words({ metric, statistic, limit }: MetricCheck, { estimate, plan, columns }: Judging, verdict: PlainVerdict): string {
  const { point, n, method } = estimate;
  const what = `${statisticText(statistic)} of ${metric.name}${comparisonWords[limit.compare]} is ${quantity(point, limit.unit)}`;
  if (statistic.kind === 'max') return `${what} on ${counted(n, 'path')}, ${verdictWords[verdict]} the limit ${limit.text}`;
  const sure = `${confidenceWords(plan.confidence)} interval ${intervalWords(estimate, limit.unit)}, n = ${n}, ${method}`;
  const never = columns.candidate.every((value) => !(value > 0)) && limit.compare === 'candidate' && metric.direction === 'lower-is-better';
  const same = limit.compare !== 'candidate' && estimate.low === estimate.high && statistic.kind === 'mean';
  const bound = never || same ? `; it ${never ? 'was above zero' : 'differs'} ${neverBound(n, plan.confidence)}` : '';
  return `${what} (${sure}), ${verdictWords[verdict]} the limit ${limit.text}${bound}`;
}

/** The metric's definition and what is made of it. */
function definitionOf({ metric, statistic }: MetricCheck): string {
  return `${metric.definition} Judged: ${statisticWords(statistic)}.`;
}

const shownPaths = 3;

/** Paths that stand behind a figure: where what is judged is furthest towards the bad side of the limit. */
function worstPaths({ limit }: MetricCheck, { candidate, baseline }: GateColumns, { firstPath, command }: ScenarioPaths): GatePath[] {
  const values = baseline === null ? candidate : candidate.map((value, row) => value - baseline[row]);
  const badness = (value: number): number =>
    limit.operator === '==' ? Math.abs(value - limit.value) : limit.operator.startsWith('<') ? value : -value;
  const rows = Array.from(values.keys()).filter((row) => Number.isFinite(values[row]) && values[row] !== 0);
  const worst = rows.sort((one, other) => badness(values[other]) - badness(values[one]) || one - other).slice(0, shownPaths);
  return worst.map((row) => ({ path: firstPath + row, value: values[row], command: command(firstPath + row) }));
}
