import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitCodes, UserError } from '../engine/errors.ts';
import type { Candles } from '../engine/market/candles.ts';
import { assert } from '../engine/math/assert.ts';
import type { DataDescription } from './manifest.ts';

/** What metadata.json beside the tables says; checked against them by the tests. */
export interface HistoryMetadata {
  readonly name: string;
  readonly title: string;
  readonly what: string;
  readonly times: string;
  readonly licence: string;
  readonly files: readonly HistoryFile[];
}

export interface HistoryFile {
  readonly file: string;
  readonly what: string;
  readonly source: string;
  readonly sha256: string;
  readonly rows: number;
  readonly first: string;
  readonly last: string;
  readonly columns: readonly string[];
  readonly note?: string;
}

/**
 * Published candles of a real event that come with Breakwater, such as "crash-2020/btc-usdt" (see listHistory). Prices in the quote
 * currency of the name; volume in the base currency, null where the table has none. These are our own checked files, so they are only
 * split, not validated, and no format library is loaded. Throws UserError for an unknown name.
 */
export function loadHistory(name: string): Candles {
  const lines = readTable(name).toString('latin1').trimEnd().split('\n');
  const hasVolume = lines[0] === 'time,open,high,low,close,volume';
  assert(hasVolume || lines[0] === 'time,open,high,low,close', `history ${name} has the columns ${lines[0]}`);
  const rows = lines.slice(1).map((line) => line.split(','));
  const column = (index: number): Float64Array => Float64Array.from(rows, (row) => Number(row[index]));
  const openTimeMs = Float64Array.from(rows, ([time]) => Date.parse(time));
  return {
    symbol: name.slice(name.indexOf('/') + 1),
    stepMs: openTimeMs[1] - openTimeMs[0],
    openTimeMs,
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: hasVolume ? column(5) : null,
  };
}

/** Names that loadHistory knows, sorted: "<event>/<table>". */
export function listHistory(): string[] {
  const root = historyFolder();
  const events = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return events.flatMap(({ name }) => tablesOf(join(root, name)).map((table) => `${name}/${table}`)).sort();
}

function tablesOf(folder: string): string[] {
  return readdirSync(folder).filter((file) => file.endsWith('.csv')).map((file) => file.slice(0, -'.csv'.length));
}

/** What the event's metadata.json says, for example of "crash-2020". Throws UserError for an unknown event. */
export function historyMetadata(event: string): HistoryMetadata {
  const known = listHistory().some((name) => name.startsWith(`${event}/`));
  if (!known) refuseUnknown(event);
  return JSON.parse(readFileSync(join(historyFolder(), event, 'metadata.json'), 'utf8')) as HistoryMetadata;
}

/** The entry of a history table for the run manifest; the sha256 is that of the bytes on disk. Throws UserError for an unknown name. */
export function describeHistory(name: string): DataDescription {
  const bytes = readTable(name);
  const [event, table] = name.split('/');
  const file = historyMetadata(event).files.find((entry) => entry.file === `${table}.csv`);
  assert(file !== undefined, `history ${name} is missing in metadata.json`);
  const { rows, first, last, source } = file;
  return { name, sha256: createHash('sha256').update(bytes).digest('hex'), rows, firstTime: first, lastTime: last, source };
}

function readTable(name: string): Buffer {
  const file = join(historyFolder(), `${name}.csv`);
  if (!/^[a-z0-9-]+\/[a-z0-9-]+$/.test(name) || !existsSync(file)) refuseUnknown(name);
  return readFileSync(file);
}

function refuseUnknown(name: string): never {
  const what = `there is no history named ${JSON.stringify(name)}`;
  throw new UserError(exitCodes.inputInvalid, [{ what, expected: `one of ${listHistory().join(', ')}` }]);
}

let cachedFolder: string | undefined;

/** data/history of the package this file belongs to, found upwards: the compiled file lies one folder deeper than the source. */
function historyFolder(): string {
  cachedFolder ??= join(packageRoot(dirname(fileURLToPath(import.meta.url))), 'data', 'history');
  return cachedFolder;
}

function packageRoot(folder: string): string {
  const file = join(folder, 'package.json');
  if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown }).name === 'breakwater') return folder;
  assert(dirname(folder) !== folder, 'the folder of the breakwater package was not found above this file');
  return packageRoot(dirname(folder));
}
