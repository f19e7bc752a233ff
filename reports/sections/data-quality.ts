/** Annex: which data the run read, of what time, and what was odd about it. */
import type { ManifestData, RunFolder } from '../../engine/study/run-folder-types.ts';
import type { Block, Cell, TableContent } from '../document.ts';
import { countOf, formatCount, formatSpan, missing } from '../format.ts';
import { absent } from './section.ts';
import type { Section } from './section.ts';

export const dataQuality: Section = {
  id: 'data-quality',
  title: 'Data quality',
  blocks: ({ manifest, evidence: { scenario } }: RunFolder) => {
    if (manifest.data.length === 0) return [absent('The run read no data files: its prices come from models or stand in the scenario.')];
    const span = `Rows outside the time of the scenario (${formatSpan(scenario.endMs - scenario.startMs)}) are not replayed.`;
    return [
      { kind: 'paragraph', text: `${rejected} ${span}` },
      { kind: 'table', table: dataTable(manifest.data) },
      noticesBlock(manifest.data),
    ];
  },
};

/** What the import does with what is wrong; see data/validate.ts. */
const rejected =
  'A file is taken whole or not at all: rows that contradict themselves (high below low, times twice or off the grid, prices of 0 among ' +
  'others) refuse the file, so no row was rejected singly, and the import filled in or smoothed nothing.';

function dataTable(data: readonly ManifestData[]): TableContent {
  return {
    caption: 'Data of the run. Missing rows: bars without an entry between the first and the last.',
    columns: [
      { title: 'Data' },
      { title: 'Rows', numeric: true },
      ...['First', 'Last'].map((title) => ({ title, name: true })),
      ...['Missing rows', 'Longest gap'].map((title) => ({ title, numeric: true })),
      { title: 'Source' },
      { title: 'SHA-256' },
    ],
    rows: data.map(({ name, rows, firstTime = missing, lastTime = missing, missingRows, longestGapMs, source, sha256 }) => ({
      cells: [name, count(rows), firstTime, lastTime, count(missingRows), gap(longestGapMs), source, [{ code: sha256 }]],
    })),
  };
}

function count(value: number | undefined): Cell {
  return value === undefined ? 'not counted' : { text: formatCount(value), value };
}

function gap(spanMs: number | undefined): string {
  if (spanMs === undefined) return 'not counted';
  return spanMs === 0 ? 'none' : formatSpan(spanMs);
}

function noticesBlock(data: readonly ManifestData[]): Block {
  const items = data.flatMap(({ name, notices = [] }) => notices.map((notice) => `${name}: ${notice}`));
  if (items.length > 0) return { kind: 'list', items };
  const known = data.filter(({ notices }) => notices !== undefined).length;
  const shipped = 'tables that come with the program are checked by its tests';
  return absent(`The import had nothing to remark on ${countOf(known, 'file')}; ${shipped}.`);
}
