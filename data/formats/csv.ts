import type { CsvError } from 'csv-parse/sync';
import type { Place, Problem } from '../../engine/errors.ts';
import { BarCollector, type RawBars, type RowLocator } from '../bars.ts';
import { quoteCell } from '../cells.ts';
import { planColumns, type NamedColumns } from '../columns.ts';
import { readCsvRecords, type RecordReader } from '../csv-records.ts';
import type { DataFile } from '../detect.ts';
import { layoutOf } from '../layouts.ts';
import { limits } from '../limits.ts';
import { describeFailure, refuse } from '../problems.ts';
import { looksLikeTime, TimeReader } from '../times.ts';

const separators = [
  { character: '\t', name: 'tab' },
  { character: ';', name: 'semicolon' },
  { character: '|', name: 'bar' },
  { character: ',', name: 'comma' },
] as const;

type Separator = (typeof separators)[number];

const lineBreak = /\r\n|\n|\r/;

/**
 * Reads candles from separated text (comma, semicolon, tab or bar; with a header, or without one in a known layout).
 * Comment lines and the one-line banners of data sites before the header are skipped. Throws UserError when the text has no
 * such shape; faults of single cells are collected in the result.
 */
export function readCsv(input: DataFile): RawBars {
  const head = input.bytes.subarray(0, limits.lineBytes * limits.bannerLines).toString('utf8').replace(/^\uFEFF/, '').split(lineBreak);
  const bannerLines = countBannerLines(head);
  const separator = chooseSeparator(head[bannerLines] ?? '', { file: input.file, line: bannerLines + 1 });
  const reader = new CsvRows({ input, separator });
  readCsvRecords(input.bytes, reader, { delimiter: separator.character, firstLine: bannerLines + 1 });
  return reader.finish(bannerLines);
}

/** Leading lines that belong to nobody's table: blank, comments, or the address of a data site. */
function countBannerLines(lines: readonly string[]): number {
  const isBanner = (line: string): boolean => /^\s*(#|$)/.test(line) || /https?:\/\/|^created on/i.test(line);
  const first = lines.slice(0, limits.bannerLines).findIndex((line) => !isBanner(line));
  return Math.max(first, 0);
}

/** The first separator that gives a candle's five columns; failing that any that gives two, so that the names can tell what it is. */
function chooseSeparator(line: string, place: Place): Separator {
  const columnsBy = ({ character }: Separator): number => line.split(character).length;
  const found = separators.find((one) => columnsBy(one) >= 5) ?? separators.find((one) => columnsBy(one) >= 2);
  if (found) return found;
  return refuse({
    place,
    what: `the line ${quoteCell(line)} has no columns by comma, semicolon, tab or bar`,
    expected: 'a header such as time,open,high,low,close,volume, or rows in a known layout',
    suggestion: 'check that this is a candle file and how its columns are separated',
  });
}

/** Receives records one by one, so that a large file is never held as text and as numbers at once. */
class CsvRows implements RecordReader, RowLocator {
  readonly #input: DataFile;
  readonly #separator: Separator;
  readonly #lineOfRow: number[] = [];
  #collector: BarCollector | null = null;
  #layout = '';
  #warnings: readonly string[] = [];

  constructor({ input, separator }: { input: DataFile; separator: Separator }) {
    this.#input = input;
    this.#separator = separator;
  }

  accept(record: string[], line: number): void {
    if (!this.#collector && this.#start(record, line)) return;
    this.#lineOfRow.push(line);
    this.#collector?.add(record);
  }

  /** Learns the columns from the first record; true when that record was a header. */
  #start(record: string[], line: number): boolean {
    const place = { file: this.#input.file, line };
    if (record.length > limits.columns) refuse({ place, what: `${record.length} columns`, expected: `at most ${limits.columns}` });
    const isHeader = !looksLikeTime(record[0]) && record.filter((cell) => cell !== '' && !looksLikeTime(cell)).length >= 2;
    const columns = isHeader ? planColumns(record, place) : this.#known(record, place);
    this.#layout = isHeader ? 'with header' : 'no header';
    this.#warnings = columns.warnings;
    this.#collector = new BarCollector({ plan: columns.plan, times: new TimeReader(), locator: this });
    return isHeader;
  }

  #known(record: string[], place: Place): NamedColumns {
    const layout = layoutOf(record, place);
    return { plan: layout.plan, warnings: [`no column names: read as ${layout.name}`] };
  }

  reportBroken(error: CsvError): void {
    const problem = describeCsvError(error, this.#input);
    if (this.#collector) this.#collector.problems.add('shape', () => problem);
    else refuse(problem);
  }

  finish(bannerLines: number): RawBars {
    const { file, bytes } = this.#input;
    if (!this.#collector) return refuse({ place: { file }, what: 'no rows', expected: 'a header and at least two bars' });
    const banner = bannerLines > 0 ? [`${bannerLines} line${bannerLines > 1 ? 's' : ''} before the header skipped`] : [];
    const isCut = !['\n', '\r'].includes(bytes.subarray(-1).toString('latin1'));
    const cut = isCut ? ['the last line has no line break: make sure that the file is complete'] : [];
    const format = `CSV, ${this.#separator.name}-separated, ${this.#layout}`;
    return this.#collector.finish({ format, warnings: [...this.#warnings, ...banner, ...cut] });
  }

  label(): string {
    return '';
  }

  /** Line as counted by the parser; the column is looked up in the text, since it is needed for the first fault of a kind only. */
  place(row: number, column = -1): Place {
    const { file } = this.#input;
    const line = this.#lineOfRow[row];
    if (line === undefined || column < 0) return { file, line };
    const text = this.#input.bytes.toString('utf8').replace(/^\uFEFF/, '').split(lineBreak)[line - 1] ?? '';
    const before = text.split(this.#separator.character).slice(0, column);
    return { file, line, column: before.reduce((sum, cell) => sum + cell.length + 1, 1) };
  }

}

function describeCsvError(error: CsvError, { file, bytes }: DataFile): Problem {
  const place = { file, line: typeof error.lines === 'number' ? error.lines : undefined };
  const width = /expect (\d+), got (\d+)/.exec(error.message);
  if (width) return describeWidth({ place, expected: width[1], found: width[2], bytes });
  if (error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'INVALID_OPENING_QUOTE') {
    const what = 'a quotation mark is opened or closed in the wrong place';
    return { place, what, expected: 'cells without quotes or quoted as a whole' };
  }
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    const suggestion = 'look for a missing line break or an unclosed quote';
    return { place, what: `a row longer than ${limits.lineBytes} bytes`, expected: 'rows of candles', suggestion };
  }
  return { place, what: `the row cannot be read: ${describeFailure(error)}`, expected: 'separated values' };
}

interface WidthFault {
  readonly place: Place;
  readonly expected: string;
  readonly found: string;
  readonly bytes: Buffer;
}

function describeWidth({ place, expected, found, bytes }: WidthFault): Problem {
  const lastLine = bytes.toString('latin1').trimEnd().split(lineBreak).length;
  const isLast = place.line !== undefined && place.line >= lastLine;
  const cut = 'this is the last line: the file may be cut short, fetch it again';
  const suggestion = isLast ? cut : 'look for a missing or an extra separator';
  return { place, what: `the row has ${found} columns`, expected: `${expected} columns as in the first row`, suggestion };
}
