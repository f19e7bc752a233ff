/** How large cascades get over paths, and what happened on the worst one. */
import type { EvidenceSet, MetricSummary, RunEvents, RunFolder } from '../../engine/study/run-folder-types.ts';
import { exceedanceCurve as chart } from '../charts/exceedance-curve.ts';
import type { Block, Cell, FigureContent, TableContent, TableRow } from '../document.ts';
import { countOf, formatCount, formatPercent, formatPrice, formatTime, formatUsd, missing } from '../format.ts';
import { logDomain } from '../histogram-bins.ts';
import { exceedanceCurve } from '../loss-tail.ts';
import { metricTitle, metricWriter, writeInterval, zeroBound } from '../metrics.ts';
import { presentValues } from '../path-values.ts';
import { sampleIndexes } from '../thin.ts';
import { absent, metricOf, perSet, shownPathText } from './section.ts';
import type { Section } from './section.ts';

const size = 'cascade_largest_usd';

export const cascadeDistribution: Section = {
  id: 'cascade-distribution',
  title: 'Size of cascades and the worst path',
  blocks: (run) => {
    const samples = run.evidence.sets.map(({ id }) => presentValues(run, id, size));
    const positive = Float64Array.from(samples.flatMap((values) => [...values.filter((value) => value > 0)]));
    const domainUsd = positive.length === 0 ? null : logDomain(positive);
    return [
      perSet(run, (set, index) => [
        ...sizeBlocks({ set, number: index + 1, values: samples[index], domainUsd }),
        statisticsBlock(run, set),
        ...timelineBlocks(run, set),
      ]),
    ];
  },
};

interface Sizes {
  readonly set: EvidenceSet;
  readonly number: number;
  readonly values: Float64Array;
  readonly domainUsd: readonly [low: number, high: number] | null;
}

function sizeBlocks({ set, number, values, domainUsd }: Sizes): Block[] {
  if (values.length === 0) return [absent(`The run kept no cascade sizes per path for ${set.title}.`)];
  if (domainUsd === null || !values.some((value) => value > 0)) {
    return [absent(`No liquidation on any path (${zeroBound(values.length)}), so no cascade.`)];
  }
  return [{ kind: 'figures', figures: [sizeFigure({ set, number, values, domainUsd })] }];
}

function sizeFigure({ set, number, values, domainUsd }: Sizes & { readonly domainUsd: readonly [number, number] }): FigureContent {
  const points = exceedanceCurve(values);
  const median = values.slice().sort()[Math.floor((values.length - 1) / 2)];
  return {
    id: `cascade-size-${number}`,
    title: `The largest cascade of the median path is ${formatUsd(median)}, of the worst ${formatUsd(points[points.length - 1].loss)}`,
    facts: `n = ${values.length}, the largest cascade of each path; band: exact 95 % interval at each size alone (Clopper-Pearson).`,
    spec: chart({ points, domainUsd, title: 'Largest cascade of a path of at least this much, USD, log scale' }),
    key: [
      { text: 'Share of paths', colour: 'shortfall', shape: 'line' },
      { text: '95 % interval', colour: 'shortfall', shape: 'band' },
    ],
    howToRead:
      'A cascade is a tree of liquidations that caused each other. A curve that falls late means that cascades run as far as the book ' +
      'lets them.',
    numbers: {
      caption: `${set.title}: share of paths whose largest cascade is at least this large`,
      columns: ['Largest cascade', 'Share of paths', 'From', 'To'].map((title) => ({ title, numeric: true })),
      rows: sampleIndexes(points.length, 12).map((index) => {
        const { loss, share, interval } = points[index];
        const shares = [share, interval.low, interval.high].map((value) => ({ text: formatPercent(value), value }));
        return { cells: [{ text: formatUsd(loss), value: loss }, ...shares] };
      }),
    },
  };
}

const overPaths = [size, 'cascade_branching_ratio', 'cascade_amplification_ratio', 'endogenous_drop_ratio'] as const;

function statisticsBlock(run: RunFolder, set: EvidenceSet): Block {
  const rows = overPaths.flatMap((name) => {
    const metric = metricOf(run, set.id, name);
    return metric === undefined ? [] : [statisticsRow(name, metric)];
  });
  if (rows.length === 0) return absent(`The run computed no cascade metrics for ${set.title}.`);
  const columns = ['n', 'Mean', '95 % interval', 'p50', 'p95', 'p99.5', 'Max'].map((title) => ({ title, numeric: true }));
  const caption =
    `${set.title}: cascades over paths. Branching: share of liquidations that others caused; near 1, each causes about one more. ` +
    'Amplification: total drop over the drop without our fills.';
  return { kind: 'table', table: { caption, columns: [{ title: 'Metric' }, ...columns], rows } };
}

function statisticsRow(name: string, metric: MetricSummary): TableRow {
  const write = metricWriter({ name, unit: metric.unit });
  const { p50, p95, p995, max } = metric.statistics;
  const cells = [p50, p95, p995, max].map((value): Cell => ({ text: write(value), value }));
  const mean: Cell = { text: write(metric.value), value: metric.value };
  const n: Cell = { text: formatCount(metric.n), value: metric.n };
  return { cells: [metricTitle(name), n, mean, writeInterval(metric.interval, write) ?? missing, ...cells] };
}

/** Rows of the timeline that are chosen for their size, besides the first of each kind. */
const largestLiquidations = 10;
const largestShortfalls = 5;

function timelineBlocks(run: RunFolder, set: EvidenceSet): Block[] {
  const { events } = run;
  const rows = timelineRows(events, set.id);
  if (rows.length === 0) return [absent(`The journal of the shown path of ${set.title} holds no event.`)];
  return [{ kind: 'table', table: timelineTable({ run, set, rows }) }];
}

/** Indexes of rows of the journal, in order of time. */
function timelineRows(events: RunEvents, setId: string): number[] {
  const { parameter_set: sets = [], kind: kinds = [] } = events;
  const ofKind = new Map<string, number[]>();
  for (let row = 0; row < sets.length; row++) {
    const kind = kinds[row];
    if (sets[row] !== setId || typeof kind !== 'string' || kind === 'horizon') continue;
    const known = ofKind.get(kind);
    if (known) known.push(row);
    else ofKind.set(kind, [row]);
  }
  const chosen = new Set([...ofKind.values()].map(([first]) => first));
  const take = (kind: string, column: string, most: number): void => {
    const rows = (ofKind.get(kind) ?? []).filter((row) => numberAt(events, column, row) > 0);
    rows.sort((one, other) => numberAt(events, column, other) - numberAt(events, column, one) || one - other);
    rows.slice(0, most).forEach((row) => chosen.add(row));
  };
  take('liquidation', 'notional_usd', largestLiquidations);
  take('settlement', 'shortfall_usd', largestShortfalls);
  return [...chosen].sort((one, other) => one - other);
}

function numberAt(events: RunEvents, column: string, row: number): number {
  const value = events[column]?.[row];
  return typeof value === 'number' ? value : 0;
}

function timelineTable({ run, set, rows }: { run: RunFolder; set: EvidenceSet; rows: readonly number[] }): TableContent {
  const { events } = run;
  const total = (events['parameter_set'] ?? []).filter((id, row) => id === set.id && events['kind']?.[row] !== 'horizon').length;
  return {
    caption:
      `${set.title}: ${formatCount(rows.length)} of ${countOf(total, 'event')} of the shown path (${shownPathText(run, set)}): ` +
      `the first of each kind, the ${largestLiquidations} largest liquidations ` +
      `and the ${largestShortfalls} largest shortfalls, in order of time`,
    columns: [
      ...['Time', 'Event', 'Account', 'Instrument', 'Side'].map((title) => ({ title, name: title === 'Time' })),
      ...['Notional', 'Price', 'Shortfall', 'Generation'].map((title) => ({ title, numeric: true })),
    ],
    dense: true,
    rows: rows.map((row) => ({ cells: eventCells(events, row) })),
  };
}

function eventCells(events: RunEvents, row: number): Cell[] {
  const words = ['kind', 'account', 'instrument', 'side'].map((column) => textAt(events, column, row));
  const timeMs = events['time_ms']?.[row];
  const amount = (column: string, write: (value: number | null) => string): Cell => {
    const value = events[column]?.[row];
    return typeof value === 'number' ? { text: write(value), value } : missing;
  };
  return [
    typeof timeMs === 'number' ? formatTime(timeMs) : missing,
    ...words,
    amount('notional_usd', formatUsd),
    amount('price', formatPrice),
    amount('shortfall_usd', formatUsd),
    amount('generation', formatCount),
  ];
}

function textAt(events: RunEvents, column: string, row: number): string {
  const value = events[column]?.[row];
  return value === null || value === undefined ? missing : String(value);
}
