/** How every CSV file here is cut into records, whatever it holds. */
import { CsvError, parse } from 'csv-parse/sync';
import { limits } from './limits.ts';

export interface RecordReader {
  /** Hears of every record with the number of its last line, counting from 1; the cells are trimmed. */
  accept(record: string[], line: number): void;
  /** Hears of a record that is none; nothing follows it. */
  reportBroken(error: CsvError): void;
}

/** Hands the records of a file to `reader` one by one, so that a large file is never held as text and as numbers at once. */
export function readCsvRecords(bytes: Buffer, reader: RecordReader, { delimiter = ',', firstLine = 1 } = {}): void {
  if (firstLine === 1 && isPlain(bytes, delimiter)) readPlain(bytes, reader, delimiter);
  else readAny(bytes, reader, { delimiter, firstLine });
}

/** Larger files are not held as text. */
const plainBytesMax = 64 * 2 ** 20;
const lineFeed = 10;
const carriageReturn = 13;
const space = 32;
const quote = 34;
const lastOfAscii = 127;

/**
 * True for a file that needs no parser: ASCII, no quotes, no blanks, as many cells on every line. Then cutting at breaks and delimiters
 * gives what the parser gives, ten times faster.
 */
function isPlain(bytes: Buffer, delimiter: string): boolean {
  if (delimiter.length !== 1 || bytes.length > plainBytesMax) return false;
  const separator = delimiter.charCodeAt(0);
  let cells = 0;
  let lineCells = 1;
  let lineStart = hasMark(bytes) ? 3 : 0;
  for (let at = lineStart; at <= bytes.length; at++) {
    const byte = at === bytes.length ? lineFeed : bytes[at];
    if (byte === separator) lineCells++;
    else if (byte === quote || byte >= lastOfAscii) return false;
    else if (byte <= space && byte !== lineFeed && !(byte === carriageReturn && bytes[at + 1] === lineFeed)) return false;
    if (byte !== lineFeed) continue;
    const length = at - lineStart;
    const isEmpty = length === 0 || (length === 1 && bytes[lineStart] === carriageReturn);
    if (!isEmpty) {
      if (length > limits.lineBytes || (cells !== 0 && lineCells !== cells)) return false;
      cells = lineCells;
    }
    lineCells = 1;
    lineStart = at + 1;
  }
  return true;
}

function hasMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function readPlain(bytes: Buffer, reader: RecordReader, delimiter: string): void {
  const lines = bytes.toString('latin1', hasMark(bytes) ? 3 : 0).split(/\r?\n/);
  lines.forEach((line, index) => {
    if (line !== '') reader.accept(line.split(delimiter), index + 1);
  });
}

function readAny(bytes: Buffer, reader: RecordReader, { delimiter, firstLine }: { delimiter: string; firstLine: number }): void {
  try {
    parse(bytes, {
      bom: true,
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      from_line: firstLine,
      trim: true,
      skip_empty_lines: true,
      max_record_size: limits.lineBytes,
      on_record: (record: string[], { lines }: { lines: number }) => {
        reader.accept(record, lines);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    reader.reportBroken(error);
  }
}
