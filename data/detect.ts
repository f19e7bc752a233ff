import { isUtf8 } from 'node:buffer';
import { exitCodes } from '../engine/errors.ts';
import { refuse } from './problems.ts';

export type DataFormat = 'csv' | 'json' | 'arrow' | 'parquet';

/** What we were handed: a name for messages and the bytes of the whole file. */
export interface DataFile {
  /** As the user wrote it; appears in messages. */
  readonly file: string;
  readonly bytes: Buffer;
}

/** First bytes (as latin-1 text) of files that are something else, what they are, and what to do. */
const strangers: readonly (readonly [string, string, string])[] = [
  ['\x1f\x8b', 'compressed with gzip', 'unpack it first: gunzip FILE'],
  ['PK\x03\x04', 'a zip archive (or a spreadsheet)', 'unpack it first: unzip FILE; save a spreadsheet as CSV'],
  ['\x28\xb5\x2f\xfd', 'compressed with zstd', 'unpack it first: unzstd FILE'],
  ['BZh', 'compressed with bzip2', 'unpack it first: bunzip2 FILE'],
  ['\xfd7zXZ', 'compressed with xz', 'unpack it first: unxz FILE'],
  ['7z\xbc\xaf', 'a 7-Zip archive', 'unpack it first'],
  ['\x04\x22\x4d\x18', 'compressed with lz4', 'unpack it first: unlz4 FILE'],
  ['version https://git-lfs', 'a Git LFS pointer, not the data itself', 'fetch the data: git lfs pull'],
  ['FEA1', 'a Feather version 1 file', 'write it again as Feather version 2 (Arrow IPC file)'],
  ['\xff\xff\xff\xff', 'an Arrow stream, whose end cannot be checked', 'write the Arrow IPC file format (Feather version 2) instead'],
  ['\x89HDF', 'an HDF5 file', 'export it as CSV or Parquet'],
  ['SQLite format 3', 'a SQLite database', 'export the table as CSV'],
  ['Obj\x01', 'an Avro file', 'export it as CSV or Parquet'],
  ['ORC', 'an ORC file', 'export it as CSV or Parquet'],
  ['\x93NUMPY', 'a NumPy array', 'export it as CSV with column names'],
  ['\x80\x04', 'a Python pickle', 'export it as CSV or Parquet'],
  ['\xd0\xcf\x11\xe0', 'an old Excel file', 'save it as CSV'],
  ['%PDF', 'a PDF document', 'give the data file'],
];

const readable = 'candles as CSV, JSON klines, Arrow (Feather version 2) or Parquet';

/**
 * The format of a file, by its content; the extension only sharpens the message when the content is none of the four.
 * Throws UserError for empty files, archives, pointers, other formats, UTF-16 and binary garbage.
 */
export function detectFormat({ file, bytes }: DataFile): DataFormat {
  const start = bytes.subarray(0, 64).toString('latin1');
  if (bytes.length === 0) refuse({ place: { file }, what: 'the file is empty', expected: readable });
  if (start.startsWith('ARROW1')) return 'arrow';
  if (start.startsWith('PAR1')) return 'parquet';
  const stranger = strangers.find(([magic]) => start.startsWith(magic));
  if (stranger) refuseStranger(file, { kind: stranger[1], suggestion: stranger[2] });
  return detectText({ file, bytes });
}

function refuseStranger(file: string, { kind, suggestion }: { kind: string; suggestion: string }): never {
  const problem = { place: { file }, what: `this is ${kind}`, expected: readable, suggestion: suggestion.replace('FILE', () => file) };
  refuse(problem, exitCodes.inputInvalid);
}

function detectText(input: DataFile): DataFormat {
  refuseWideText(input);
  refuseBinary(input);
  const text = input.bytes.subarray(0, 4096).toString('utf8').replace(/^\uFEFF/, '').trimStart();
  if (text === '' && input.bytes.length <= 4096) refuse({ place: { file: input.file }, what: 'the file is blank', expected: readable });
  if (/^<(!doctype|html|\?xml)/i.test(text)) {
    const suggestion = 'a download may have saved an error page: open the file and look';
    refuse({ place: { file: input.file }, what: 'this is a web page or XML', expected: readable, suggestion });
  }
  return text.startsWith('[') || text.startsWith('{') ? 'json' : 'csv';
}

function refuseWideText({ file, bytes }: DataFile): void {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark !== 'fffe' && mark !== 'feff') return;
  refuse({ place: { file }, what: 'the text is encoded as UTF-16', expected: 'UTF-8', suggestion: 'save the file as UTF-8' });
}

function refuseBinary({ file, bytes }: DataFile): void {
  const zero = bytes.indexOf(0);
  if (zero >= 0) {
    refuse({
      place: { file, line: lineAt(bytes, zero) },
      what: `a zero byte at offset ${zero}: ${describeByExtension(file)}`,
      expected: readable,
      suggestion: 'save a text file as UTF-8, or fetch the file again',
    });
  }
  if (isUtf8(bytes)) return;
  const place = { file, line: firstInvalidLine(bytes) };
  refuse({ place, what: 'the text is not UTF-8', expected: 'UTF-8', suggestion: 'save the file as UTF-8' });
}

function describeByExtension(file: string): string {
  const extension = /\.(feather|arrow|ipc|parquet|pq)$/i.exec(file)?.[1];
  return extension ? `no ${extension} file starts like this; it is damaged or something else` : 'UTF-16 text, a binary or a damaged file';
}

/** Line of a byte, counting from 1. */
export function lineAt(bytes: Buffer, offset: number): number {
  return bytes.subarray(0, offset).toString('latin1').split(/\r\n|\n|\r/).length;
}

/** The decoder writes U+FFFD for the first byte that is no UTF-8; a file that already holds one is off by some lines only. */
function firstInvalidLine(bytes: Buffer): number {
  const text = bytes.toString('utf8');
  return text.slice(0, text.indexOf('\uFFFD')).split(/\r\n|\n|\r/).length;
}
