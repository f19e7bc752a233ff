/** Is one set of rules safer than another, by how much, and how sure are we? Every number is a paired one: the same paths under both. */
import { openStream } from '../math/random.ts';
import { holm } from '../statistics/holm.ts';
import { mcnemarExact, pairedDifference } from '../statistics/paired.ts';
import { pairedProportionInterval } from '../statistics/paired-proportions.ts';
import { pairedTailDifferences } from '../statistics/paired-tails.ts';
import type { TailDifference, TailStatistic } from '../statistics/paired-tails.ts';
import { attribute } from './attribution.ts';
import type { ComparisonPlan } from './hybrids.ts';
import { metricDefinitions } from './metrics.ts';
import type { MetricDefinition } from './metrics.ts';
import type { Comparison, ComparisonVerdict, MetricComparison, TailComparison } from './comparison-types.ts';
import type { Interval } from './run-folder-types.ts';

/**
 * The metrics that decide a comparison, declared here and not chosen after the run: whom the rules liquidate and bankrupt, and who pays.
 * Their p-values are adjusted together, over all candidates. The level of the fund is not among them: a smaller one is lower by definition.
 */
export const gatingMetrics: readonly string[] = [
  'liquidated_accounts',
  'insolvent_accounts',
  'shortfall_usd',
  'insurance_fund_exhausted',
  'adl_notional_usd',
  'socialized_loss_usd',
  'unfunded_loss_usd',
];

/** Fewer pairs decide nothing: a test of so few paths rests on the law of their values, which nobody knows. */
export const fewestPairs = 10;
const pathsInTail = 5;
/** Resamples x paths, so that a long comparison does not end in a longer bootstrap. */
const mostDraws = 2e7;

/** Values of a metric of a set of the study, one per path in path order, NaN where it does not exist. */
export type ColumnReader = (set: number, metric: string) => Float64Array;

/** What of a plan the values are read by: all of it can be told from a run folder. */
export interface ComparedSets extends Pick<ComparisonPlan, 'compared' | 'changed' | 'attributions'> {
  readonly input: {
    readonly scenario: { readonly seed: number; readonly name: string };
    readonly sets: readonly { readonly id: string }[];
  };
}

export interface ComparisonQuestion {
  readonly plan: ComparedSets;
  readonly column: ColumnReader;
  /** For instance 0.95. */
  readonly confidence: number;
}

/** Compares the first set of a plan with every other, from the values of all paths. The same values give the same bytes. */
export function compareSets({ plan, column, confidence }: ComparisonQuestion): Comparison[] {
  const candidates = Array.from({ length: plan.compared - 1 }, (_, index) => index + 1);
  const compared = candidates.map((candidate) => compareMetrics({ plan, column, confidence }, candidate));
  const adjusted = adjust(compared, confidence);
  return candidates.map((candidate, index) => {
    const attribution = plan.attributions[index];
    return {
      baseline: plan.input.sets[0].id,
      candidate: plan.input.sets[candidate].id,
      confidence,
      changedBlocks: plan.changed[index],
      verdict: overallVerdict(adjusted[index]),
      metrics: adjusted[index],
      attribution: attribution && attribute({ plan: attribution, column, confidence }),
    };
  });
}

type Metrics = Readonly<Record<string, MetricComparison>>;

// One metric ---------------------------------------------------------------------------------------------------------------------------

interface Pairs {
  readonly definition: MetricDefinition;
  readonly baseline: Float64Array;
  readonly candidate: Float64Array;
}

function compareMetrics({ plan, column, confidence }: ComparisonQuestion, candidate: number): Metrics {
  const columns = metricDefinitions.map((definition) => {
    return { definition, baseline: column(0, definition.name), candidate: column(candidate, definition.name) };
  });
  const tails = tailsOf(columns, plan, confidence);
  return Object.fromEntries(
    columns.map((pairs, index) => [pairs.definition.name, compareMetric(existing(pairs), tails[index], confidence)]),
  );
}

/** The pairs of which both exist. */
function existing({ definition, baseline, candidate }: Pairs): Pairs {
  const exists = (_: number, path: number): boolean => baseline[path] === baseline[path] && candidate[path] === candidate[path];
  return { definition, baseline: baseline.filter(exists), candidate: candidate.filter(exists) };
}

/** Without the adjusted p-value and the verdict that rests on it. */
function compareMetric(pairs: Pairs, tails: MetricComparison['tails'], confidence: number): MetricComparison {
  const { definition, baseline, candidate } = pairs;
  const { unit, direction, name } = definition;
  const counts = countPairs(pairs);
  const n = baseline.length;
  const paired = n >= 2 ? pairedDifference({ baseline, candidate, confidence }) : null;
  return {
    unit,
    direction,
    family: gatingMetrics.includes(name) ? 'gating' : 'other',
    n,
    baseline: meanOf(baseline),
    candidate: meanOf(candidate),
    difference: meanOf(candidate.map((value, pair) => value - baseline[pair])),
    interval: intervalOf(pairs, counts, confidence),
    ...counts,
    probabilityWorse: n === 0 || direction === 'neutral' ? null : shareWorse(direction === 'higher-is-better', counts, n),
    pValue: n < 2 ? null : pValueOf(pairs, counts),
    adjustedPValue: null,
    verdict: 'not-enough-paths',
    varianceRatio: paired && counts.pathsSame < n && Number.isFinite(paired.varianceRatio) ? paired.varianceRatio : null,
    tails,
  };
}

type Counts = Pick<MetricComparison, 'pathsHigher' | 'pathsLower' | 'pathsSame'>;

function countPairs({ baseline, candidate }: Pairs): Counts {
  let [pathsHigher, pathsLower] = [0, 0];
  candidate.forEach((value, pair) => {
    if (value > baseline[pair]) pathsHigher++;
    else if (value < baseline[pair]) pathsLower++;
  });
  return { pathsHigher, pathsLower, pathsSame: candidate.length - pathsHigher - pathsLower };
}

function shareWorse(higherIsBetter: boolean, { pathsHigher, pathsLower, pathsSame }: Counts, n: number): number {
  return ((higherIsBetter ? pathsLower : pathsHigher) + pathsSame / 2) / n;
}

function meanOf(values: Float64Array): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A metric of yes and no: its unit says so. */
function isBinary({ unit }: MetricDefinition): boolean {
  return unit === 'share of paths';
}

function intervalOf(pairs: Pairs, counts: Counts, confidence: number): Interval | null {
  const { definition, baseline, candidate } = pairs;
  const n = baseline.length;
  if (n < 2 || counts.pathsSame === n) return null;
  if (isBinary(definition)) {
    const { pathsLower: onlyBaseline, pathsHigher: onlyCandidate } = counts;
    const { low, high } = pairedProportionInterval({ onlyBaseline, onlyCandidate, n, confidence });
    return [low, high];
  }
  const { low, high } = pairedDifference({ baseline, candidate, confidence });
  return [low, high];
}

/**
 * Exact McNemar for yes and no, Student's t otherwise. When every path differs by the same amount, t has no variance to measure by: then
 * the sign test, 2^(1 - n), says what n paths can say.
 */
function pValueOf({ definition, baseline, candidate }: Pairs, { pathsHigher, pathsLower, pathsSame }: Counts): number {
  const n = baseline.length;
  if (pathsSame === n) return 1;
  if (isBinary(definition)) return mcnemarExact({ onlyBaseline: pathsLower, onlyCandidate: pathsHigher });
  const { pValue, standardError } = pairedDifference({ baseline, candidate, confidence: 0.95 });
  if (standardError > 0) return pValue;
  let chance = 2;
  for (let pair = 0; pair < n; pair++) chance /= 2;
  return chance;
}

// Tails --------------------------------------------------------------------------------------------------------------------------------

const tailStatistics = {
  p95: { kind: 'quantile', level: 0.95 },
  p99: { kind: 'quantile', level: 0.99 },
  es975: { kind: 'shortfall', level: 0.975 },
} as const satisfies Readonly<Record<keyof MetricComparison['tails'], TailStatistic>>;

type TailName = keyof typeof tailStatistics;
const tailNames: readonly TailName[] = ['p95', 'p99', 'es975'];

function tailsOf(columns: readonly Pairs[], { input }: ComparedSets, confidence: number): MetricComparison['tails'][] {
  const { seed, name } = input.scenario;
  const paths = columns[0].baseline.length;
  const found = pairedTailDifferences({
    metrics: columns.map(({ definition, baseline, candidate }) => {
      const sign = definition.direction === 'higher-is-better' ? -1 : 1;
      return { baseline: baseline.map((value) => sign * value), candidate: candidate.map((value) => sign * value) };
    }),
    statistics: tailNames.map((tail) => tailStatistics[tail]),
    confidence,
    resamples: Math.min(1000, Math.max(200, Math.floor(mostDraws / paths))),
    stream: openStream({ seed, scenario: name, path: 0, component: 'comparison', purpose: 'bootstrap' }),
  });
  return columns.map(({ definition }, index) => namedTails(found[index], definition.direction === 'higher-is-better'));
}

function namedTails(found: readonly TailDifference[] | null, isMirrored: boolean): MetricComparison['tails'] {
  const tailAt = (index: number): TailComparison => tailComparison(found?.[index], tailStatistics[tailNames[index]].level, isMirrored);
  return { p95: tailAt(0), p99: tailAt(1), es975: tailAt(2) };
}

function tailComparison(found: TailDifference | undefined, level: number, isMirrored: boolean): TailComparison {
  if (found === undefined) return { baseline: null, candidate: null, difference: null, interval: null };
  const { n, baseline, candidate, difference, low, high } = found;
  const isShown = n * (1 - level) >= pathsInTail - 1e-9;
  const signed = (value: number): number => (isMirrored ? 0 - value : value);
  const interval: Interval = isMirrored ? [0 - high, 0 - low] : [low, high];
  return {
    baseline: signed(baseline),
    candidate: signed(candidate),
    difference: signed(difference),
    interval: isShown && Number.isFinite(low) && Number.isFinite(high) ? interval : null,
  };
}

// Verdicts -----------------------------------------------------------------------------------------------------------------------------

/** Holm's method over each family: one declared family holds the gating metrics of all candidates, the other everything else. */
function adjust(compared: readonly Metrics[], confidence: number): Metrics[] {
  const places = compared.flatMap((metrics, candidate) => Object.keys(metrics).map((name) => ({ candidate, name })));
  const adjusted = compared.map((): Record<string, MetricComparison> => ({}));
  for (const family of ['gating', 'other'] as const) {
    const members = places.filter(({ candidate, name }) => compared[candidate][name].family === family);
    // What exists on too few paths stays in the family: leaving it out after looking would make the others look surer.
    const pValues = holm(members.map(({ candidate, name }) => compared[candidate][name].pValue ?? 1));
    members.forEach(({ candidate, name }, index) => {
      adjusted[candidate][name] = decided(compared[candidate][name], pValues[index], confidence);
    });
  }
  return compared.map((metrics, candidate) => Object.fromEntries(Object.keys(metrics).map((name) => [name, adjusted[candidate][name]])));
}

function decided(metric: MetricComparison, adjusted: number, confidence: number): MetricComparison {
  return { ...metric, adjustedPValue: metric.pValue === null ? null : adjusted, verdict: verdictOfMetric(metric, adjusted, confidence) };
}

function verdictOfMetric({ n, difference, direction }: MetricComparison, adjusted: number, confidence: number): ComparisonVerdict {
  if (n < fewestPairs || difference === null) return 'not-enough-paths';
  if (!(adjusted <= 1 - confidence)) return 'no-difference-shown';
  if (direction === 'neutral') return 'different';
  return difference > 0 === (direction === 'lower-is-better') ? 'worse' : 'better';
}

function overallVerdict(metrics: Metrics): ComparisonVerdict {
  const verdicts = new Set(Object.values(metrics).filter(({ family }) => family === 'gating').map(({ verdict }) => verdict));
  if (verdicts.has('worse')) return verdicts.has('better') ? 'mixed' : 'worse';
  if (verdicts.has('better')) return 'better';
  return verdicts.has('no-difference-shown') ? 'no-difference-shown' : 'not-enough-paths';
}
