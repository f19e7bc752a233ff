/** A comparison in words and written numbers, for the page on the terminal and the report. */
import type { Comparison, ComparisonVerdict, MetricComparison } from '../engine/study/comparison-types.ts';
import { countOf, formatPercent, formatRatio, missing } from './format.ts';
import { metricTitle, metricWriter } from './metrics.ts';

export const verdictWords: Readonly<Record<ComparisonVerdict, string>> = {
  worse: 'worse',
  better: 'better',
  mixed: 'mixed',
  different: 'different',
  'no-difference-shown': 'no difference shown',
  'not-enough-paths': 'not enough paths',
};

/** Metrics named in a sentence before it says how many more there are. */
const mostNamed = 3;

/** What the comparison found, in one sentence. */
export function comparisonSentence(comparison: Comparison): string {
  const { baseline, candidate, verdict, changedBlocks, metrics } = comparison;
  if (changedBlocks.length === 0) return `The rules of ${candidate} are those of ${baseline}: no difference.`;
  const worse = named(metrics, 'worse');
  const better = named(metrics, 'better');
  if (verdict === 'worse') return `${candidate} is worse than ${baseline}: ${worse}.`;
  if (verdict === 'better') return `${candidate} is better than ${baseline}: ${better}.`;
  if (verdict === 'mixed') return `${candidate} is worse than ${baseline} in some respects (${worse}) and better in others (${better}).`;
  const paths = Math.max(...Object.values(metrics).map(({ n }) => n));
  const sample = countOf(paths, 'path');
  if (verdict === 'not-enough-paths') return `${sample} decide nothing about ${candidate} and ${baseline}: run at least 10.`;
  return `In the metrics that decide, ${sample} show no difference between ${candidate} and ${baseline}.`;
}

function named(metrics: Comparison['metrics'], verdict: ComparisonVerdict): string {
  const found = gatingOf(metrics).filter(([, metric]) => metric.verdict === verdict);
  const texts = found.slice(0, mostNamed).map(([name, metric]) => {
    return `${metricTitle(name).toLowerCase()} ${writtenComparison(name, metric).difference}`;
  });
  const others = found.length - texts.length;
  return [...texts, ...(others > 0 ? [`and ${countOf(others, 'other metric')}`] : [])].join(', ');
}

/** The metrics whose tests decide, in the order of the summary. */
export function gatingOf(metrics: Comparison['metrics']): (readonly [name: string, metric: MetricComparison])[] {
  return Object.entries(metrics).filter(([, { family }]) => family === 'gating');
}

export interface WrittenComparison {
  readonly baseline: string;
  readonly candidate: string;
  /** With its sign. */
  readonly difference: string;
  readonly interval: string;
  /** Share of paths on which the candidate is worse. */
  readonly worse: string;
  /** Adjusted. */
  readonly pValue: string;
  /** `12.3x`: how many times more paths the same interval takes without pairing. */
  readonly pairing: string;
  readonly verdict: string;
}

export function writtenComparison(name: string, metric: MetricComparison): WrittenComparison {
  const { baseline, candidate, difference, interval, probabilityWorse, adjustedPValue, varianceRatio, verdict } = metric;
  const write = metricWriter({ name, unit: metric.unit });
  return {
    baseline: write(baseline),
    candidate: write(candidate),
    difference: signed(difference, write),
    interval: interval === null ? noInterval(metric) : `${signed(interval[0], write)} to ${signed(interval[1], write)}`,
    worse: probabilityWorse === null ? missing : formatPercent(probabilityWorse),
    pValue: formatPValue(adjustedPValue),
    pairing: varianceRatio === null ? missing : `${formatRatio(varianceRatio)}x`,
    verdict: verdictWords[verdict],
  };
}

function noInterval({ n, pathsSame }: MetricComparison): string {
  if (n === 0) return 'on no path under both';
  return pathsSame < n ? 'too few paths' : `same on all ${countOf(n, 'path')}`;
}

/** What a difference seen on none of n paths leaves open: the rule of three (see metrics.ts); null when it says nothing. */
export function sameBound(n: number): string | null {
  if (n <= 3) return null;
  return `What is the same on all of ${n} paths differs on less than ${formatPercent(3 / n)} of paths (95 % upper bound 3/${n}).`;
}

/** `+$1.20M`; a value without a sign of its own is not changed. */
export function signed(value: number | null, write: (value: number | null) => string): string {
  return value !== null && value > 0 ? `+${write(value)}` : write(value);
}

function formatPValue(value: number | null): string {
  if (value === null) return missing;
  return value < 0.0001 ? '<0.0001' : value.toFixed(4);
}

/** How the shares of the blocks were found. */
export function attributionMethod({ attribution, changedBlocks }: Comparison): string {
  if (attribution === null) return '';
  const { method, orders } = attribution;
  if (changedBlocks.length === 1) return `Only ${changedBlocks[0]} differs: all of the difference is its own.`;
  if (method === 'one-at-a-time' || orders === null) {
    return (
      'What each block changes when it alone is taken from the candidate and when it alone is left out, averaged. Interaction is what ' +
      'these do not explain.'
    );
  }
  const used = orders.used === orders.all ? `all ${orders.all}` : `the ${orders.used} of ${orders.all} possible`;
  return `What each block changes when it is introduced, averaged over ${used} orders of introducing them (Shapley); together, all of it.`;
}
