/** How far marks stood from the market, when breakers acted, and what the shown path comes to without them. */
import type {
  BreakerComparison, BreakerOutcome, HaltRecord, OracleAndBreakers, OracleTrack,
} from '../../engine/study/run-folder-rules.ts';
import type { EvidenceSet, RunFolder } from '../../engine/study/run-folder-types.ts';
import { oracleDeviation } from '../charts/oracle-deviation.ts';
import type { Block, Cell, FigureContent, TableContent } from '../document.ts';
import { countOf, formatCount, formatPercent, formatSeconds, formatTime, formatUsd, missing } from '../format.ts';
import { sampleIndexes } from '../thin.ts';
import { absent, perSet, shownPathText } from './section.ts';
import type { Section } from './section.ts';

export const oracleAndBreakers: Section = {
  id: 'oracle-and-breakers',
  title: 'Oracle and circuit breakers',
  blocks: (run) => [perSet(run, (set, index) => setBlocks(run, set, index + 1))],
};

function setBlocks(run: RunFolder, set: EvidenceSet, number: number): Block[] {
  const found = set.oracleAndBreakers;
  if (found === undefined) return [absent(`The run kept nothing about oracles and breakers of ${set.title}: it is of an earlier version.`)];
  return [...oracleBlocks({ run, set, number, found }), ...breakerBlocks(found, shownPathText(run, set))];
}

interface Subject {
  readonly run: RunFolder;
  readonly set: EvidenceSet;
  readonly number: number;
  readonly found: OracleAndBreakers;
}

function oracleBlocks({ run, set, number, found }: Subject): Block[] {
  const observed = found.oracles.filter(({ publications }) => publications !== null);
  if (observed.length === 0) return [absent(`${set.title} has no oracle: marks follow the market at once.`)];
  const drawn = observed.filter(({ timeMs, worstDeviation }) => timeMs.length > 1 && worstDeviation !== 0);
  const figures = drawn.slice(0, mostCharts).map((track, index) => {
    const halts = found.halts.filter(({ instrument }) => instrument === track.instrument);
    return trackFigure({ run, set, track, halts, id: `oracle-${number}-${index + 1}` });
  });
  const pictures: Block = figures.length === 0 ? absent('The mark never left the market on the shown path.') : { kind: 'figures', figures };
  return [pictures, { kind: 'table', table: oracleTable(observed, shownPathText(run, set)) }];
}

/** Charts of a set: the table holds every instrument. */
const mostCharts = 6;

interface Track {
  readonly run: RunFolder;
  readonly set: EvidenceSet;
  readonly track: OracleTrack;
  readonly halts: readonly HaltRecord[];
  readonly id: string;
}

function trackFigure({ run, set, track, halts, id }: Track): FigureContent {
  return {
    id,
    title: `${track.instrument}: the mark stood up to ${formatPercent(track.worstDeviation)} from the market`,
    facts: `${shownPathText(run, set)}; ${countOf(halts.length, 'halt')}.`,
    spec: oracleDeviation({ track, halts }),
    key: [
      { text: 'Mark over market price, minus 1', colour: 'price', shape: 'line' },
      ...(halts.length > 0 ? [{ text: 'Halted', colour: 'socialized', shape: 'band' } as const] : []),
    ],
    howToRead:
      'Above 0 the mark is higher than the price that the oracle reads, our liquidations included: longs are liquidated too late there, ' +
      'shorts too early. A flat stretch off 0 is a feed that lags.',
    numbers: {
      caption: `${set.title}, ${track.instrument}: mark over market price, minus 1`,
      columns: [{ title: 'Time', name: true }, { title: 'Deviation', numeric: true }],
      rows: sampleIndexes(track.timeMs.length, 13).map((index) => ({
        cells: [formatTime(track.timeMs[index]), { text: formatPercent(track.deviation[index]), value: track.deviation[index] }],
      })),
    },
  };
}

function oracleTable(tracks: readonly OracleTrack[], sample: string): TableContent {
  return {
    caption: `Oracles on the shown path (${sample}). Silence: longest time without a publication that became the mark.`,
    columns: ['Instrument', 'Publications', 'Longest silence', 'Worst deviation', 'When'].map((title, at) => ({ title, numeric: at > 0 })),
    rows: tracks.map(({ instrument, publications, longestSilenceMs, worstDeviation, worstTimeMs }) => ({
      cells: [
        instrument,
        { text: formatCount(publications), value: publications },
        longestSilenceMs === null ? missing : { text: formatSeconds(longestSilenceMs / 1000), value: longestSilenceMs / 1000 },
        { text: formatPercent(worstDeviation), value: worstDeviation },
        worstDeviation === 0 ? missing : formatTime(worstTimeMs),
      ],
    })),
  };
}

function breakerBlocks({ halts, heldBack, withoutBreakers }: OracleAndBreakers, sample: string): Block[] {
  if (withoutBreakers === null) return [absent('The set has no circuit breaker.')];
  const didAct = halts.length > 0 || heldBack.fills > 0;
  const quiet = absent(`No breaker acted on the shown path (${sample}).`);
  const acted: Block = didAct ? { kind: 'paragraph', text: actedText(halts, heldBack) } : quiet;
  const trips: Block[] = halts.length === 0 ? [] : [{ kind: 'table', table: haltTable(halts) }];
  return [acted, ...trips, { kind: 'table', table: preventedTable(withoutBreakers, sample) }];
}

function actedText(halts: readonly HaltRecord[], { fills, notionalUsd }: OracleAndBreakers['heldBack']): string {
  const bands = `price bands made ${countOf(fills, 'fill')} smaller (${formatUsd(notionalUsd)} had to wait, counted each time)`;
  return `Breakers halted trading ${countOf(halts.length, 'time')}; ${bands}.`;
}

/** Halts that are listed one by one. */
const mostHalts = 30;

function haltTable(halts: readonly HaltRecord[]): TableContent {
  const listed = halts.slice(0, mostHalts);
  const which = listed.length < halts.length ? `the first ${listed.length} of ${halts.length}` : countOf(halts.length, 'halt');
  return {
    caption: `Halts on the shown path: ${which}`,
    columns: [{ title: 'Time', name: true }, { title: 'Instrument' }, { title: 'Rule' }, { title: 'Length', numeric: true }],
    rows: listed.map(({ instrument, timeMs, untilMs, rule }) => {
      const seconds = (untilMs - timeMs) / 1000;
      return { cells: [formatTime(timeMs), instrument, [{ code: rule }], { text: formatSeconds(seconds), value: seconds }] };
    }),
  };
}

const compared: readonly (readonly [key: keyof BreakerOutcome, title: string, write: (value: number | null) => string])[] = [
  ['liquidations', 'Liquidations', formatCount],
  ['liquidatedNotionalUsd', 'Liquidated notional', formatUsd],
  ['insolventAccounts', 'Insolvent accounts', formatCount],
  ['shortfallUsd', 'Shortfall', formatUsd],
];

function preventedTable({ with: kept, without }: BreakerComparison, sample: string): TableContent {
  const ended = without === null ? ' Without breakers the cascade did not end within the limit of rounds.' : '';
  return {
    caption: `The shown path with its breakers and run again without them (${sample}): one path, no statistics.${ended}`,
    columns: ['', 'With breakers', 'Without', 'Without - with'].map((title, index) => ({ title, numeric: index > 0 })),
    rows: compared.map(([key, title, write]) => {
      const change = without === null ? null : without[key] - kept[key];
      const cells = [kept[key], without?.[key] ?? null, change].map((value): Cell => ({ text: write(value), value }));
      return { cells: [title, ...cells] };
    }),
  };
}
