/** How large losses get and how often: histogram, exceedance curve, tail table, and differences path by path. */
import { heavyTailWarning } from '../../engine/statistics/hill.ts';
import { ruleOfThree } from '../../engine/statistics/intervals.ts';
import type { Comparison } from '../../engine/study/comparison-types.ts';
import type { EvidenceSet, RunFolder } from '../../engine/study/run-folder-types.ts';
import { exceedanceCurve as exceedanceChart } from '../charts/exceedance-curve.ts';
import { differenceHistogram, lossHistogram } from '../charts/histogram.ts';
import type { Block, FigureContent, TableContent, TableRow } from '../document.ts';
import { countOf, formatCount, formatPercent, formatUsd } from '../format.ts';
import { differenceBins, logBins, logDomain } from '../histogram-bins.ts';
import type { Bin } from '../histogram-bins.ts';
import { exceedanceCurve, leastTailPaths, tailTable } from '../loss-tail.ts';
import type { Exceedance, TailRow } from '../loss-tail.ts';
import { presentValues } from '../path-values.ts';
import { sampleIndexes } from '../thin.ts';
import { absent, perSet } from './section.ts';
import type { Section } from './section.ts';

const metric = 'shortfall_usd';

export const lossDistribution: Section = {
  id: 'loss-distribution',
  title: 'Loss distribution',
  blocks: (run) => {
    const samples = run.evidence.sets.map(({ id }) => presentValues(run, id, metric));
    const scale = sharedScale(samples);
    return [perSet(run, (set, index) => setBlocks({ set, number: index + 1, values: samples[index], scale })), ...pairs(run)];
  },
};

/** Axes that all parameter sets share; null when none has a loss. */
interface Scale {
  readonly domainUsd: readonly [low: number, high: number];
  readonly maxCount: number;
}

function sharedScale(samples: readonly Float64Array[]): Scale | null {
  const losses = Float64Array.from(samples.flatMap((values) => [...values.filter((value) => value > 0)]));
  if (losses.length === 0) return null;
  const domainUsd = logDomain(losses);
  const counts = samples.flatMap((values) => logBins(values, domainUsd).map(({ count }) => count));
  return { domainUsd, maxCount: Math.max(...counts) };
}

interface Subject {
  readonly set: EvidenceSet;
  readonly number: number;
  readonly values: Float64Array;
  readonly scale: Scale | null;
}

function setBlocks({ set, number, values, scale }: Subject): Block[] {
  if (values.length === 0) return [absent(`The run kept no shortfall per path for ${set.title}.`)];
  if (scale === null || !values.some((value) => value > 0)) return [absent(noLoss(values.length))];
  const warning = heavyTailWarning(values);
  const blocks: Block[] = [
    { kind: 'figures', figures: [histogramFigure({ set, number, values, scale }), curveFigure({ set, number, values, scale })] },
  ];
  if (warning !== null) blocks.push({ kind: 'paragraph', text: [{ strong: 'Heavy tail: ' }, `${warning}.`] });
  return [...blocks, { kind: 'table', table: tailTableContent(set, values) }];
}

/** Zero of n says how rare a loss may still be, not that there is none. */
function noLoss(trials: number): string {
  const bound = formatPercent(ruleOfThree({ trials, confidence: 0.95 }));
  const says = trials <= 3 ? 'which says nothing' : `= ${bound} of paths`;
  return `No path has a shortfall: 0 of ${countOf(trials, 'path')} (95 % upper bound 3/${trials}, ${says}). There is no tail to show.`;
}

type Drawn = Omit<Subject, 'scale'> & { readonly scale: Scale };

function histogramFigure({ set, number, values, scale }: Drawn): FigureContent {
  const bins = logBins(values, scale.domainUsd);
  const lossless = values.filter((value) => !(value > 0)).length;
  return {
    id: `loss-histogram-${number}`,
    title: `${formatCount(values.length - lossless)} of ${countOf(values.length, 'path')} have a shortfall`,
    facts: `n = ${values.length}; ${formatCount(lossless)} without a shortfall are not drawn.`,
    spec: lossHistogram({ bins, ...scale, title: 'Shortfall of a path, USD', fill: 'shortfall' }),
    key: [],
    howToRead:
      'Each bar counts paths whose shortfall lies in its range. Ranges widen by equal factors, so that small and large losses show.',
    numbers: binTable(`${set.title}: paths by shortfall`, bins),
  };
}

function binTable(caption: string, bins: readonly Bin[]): TableContent {
  return {
    caption,
    columns: ['From', 'To', 'Paths'].map((title) => ({ title, numeric: true })),
    rows: bins.map(({ from, to, count }) => ({ cells: [usd(from), usd(to), { text: formatCount(count), value: count }] })),
  };
}

function usd(value: number): { text: string; value: number } {
  return { text: formatUsd(value), value };
}

function curveFigure({ set, number, values, scale }: Drawn): FigureContent {
  const points = exceedanceCurve(values);
  return {
    id: `loss-exceedance-${number}`,
    title: curveFinding(points),
    facts: `n = ${values.length}; band: exact 95 % interval at each loss alone (Clopper-Pearson), not of the whole curve at once.`,
    spec: exceedanceChart({ points, domainUsd: scale.domainUsd, title: 'Shortfall of at least this much, USD, log scale' }),
    key: [
      { text: 'Share of paths', colour: 'shortfall', shape: 'line' },
      { text: '95 % interval', colour: 'shortfall', shape: 'band' },
    ],
    howToRead:
      'Read up from a loss: that share of the paths loses at least as much. Where the band is wide, few paths decide; to the right of ' +
      'the last point the run has seen nothing.',
    numbers: curveTable(set, points),
  };
}

function curveFinding(points: readonly Exceedance[]): string {
  const { loss, share } = points.find((point) => point.share <= 0.05) ?? points[points.length - 1];
  return `${formatPercent(share)} of paths lose ${formatUsd(loss)} or more`;
}

function curveTable(set: EvidenceSet, points: readonly Exceedance[]): TableContent {
  return {
    caption: `${set.title}: share of paths with at least this shortfall, and its exact 95 % interval`,
    columns: ['Shortfall', 'Share of paths', 'From', 'To'].map((title) => ({ title, numeric: true })),
    rows: sampleIndexes(points.length, 15).map((index) => {
      const { loss, share, interval } = points[index];
      return { cells: [usd(loss), ...[share, interval.low, interval.high].map((value) => ({ text: formatPercent(value), value }))] };
    }),
  };
}

function tailTableContent(set: EvidenceSet, values: Float64Array): TableContent {
  const rows = tailTable(values).map(tailRow);
  const max = values.reduce((most, value) => Math.max(most, value), 0);
  const n = formatCount(values.length);
  return {
    caption:
      `${set.title}: tail of the shortfall over ${n} paths. Intervals of quantiles lie between order statistics; those of expected ` +
      `shortfall (mean of the worst 2.5 % and 1 %) rest on its standard error and are left out below ${leastTailPaths} paths in the tail ` +
      'or where the tail is too heavy. A quantile with no upper end lies beyond what the run can bound.',
    columns: ['Statistic', 'Shortfall', '95 % interval', 'Paths in the tail'].map((title, index) => ({ title, numeric: index > 0 })),
    rows: [...rows, { cells: ['Max', usd(max), 'none: the largest of the sample', '1'] }],
  };
}

function tailRow({ name, value, interval, tailPaths }: TailRow): TableRow {
  return { cells: [name, usd(value), intervalText(interval), { text: formatCount(tailPaths), value: tailPaths }] };
}

function intervalText(interval: TailRow['interval']): string {
  if (interval === null) return 'too few paths, or too heavy a tail';
  const { low, high } = interval;
  if (high === Infinity) return low === -Infinity ? 'not bounded by the sample' : `${formatUsd(low)} or more`;
  return `${formatUsd(Math.max(0, low))} to ${formatUsd(high)}`;
}

function pairs(run: RunFolder): Block[] {
  return run.summary.comparisons.flatMap((comparison, index) => pairBlocks(run, comparison, index + 1));
}

function pairBlocks(run: RunFolder, { baseline, candidate }: Comparison, ordinal: number): Block[] {
  const heading: Block = { kind: 'heading', text: `${candidate} against ${baseline}, path by path` };
  const differences = pairedDifferences(run, baseline, candidate);
  if (differences.length === 0) return [heading, absent('The run kept no shortfall of both sets on the same paths.')];
  const bins = differenceBins(differences);
  if (bins.length === 0) {
    return [heading, absent(`The shortfall is the same on all ${countOf(differences.length, 'path')}.`)];
  }
  return [heading, { kind: 'figures', figures: [differenceFigure({ differences, bins, ordinal, candidate, baseline })] }];
}

function pairedDifferences(run: RunFolder, baseline: string, candidate: string): Float64Array {
  const [before, after] = [baseline, candidate].map((id) => run.outcomes.column(id, metric));
  if (!before || !after) return new Float64Array(0);
  return after.map((value, path) => value - before[path]).filter((value) => value === value);
}

interface Differences {
  readonly differences: Float64Array;
  readonly bins: readonly Bin[];
  readonly ordinal: number;
  readonly candidate: string;
  readonly baseline: string;
}

function differenceFigure({ differences, bins, ordinal, candidate, baseline }: Differences): FigureContent {
  const count = (holds: (value: number) => boolean): string => formatCount(differences.filter(holds).length);
  return {
    id: `loss-difference-${ordinal}`,
    title: `${candidate} loses more on ${count((value) => value > 0)} paths, less on ${count((value) => value < 0)}`,
    facts: `n = ${differences.length} pairs on the same prices; ${count((value) => value === 0)} without a difference are not drawn.`,
    spec: differenceHistogram({ bins, title: 'Shortfall of the candidate - baseline, USD' }),
    key: [
      { text: 'Candidate loses more', colour: 'unfunded', shape: 'bar' },
      { text: 'Candidate loses less', colour: 'fund', shape: 'bar' },
    ],
    howToRead:
      'Each path is run under both sets with the same prices and shocks; a bar counts differences. The first and the last bar hold also ' +
      'the half per cent of the paths beyond them.',
    numbers: binTable(`Paths by shortfall of ${candidate} minus that of ${baseline}`, bins),
  };
}
