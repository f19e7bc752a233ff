/** What each layer of the default waterfall pays: on average, on bad paths and at worst, and how much of the fund that is. */
import type { Comparison } from '../../engine/study/comparison-types.ts';
import type { EvidenceSet, MetricSummary, ParameterRow, RunFolder } from '../../engine/study/run-folder-types.ts';
import { signed } from '../comparison-words.ts';
import type { Block, Cell, TableContent, TableRow } from '../document.ts';
import { formatCount, formatPercent, formatUsd, missing } from '../format.ts';
import { neverHappened, writeInterval, zeroBound } from '../metrics.ts';
import { absent, metricOf } from './section.ts';
import type { Section } from './section.ts';

/** Layers in the order in which they pay, by metric. */
const layers: readonly (readonly [metric: string, title: string])[] = [
  ['shortfall_usd', 'Shortfall'],
  ['insurance_fund_used_usd', 'Insurance fund'],
  ['backstop_used_usd', 'Backstop'],
  ['adl_paid_usd', 'Auto-deleveraging'],
  ['socialized_loss_usd', 'Socialised'],
  ['unfunded_loss_usd', 'Unfunded'],
];

const statistics = ['p95', 'p995', 'max'] as const;

export const waterfallPercentiles: Section = {
  id: 'waterfall-percentiles',
  title: 'Default waterfall by layer',
  blocks: (run) => {
    const known = layers.filter(([metric]) => run.evidence.sets.some(({ id }) => metricOf(run, id, metric) !== undefined));
    if (known.length === 0) return [absent('The run computed none of the amounts that a waterfall is made of.')];
    return [
      ...emptyWaterfall(run),
      { kind: 'table', table: layerTable(run, known) },
      { kind: 'table', table: fundTable(run) },
      ...run.summary.comparisons.map((comparison): Block => ({ kind: 'table', table: differenceTable(comparison, known) })),
    ];
  },
};

function emptyWaterfall(run: RunFolder): Block[] {
  const shortfalls = run.evidence.sets.map(({ id }) => metricOf(run, id, 'shortfall_usd'));
  if (!shortfalls.every((one) => one === undefined || neverHappened(one))) return [];
  return [absent(`No shortfall on any path (${zeroBound(run.summary.paths)}), so no layer had to pay.`)];
}

function layerTable(run: RunFolder, known: typeof layers): TableContent {
  const several = run.evidence.sets.length > 1;
  const numbers = ['Mean', '95 % interval', 'p95', 'p99.5', 'Max', 'Paths above 0'];
  return {
    caption:
      'Amounts per path in USD, in the order in which the layers pay. Each statistic is taken over paths by itself: only the means of ' +
      'the layers add up to that of the shortfall.',
    columns: [{ title: 'Layer' }, ...(several ? [{ title: 'Parameter set' }] : []), ...numbers.map((title) => ({ title, numeric: true }))],
    rows: known.flatMap(([metric, title]) =>
      run.evidence.sets.map((set): TableRow => {
        const found = metricOf(run, set.id, metric);
        return { cells: [title, ...(several ? [set.title] : []), ...(found ? amounts(found) : numbers.map(() => missing))] };
      }),
    ),
  };
}

function amounts(metric: MetricSummary): Cell[] {
  const bound = `0 (95 % upper bound 3/${metric.n})`;
  const interval = neverHappened(metric) ? bound : (writeInterval(metric.interval, formatUsd) ?? missing);
  const shown = statistics.map((name) => usd(metric.statistics[name]));
  const { rate } = metric.statistics;
  return [usd(metric.value), interval, ...shown, { text: formatPercent(rate), value: rate }];
}

function usd(value: number | null): Cell {
  return { text: formatUsd(value), value };
}

function fundTable(run: RunFolder): TableContent {
  return {
    caption:
      'Share of the opening insurance fund that was paid out. Payments are gross: with income of liquidation fees they may pass 100 %. ' +
      'The opening balance is that of the fund at the start of the paths, in USD.',
    columns: [
      ...['Parameter set', 'In the parameters'].map((title) => ({ title })),
      ...['Opening', 'Mean', 'p95', 'p99.5', 'Max'].map((title) => ({ title, numeric: true })),
    ],
    rows: run.evidence.sets.map((set) => ({ cells: [set.title, openingParameters(set), ...shares(run, set)] })),
  };
}

function shares(run: RunFolder, set: EvidenceSet): Cell[] {
  const openingUsd = set.fund?.p50Usd[0];
  const used = metricOf(run, set.id, 'insurance_fund_used_usd');
  if (openingUsd === undefined || !(openingUsd > 0)) return ['no fund', ...['', '', '', ''].map(() => missing)];
  const values = [used?.value ?? null, ...statistics.map((name) => used?.statistics[name] ?? null)];
  return [usd(openingUsd), ...values.map((value) => share(value === null ? null : value / openingUsd))];
}

function share(value: number | null): Cell {
  return { text: formatPercent(value), value };
}

/** As the rules state it: in whatever asset the venue keeps its fund. */
function openingParameters({ parameters }: EvidenceSet): string {
  const rows = parameters.filter(({ key }) => /(^|\.)losses\.insurance-fund\.opening(\.|$)/.test(key));
  return rows.map(openingText).join(', ') || missing;
}

function openingText({ key, value, unit }: ParameterRow): string {
  const asset = key.slice(key.lastIndexOf('.') + 1);
  const amount = typeof value === 'number' ? formatCount(value) : String(value);
  return `${amount} ${asset === 'opening' ? unit : asset}`;
}

function differenceTable({ baseline, candidate, metrics }: Comparison, known: typeof layers): TableContent {
  const rows = known.filter(([metric]) => Object.hasOwn(metrics, metric));
  return {
    caption: `${candidate} minus ${baseline}: paired differences per path, with 95 % intervals where there are enough paths`,
    columns: ['Layer', 'Mean', 'Interval', 'p95', 'Its interval', 'p99', 'Its interval'].map((title, at) => ({ title, numeric: at > 0 })),
    rows: rows.map(([metric, title]) => {
      const { difference, interval, tails } = metrics[metric];
      const parts = [{ difference, interval }, tails.p95, tails.p99];
      const cells = parts.flatMap((part): Cell[] => {
        return [{ text: change(part.difference), value: part.difference }, writeInterval(part.interval, change) ?? missing];
      });
      return { cells: [title, ...cells] };
    }),
  };
}

function change(value: number | null): string {
  return signed(value, formatUsd);
}
