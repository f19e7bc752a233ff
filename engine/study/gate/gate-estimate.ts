/** What is known of a statistic from the paths that were run: a point and an interval that holds at all looks together. */
import type { RandomStream } from '../../math/random.ts';
import { sortedOrder } from '../../math/sort.ts';
import { studentQuantile } from '../../math/student.ts';
import { sequenceFactor, tuningFor } from '../../statistics/confidence-sequence.ts';
import { clopperPearson } from '../../statistics/intervals.ts';
import type { Interval } from '../../statistics/intervals.ts';
import { pairedProportionInterval } from '../../statistics/paired-proportions.ts';
import { pairedTailDifferences } from '../../statistics/paired-tails.ts';
import { orderStatisticInterval, sampleQuantile } from '../../statistics/quantiles.ts';
import type { MetricDirection } from '../run-folder-types.ts';
import type { GateCompare } from './gate-limit.ts';
import { confidenceOfLook, pathsOfLooks } from './gate-looks.ts';
import type { LookPlan } from './gate-looks.ts';
import type { GateStatistic } from './gate-statistic.ts';

/** Values of one metric, one per path, NaN where it does not exist; `baseline` on the same paths. */
export interface GateColumns {
  readonly candidate: Float64Array;
  readonly baseline: Float64Array | null;
}

export interface EstimateOptions {
  readonly statistic: GateStatistic;
  readonly compare: GateCompare;
  readonly direction: MetricDirection;
  readonly columns: GateColumns;
  readonly plan: LookPlan;
  /** Fewer events and a rate is bounded from above only. */
  readonly minEvents: number | null;
  /** For the bootstrap of tails: the same stream gives the same interval. */
  readonly stream: () => RandomStream;
}

/** Ends of the interval may be infinite where the sample does not bound them. */
export interface GateEstimate extends Interval {
  /** Paths, or pairs of them, on which the metric exists. */
  readonly n: number;
  readonly point: number;
  readonly baseline: number | null;
  readonly candidate: number;
  /** How the interval was made. */
  readonly method: string;
}

/** Fewer values decide nothing about a mean: the law of large numbers has not begun. */
const fewestValues = 10;
/** A tail with fewer paths than this is not judged by resampling it. */
const pathsInTail = 10;
/** Resamples x paths, so that the bootstrap stays short beside the paths themselves. */
const mostDraws = 4e7;
/** A difference of rates with fewer pairs that differ is bounded exactly. */
const fewestDifferent = 10;

/** Null when there is not one path (or pair) on which the metric exists. */
export function estimateStatistic(options: EstimateOptions): GateEstimate | null {
  const sample = presentOnly(options.columns, options.compare);
  if (sample.candidate.length === 0) return null;
  const own = { ...options, columns: sample };
  const { statistic } = options;
  if (statistic.kind === 'mean') return estimateMean(own, sample);
  if (statistic.kind === 'rate') return estimateRate(own);
  return 'level' in statistic ? estimateTail(own, statistic) : estimateMax(own);
}

/** Paths on which the metric exists, of both sides where both count. */
function presentOnly({ candidate, baseline }: GateColumns, compare: GateCompare): GateColumns {
  if (compare === 'candidate' || baseline === null) return { candidate: candidate.filter((value) => value === value), baseline: null };
  const exists = (_: number, path: number): boolean => candidate[path] === candidate[path] && baseline[path] === baseline[path];
  return { candidate: candidate.filter(exists), baseline: baseline.filter(exists) };
}

// Means --------------------------------------------------------------------------------------------------------------------------------

function estimateMean({ compare, plan }: EstimateOptions, { candidate, baseline }: GateColumns): GateEstimate {
  const sides = { n: candidate.length, candidate: meanOf(candidate), baseline: baseline && meanOf(baseline) };
  const factor = meanFactor(sides.n, plan);
  const method = pathsOfLooks(plan).length === 1 ? "Student's t" : 'confidence sequence';
  if (compare === 'ratio' && baseline !== null) {
    const ratio = ratioInterval({ candidate, baseline }, factor);
    return { ...sides, ...ratio, point: sides.candidate / meanOf(baseline), method: `Fieller's interval of a ratio, ${method}` };
  }
  const values = baseline === null ? candidate : candidate.map((value, path) => value - baseline[path]);
  const point = meanOf(values);
  const half = factor === Infinity ? Infinity : factor * Math.sqrt(covariance(values, values));
  const isAmount = baseline === null && values.every((value) => value >= 0);
  // What is never negative has no negative mean.
  return { ...sides, point, low: isAmount ? Math.max(0, point - half) : point - half, high: point + half, method };
}

/**
 * Half width of a mean over the standard deviation: the confidence sequence that is narrowest at the first look, or Student's t over
 * sqrt(n) where one look is all that there is.
 */
function meanFactor(n: number, plan: LookPlan): number {
  const { first, confidence } = plan;
  if (n < fewestValues) return Infinity;
  if (pathsOfLooks(plan).length > 1) return sequenceFactor({ n, confidence, tuning: tuningFor({ n: first, confidence }) });
  return studentQuantile({ probability: 0.5 + 0.5 * confidence, degrees: n - 1 }) / Math.sqrt(n);
}

interface Pairs {
  readonly candidate: Float64Array;
  readonly baseline: Float64Array;
}

/**
 * Ratios r for which the mean of candidate - r x baseline may be 0 (E. C. Fieller, J. R. Stat. Soc. B 16, 1954): (c - r b)^2 <=
 * k^2 (Vcc - 2 r Vcb + r^2 Vbb) with k the half width over the standard deviation. Unlike the delta method it needs no small variance of
 * the baseline. Unbounded where the baseline cannot be told from 0; beyond everything where the baseline is 0 and the candidate is not.
 */
function ratioInterval({ candidate, baseline }: Pairs, factor: number): Interval {
  if (factor === Infinity) return { low: -Infinity, high: Infinity };
  const [c, b, square] = [meanOf(candidate), meanOf(baseline), factor * factor];
  const quadratic = b * b - square * covariance(baseline, baseline);
  const half = c * b - square * covariance(candidate, baseline);
  const constant = c * c - square * covariance(candidate, candidate);
  if (b === 0 && quadratic === 0) return constant > 0 ? { low: Infinity, high: Infinity } : { low: -Infinity, high: Infinity };
  if (!(quadratic > 0)) return { low: -Infinity, high: Infinity };
  const root = Math.sqrt(Math.max(0, half * half - quadratic * constant));
  return { low: (half - root) / quadratic, high: (half + root) / quadratic };
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Of two columns, divided by n - 1. */
function covariance(one: Float64Array, other: Float64Array): number {
  const [meanOne, meanOther] = [meanOf(one), meanOf(other)];
  let sum = 0;
  for (let path = 0; path < one.length; path++) sum += (one[path] - meanOne) * (other[path] - meanOther);
  return one.length > 1 ? sum / (one.length - 1) : 0;
}

// Rates --------------------------------------------------------------------------------------------------------------------------------

function estimateRate(options: EstimateOptions): GateEstimate {
  const { columns, compare, plan, minEvents } = options;
  const events = { candidate: happened(columns.candidate), baseline: columns.baseline && happened(columns.baseline) };
  if (compare === 'ratio') return estimateMean(options, events);
  const n = events.candidate.length;
  const confidence = confidenceOfLook(plan);
  const candidate = meanOf(events.candidate);
  if (events.baseline === null) {
    const count = countOf(events.candidate);
    const { low, high, method } = rateInterval({ count, n, confidence, isFew: count < (minEvents ?? 0) });
    return { n, point: candidate, candidate, baseline: null, low, high, method };
  }
  const baseline = meanOf(events.baseline);
  const { low, high, method } = rateDifference({ candidate: events.candidate, baseline: events.baseline }, confidence, minEvents);
  return { n, point: candidate - baseline, candidate, baseline, low, high, method };
}

/** 1 where something happened. */
function happened(values: Float64Array): Float64Array {
  return values.map((value) => (value > 0 ? 1 : 0));
}

function countOf(events: Float64Array): number {
  return events.reduce((sum, event) => sum + event, 0);
}

interface RateQuestion {
  readonly count: number;
  readonly n: number;
  readonly confidence: number;
  /** Too few events to say that there are too many: the upper bound alone, at the full confidence. */
  readonly isFew: boolean;
}

function rateInterval({ count, n, confidence, isFew }: RateQuestion): MadeInterval {
  if (!isFew) return { ...clopperPearson({ events: count, trials: n, confidence }), method: 'Clopper and Pearson, exact' };
  return { low: 0, high: upperBound(count, n, confidence), method: 'exact binomial upper bound' };
}

/** One-sided bound of Clopper and Pearson. */
function upperBound(events: number, trials: number, confidence: number): number {
  return clopperPearson({ events, trials, confidence: 2 * confidence - 1 }).high;
}

type MadeInterval = Interval & { readonly method: string };

function rateDifference({ candidate, baseline }: Pairs, confidence: number, minEvents: number | null): MadeInterval {
  const n = candidate.length;
  let onlyCandidate = 0;
  let onlyBaseline = 0;
  for (let path = 0; path < n; path++) {
    if (candidate[path] > baseline[path]) onlyCandidate++;
    if (candidate[path] < baseline[path]) onlyBaseline++;
  }
  if (onlyCandidate + onlyBaseline >= (minEvents ?? fewestDifferent)) {
    return { ...pairedProportionInterval({ onlyBaseline, onlyCandidate, n, confidence }), method: 'Agresti and Min, paired' };
  }
  const half = 0.5 + 0.5 * confidence;
  const [low, high] = [-upperBound(onlyBaseline, n, half), upperBound(onlyCandidate, n, half)];
  return { low, high, method: 'exact binomial bounds of the pairs that differ' };
}

// Largest values and tails -------------------------------------------------------------------------------------------------------------

type TailOfGate = Extract<GateStatistic, { readonly level: number }>;

/** A fact about the paths that were run, not an estimate: there is no interval for the largest value that could ever come. */
function estimateMax({ columns: { candidate: own, baseline: other } }: EstimateOptions): GateEstimate {
  const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, value), -Infinity);
  const [candidate, baseline] = [largest(own), other && largest(other)];
  const point = candidate - (baseline ?? 0);
  return { n: own.length, point, low: point, high: point, candidate, baseline, method: 'of the paths that were run' };
}

function estimateTail(options: EstimateOptions, statistic: TailOfGate): GateEstimate {
  const { columns, compare, plan } = options;
  if (statistic.kind !== 'quantile' || compare !== 'candidate') return bootstrapTail(options, statistic);
  const sorted = Float64Array.from(sortedOrder(columns.candidate), (path) => columns.candidate[path]);
  const candidate = sampleQuantile(sorted, statistic.level);
  const interval = orderStatisticInterval({ sorted, probability: statistic.level, confidence: confidenceOfLook(plan) });
  return { n: sorted.length, point: candidate, candidate, baseline: null, ...interval, method: 'order statistics' };
}

/** Of one set the difference from nothing is the statistic itself. The worst values of a metric that is better high are the lowest. */
function bootstrapTail(options: EstimateOptions, { kind, level }: TailOfGate): GateEstimate {
  const { columns, compare, plan, direction, stream } = options;
  const n = columns.candidate.length;
  const sign = kind === 'shortfall' && direction === 'higher-is-better' ? -1 : 1;
  const signed = (values: Float64Array): Float64Array => (sign === 1 ? values : values.map((value) => 0 - value));
  const baseline = signed(columns.baseline ?? new Float64Array(n));
  const found = pairedTailDifferences({
    metrics: [{ baseline, candidate: signed(columns.candidate) }],
    statistics: [{ kind, level }],
    confidence: confidenceOfLook(plan),
    resamples: Math.min(2000, Math.max(400, Math.floor(mostDraws / n))),
    stream: stream(),
  })[0]?.[0];
  const isKnown = found !== undefined && n * Math.min(level, 1 - level) >= pathsInTail - 1e-9;
  const [low, high] = isKnown ? [found.low, found.high] : [-Infinity, Infinity];
  return {
    n,
    point: sign * (found?.difference ?? NaN),
    candidate: sign * (found?.candidate ?? NaN),
    baseline: compare === 'candidate' ? null : sign * (found?.baseline ?? NaN),
    low: sign === 1 ? low : 0 - high,
    high: sign === 1 ? high : 0 - low,
    method: compare === 'candidate' ? 'bootstrap' : 'paired bootstrap',
  };
}
