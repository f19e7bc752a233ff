import type { Place } from '../../engine/errors.ts';
import { BarCollector, type RawBars, type RowLocator } from '../bars.ts';
import { quoteCell } from '../cells.ts';
import { planColumns, type NamedColumns } from '../columns.ts';
import type { DataFile } from '../detect.ts';
import { layoutOf } from '../layouts.ts';
import { formatBytes, limits } from '../limits.ts';
import { describeFailure, refuse } from '../problems.ts';
import { TimeReader } from '../times.ts';
import { locateElement } from './json-place.ts';

/** Where rows are found inside an object: pandas and most venues use `data`, Bybit result.list. */
const wrappers: readonly (readonly string[])[] = [['data'], ['candles'], ['klines'], ['result', 'list'], ['result']];

/**
 * Reads candles from JSON: an array of arrays in a known layout (Binance, freqtrade, ccxt, Kraken) or an array of objects with known
 * names (CoinAPI, pandas records), at the top or under data, candles, klines or result. Throws UserError otherwise.
 */
export function readJson(input: DataFile): RawBars {
  const { text, value } = parseJson(input);
  const { rows, path } = findRows(value, input.file);
  const locator = new JsonRows({ file: input.file, text, path });
  const first = rows[0];
  if (first === undefined) refuse({ place: { file: input.file }, what: 'no rows: the list is empty', expected: 'at least two bars' });
  return Array.isArray(first) ? readArrays({ rows, locator }) : readObjects({ rows, locator });
}

function parseJson({ file, bytes }: DataFile): { text: string; value: unknown } {
  if (bytes.length > limits.jsonBytes) {
    const what = `${formatBytes(bytes.length)} of JSON`;
    refuse({ place: { file }, what, expected: `at most ${formatBytes(limits.jsonBytes)}`, suggestion: 'convert the file to CSV' });
  }
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  try {
    return { text, value: JSON.parse(text) as unknown };
  } catch (error) {
    return refuseSyntax(text, { file, error });
  }
}

function refuseSyntax(text: string, { file, error }: { file: string; error: unknown }): never {
  const offset = offsetOfFault(text, error instanceof Error ? error.message : '');
  const rest = text.slice(Math.max(0, offset - 1), offset + 12);
  const isCut = text.slice(offset).trim() === '';
  refuse({
    place: placeAt(text, { file, offset }),
    what: isCut ? 'the JSON text ends too early' : `this is not JSON: ${describeFailure(error)}`,
    expected: 'one JSON array of candles',
    suggestion: suggestMending({ rest, isCut }),
  });
}

/** The message names a position, or the offending character with a few around it, or the end of the text. */
function offsetOfFault(text: string, message: string): number {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  const quoted = /^Unexpected token '?(.).*?, (?:\.{3})?"(.+)"(?:\.{3})? is not valid JSON$/su.exec(message);
  if (!quoted) return text.trimEnd().length;
  return Math.max(0, text.indexOf(quoted[2])) + Math.max(0, quoted[2].indexOf(quoted[1]));
}

function suggestMending({ rest, isCut }: { rest: string; isCut: boolean }): string {
  if (isCut) return 'the file may be cut short, fetch it again';
  if (/NaN|Infinity/.test(rest)) return 'NaN and Infinity are not JSON: remove those rows';
  if (/^\s*[\]}]?\s*[{[]/.test(rest)) return 'one JSON value per line is not read: put all rows into one array';
  return 'check the text at this place';
}

function placeAt(text: string, { file, offset }: { file: string; offset: number }): Place {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { file, line: lines.length, column: lines[lines.length - 1].length + 1 };
}

function findRows(value: unknown, file: string): { rows: readonly unknown[]; path: readonly string[] } {
  if (Array.isArray(value)) return { rows: value, path: [] };
  for (const path of wrappers) {
    const inner = path.reduce<unknown>((outer, key) => memberOf(outer, key), value);
    if (Array.isArray(inner)) return { rows: inner, path };
  }
  const keys = isRecord(value) ? Object.keys(value).slice(0, 8).map(quoteCell).join(', ') : typeof value;
  return refuse({
    place: { file },
    what: `no list of candles at the top or under data, candles, klines or result; found ${keys}`,
    expected: '[[time, open, high, low, close, volume], ...] or [{"time": ..., "open": ..., ...}, ...]',
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function memberOf(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

interface JsonInput {
  readonly rows: readonly unknown[];
  readonly locator: JsonRows;
}

function readArrays({ rows, locator }: JsonInput): RawBars {
  const first = rows[0] as readonly unknown[];
  const layout = layoutOf(first, locator.place(0));
  const collector = new BarCollector({ plan: layout.plan, times: new TimeReader(), locator });
  rows.forEach((row, index) => {
    if (Array.isArray(row) && row.length === first.length) collector.add(row);
    else refuseRow({ index, locator, expected: `an array of ${first.length} values like the first row` });
  });
  return collector.finish({ format: `JSON, ${layout.name}`, warnings: [] });
}

function readObjects({ rows, locator }: JsonInput): RawBars {
  if (!isRecord(rows[0])) refuseRow({ index: 0, locator, expected: 'an array or an object for every bar' });
  const names = Object.keys(rows[0]);
  const { plan, warnings } = planNames(names, locator.place(0));
  const collector = new BarCollector({ plan, times: new TimeReader(), locator });
  rows.forEach((row, index) => {
    if (isRecord(row)) collector.add(names.map((name) => memberOf(row, name)));
    else refuseRow({ index, locator, expected: 'an object like the first row' });
  });
  return collector.finish({ format: 'JSON, objects', warnings });
}

function planNames(names: readonly string[], place: Place): NamedColumns {
  if (names.length > limits.columns) refuse({ place, what: `${names.length} names in one row`, expected: `at most ${limits.columns}` });
  return planColumns(names, place);
}

function refuseRow({ index, locator, expected }: { index: number; locator: JsonRows; expected: string }): never {
  const suggestion = 'look at the row: it may be a header, a message or cut';
  refuse({ place: locator.place(index), what: `${locator.label(index)}the row has another shape`, expected, suggestion });
}

/** Finds the line of a row by walking the text, only when a message needs it: JSON.parse does not keep places. */
class JsonRows implements RowLocator {
  readonly #file: string;
  readonly #text: string;
  readonly #path: readonly string[];

  constructor({ file, text, path }: { file: string; text: string; path: readonly string[] }) {
    this.#file = file;
    this.#text = text;
    this.#path = path;
  }

  label(row: number): string {
    return `row ${row + 1}: `;
  }

  place(row: number): Place {
    const offset = locateElement(this.#text, { path: this.#path, index: row });
    return offset < 0 ? { file: this.#file } : placeAt(this.#text, { file: this.#file, offset });
  }
}
