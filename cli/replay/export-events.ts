/** The journal of a replayed path as a file: CSV for spreadsheets, JSON, or Arrow. */
import { existsSync, writeFileSync } from 'node:fs';
import { exitCodes, UserError } from '../../engine/errors.ts';
import type { TimelineEvent } from '../../engine/study/path-timeline.ts';
import { outputError } from '../failure.ts';
import { jsonText } from '../run-json.ts';
import { usageError } from '../usage-error.ts';
import { csvLine } from '../../reports/formats/csv-cell.ts';

/** An event and the set under which it happened. */
export interface ExportedEvent {
  readonly set: string;
  readonly path: number;
  readonly event: TimelineEvent;
}

type Cell = string | number | null;

/** Columns in the order of the file: name and value. */
const columns: readonly (readonly [name: string, isText: boolean, read: (one: ExportedEvent) => Cell])[] = [
  ['parameter_set', true, ({ set }) => set],
  ['path', false, ({ path }) => path],
  ['event', false, ({ event }) => event.event],
  ['time', true, ({ event }) => new Date(event.timeMs).toISOString()],
  ['time_ms', false, ({ event }) => event.timeMs],
  ['kind', true, ({ event }) => event.kind],
  ['account', true, ({ event }) => event.account],
  ['owner', true, ({ event }) => event.owner],
  ['counterparty', true, ({ event }) => event.counterparty],
  ['instrument', true, ({ event }) => event.instrument],
  ['side', true, ({ event }) => event.side],
  ['lots', false, ({ event }) => event.lots],
  ['deleveraged_lots', false, ({ event }) => event.deleveragedLots],
  ['price', false, ({ event }) => event.price],
  ['mark_price', false, ({ event }) => event.markPrice],
  ['notional_usd', false, ({ event }) => event.notionalUsd],
  ['fee_usd', false, ({ event }) => event.feeUsd],
  ['slippage_usd', false, ({ event }) => event.slippageUsd],
  ['surplus_usd', false, ({ event }) => event.surplusUsd],
  ['shortfall_usd', false, ({ event }) => event.shortfallUsd],
  ['fund_usd', false, ({ event }) => event.fundUsd],
  ['adl_usd', false, ({ event }) => event.adlUsd],
  ['lent_usd', false, ({ event }) => event.lentUsd],
  ['socialized_usd', false, ({ event }) => event.socializedUsd],
  ['unfunded_usd', false, ({ event }) => event.unfundedUsd],
  ['liquidation', false, ({ event }) => event.liquidation],
  ['parent', false, ({ event }) => event.parent],
  ['generation', false, ({ event }) => event.generation],
];

const formats = ['csv', 'json', 'arrow'] as const;
type Format = (typeof formats)[number];

/** Refuses before the path runs what would be refused after it. Throws UserError, exit 2 or 41. */
export function checkExport(file: string, mayReplace: boolean): void {
  formatOf(file);
  if (!existsSync(file) || mayReplace) return;
  const suggestion = 'another name, or --force to replace it';
  throw new UserError(exitCodes.outputNotWritable, [{ what: `${file} is there already`, suggestion }]);
}

function formatOf(file: string): Format {
  const found = formats.find((format) => file.toLowerCase().endsWith(`.${format}`));
  if (found) return found;
  throw usageError({ what: `--out is ${JSON.stringify(file)}`, expected: 'a file that ends in .csv, .json or .arrow' });
}

/** Writes all events. An existing file was agreed to by `checkExport`; one that came since stays. */
export async function exportEvents(file: string, events: readonly ExportedEvent[], mayReplace: boolean): Promise<void> {
  const content = await contentOf(formatOf(file), events);
  try {
    writeFileSync(file, content, { flag: mayReplace ? 'w' : 'wx' });
  } catch (error) {
    throw outputError(file, error);
  }
}

async function contentOf(format: Format, events: readonly ExportedEvent[]): Promise<string | Uint8Array> {
  if (format === 'csv') return csvOf(events);
  if (format === 'json') return jsonText({ schemaVersion: 1, events: events.map(recordOf) }, { indent: 1 });
  const { arrowFile, numberData, textData } = await import('../arrow-files.ts');
  return arrowFile(
    columns.map(([name, isText, read]) => {
      const cells = events.map(read);
      if (isText) return { name, data: textData(cells.map((cell) => (cell === null ? null : String(cell)))) };
      return { name, data: numberData(Float64Array.from(cells, (cell) => (cell === null ? NaN : Number(cell)))) };
    }),
  );
}

/** An event by the names of the columns. */
export function recordOf(one: ExportedEvent): Record<string, Cell> {
  return Object.fromEntries(columns.map(([name, , read]) => [name, read(one)]));
}

function csvOf(events: readonly ExportedEvent[]): string {
  const lines = [columns.map(([name]) => name), ...events.map((one) => columns.map(([, , read]) => read(one)))];
  return lines.map(csvLine).join('');
}
