import { gunzipSync } from 'node:zlib';
import type { ColumnMetaData, FileMetaData } from 'hyparquet';
import { limits } from '../limits.ts';
import { UnsupportedFile } from './arrow-structure.ts';
import { requireIntact } from './flatbuffer.ts';
import { unpackSnappy } from './snappy.ts';
import { ThriftReader, type ThriftStruct } from './thrift.ts';

/** Numbers of the Parquet format (parquet.thrift). */
const pageTypes = { data: 0, dictionary: 2, dataV2: 3 };
const plain = 0;
const dictionaryEncodings = new Set([2, 8]);
const readableEncodings = new Set([plain, ...dictionaryEncodings, 9]);
const valueBytes: Readonly<Record<string, number>> = { INT32: 4, INT64: 8, FLOAT: 4, DOUBLE: 8, INT96: 12 };
const footerTail = 8;

/** Checks the closing magic word and walks the whole footer, so that the library meets no absurd size. Throws DamagedFile. */
export function checkParquetFooter(bytes: Uint8Array): void {
  const size = bytes.byteLength;
  const view = new DataView(bytes.buffer, bytes.byteOffset, size);
  requireIntact(size >= 4 + footerTail && view.getUint32(size - 4, true) === 0x31524150, 'the end of the file, which must be PAR1');
  const length = view.getUint32(size - footerTail, true);
  requireIntact(length > 0 && length <= size - 4 - footerTail, 'the length of the footer');
  new ThriftReader(new DataView(bytes.buffer, bytes.byteOffset + size - footerTail - length, length)).struct();
}

/** Checks that the file is one flat table of a bearable size and returns its rows. Throws DamagedFile or UnsupportedFile. */
export function checkParquetShape(metadata: FileMetaData): number {
  const [root, ...columns] = metadata.schema;
  const isNested = columns.some(({ num_children: children, repetition_type: repetition }) => children || repetition === 'REPEATED');
  if (isNested) throw new UnsupportedFile('nested columns');
  requireIntact(root?.num_children === columns.length && columns.every(({ name }) => typeof name === 'string'), 'the schema');
  requireIntact(columns.length <= limits.columns, `the number of columns (more than ${limits.columns})`);
  const rows = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  requireIntact(rows === Number(metadata.num_rows), 'the number of rows');
  requireIntact(rows >= 0 && rows <= limits.rows, `the number of rows (more than ${limits.rows.toLocaleString('en-US')})`);
  for (const group of metadata.row_groups) requireIntact(Number(group.num_rows) >= 0, 'the number of rows of a row group');
  return rows;
}

/** Unpackers by codec name, bounded by the size that the page announces; the library uses them in place of its own. */
export const unpackers = {
  SNAPPY: unpackSnappy,
  GZIP: (packed: Uint8Array, size: number): Uint8Array => gunzipSync(packed, { maxOutputLength: Math.max(size, 1) }),
};

/**
 * Walks the pages of the named columns as the library will, checking sizes, row counts and the run lengths inside each page:
 * the library writes runs as long as the file says. Throws DamagedFile or UnsupportedFile.
 */
export function checkParquetPages(bytes: Uint8Array, { metadata, names }: { metadata: FileMetaData; names: readonly string[] }): void {
  let unpackedBytes = 0;
  for (const group of metadata.row_groups) {
    for (const { meta_data: column, file_path: elsewhere } of group.columns) {
      requireIntact(column !== undefined && !elsewhere, 'a column without its data');
      if (!names.includes(column.path_in_schema[0])) continue;
      const element = metadata.schema.find(({ name }) => name === column.path_in_schema[0]);
      unpackedBytes += Number(column.total_uncompressed_size);
      requireIntact(unpackedBytes >= 0 && unpackedBytes <= limits.unpackedBytes, 'the unpacked size');
      checkColumn(bytes, { column, rows: Number(group.num_rows), isOptional: element?.repetition_type !== 'REQUIRED' });
    }
  }
}

interface Column {
  readonly column: ColumnMetaData;
  readonly rows: number;
  readonly isOptional: boolean;
}

function checkColumn(bytes: Uint8Array, { column, rows, isOptional }: Column): void {
  const name = JSON.stringify(column.path_in_schema[0]);
  const isReadable = ['UNCOMPRESSED', 'SNAPPY', 'GZIP'].includes(column.codec);
  if (!isReadable) throw new UnsupportedFile(`${column.codec} compression in column ${name}`);
  if (valueBytes[column.type] === undefined) throw new UnsupportedFile(`${column.type} values in column ${name}`);
  const start = Number(column.dictionary_page_offset || column.data_page_offset);
  const length = Number(column.total_compressed_size);
  requireIntact(start >= 4 && length >= 0 && start + length <= bytes.byteLength, `the place of column ${name}`);
  const chunk = new DataView(bytes.buffer, bytes.byteOffset + start, length);
  let found = 0;
  for (let offset = 0; found < rows; ) {
    requireIntact(offset < length, `the rows of column ${name}`);
    const page = readPage(chunk, { offset, column });
    offset = page.end;
    found += checkPage(page, { column, isOptional, rowsLeft: rows - found });
  }
}

interface Page {
  readonly header: ThriftStruct;
  readonly type: number;
  readonly packed: Uint8Array;
  readonly unpackedSize: number;
  readonly end: number;
}

function readPage(chunk: DataView, { offset, column }: { offset: number; column: ColumnMetaData }): Page {
  const reader = new ThriftReader(chunk, offset);
  const header = reader.struct();
  const unpackedSize = numberOf(header, 2);
  const packedSize = numberOf(header, 3);
  const end = reader.offset + packedSize;
  requireIntact(packedSize >= 0 && end <= chunk.byteLength, 'the size of a page');
  requireIntact(unpackedSize >= 0 && unpackedSize <= Number(column.total_uncompressed_size), 'the unpacked size of a page');
  const packed = new Uint8Array(chunk.buffer, chunk.byteOffset + reader.offset, packedSize);
  return { header, type: numberOf(header, 1), packed, unpackedSize, end };
}

function numberOf(struct: ThriftStruct, field: number): number {
  const value = struct.get(field);
  requireIntact(typeof value === 'number', 'a page header');
  return value;
}

function structOf(struct: ThriftStruct, field: number): ThriftStruct {
  const value = struct.get(field);
  requireIntact(value instanceof Map, 'a page header');
  return value;
}

interface PageContext {
  readonly column: ColumnMetaData;
  readonly isOptional: boolean;
  readonly rowsLeft: number;
}

/** Returns the rows of the page, 0 for a dictionary. */
function checkPage(page: Page, context: PageContext): number {
  if (page.type === pageTypes.dictionary) return checkDictionary(page, context.column);
  if (page.type === pageTypes.data) return checkDataPage(page, context);
  requireIntact(page.type === pageTypes.dataV2, 'the kind of a page');
  return checkDataPageV2(page, context);
}

function checkDictionary(page: Page, column: ColumnMetaData): number {
  const values = numberOf(structOf(page.header, 7), 1);
  const size = unpack(page.packed, { codec: column.codec, size: page.unpackedSize }).length;
  requireIntact(values >= 0 && values * valueBytes[column.type] <= size, 'the length of a dictionary');
  return 0;
}

function checkDataPage(page: Page, { column, isOptional, rowsLeft }: PageContext): number {
  const header = structOf(page.header, 5);
  const rows = rowsOf(header, rowsLeft);
  const body = unpack(page.packed, { codec: column.codec, size: page.unpackedSize });
  let offset = 0;
  if (isOptional) {
    requireIntact(body.length >= 4, 'the levels of a page');
    const length = new DataView(body.buffer, body.byteOffset, 4).getUint32(0, true);
    requireIntact(length <= body.length - 4, 'the levels of a page');
    checkRuns(body.subarray(4, 4 + length), { bitWidth: 1, rows });
    offset = 4 + length;
  }
  checkValues(body.subarray(offset), { encoding: numberOf(header, 2), rows });
  return rows;
}

/** Version 2 keeps the levels uncompressed in front of the values and gives their lengths in the header. */
function checkDataPageV2(page: Page, { column, isOptional, rowsLeft }: PageContext): number {
  const header = structOf(page.header, 8);
  const rows = rowsOf(header, rowsLeft);
  const levels = numberOf(header, 5);
  requireIntact(numberOf(header, 3) === rows && numberOf(header, 6) === 0, 'the rows of a page');
  requireIntact(levels >= 0 && levels <= page.packed.length && levels <= page.unpackedSize, 'the levels of a page');
  if (isOptional) checkRuns(page.packed.subarray(0, levels), { bitWidth: 1, rows });
  const nulls = numberOf(header, 2);
  requireIntact(nulls >= 0 && nulls <= rows, 'the nulls of a page');
  const codec = header.get(7) === false ? 'UNCOMPRESSED' : column.codec;
  const body = unpack(page.packed.subarray(levels), { codec, size: page.unpackedSize - levels });
  checkValues(body, { encoding: numberOf(header, 4), rows });
  return rows;
}

function rowsOf(header: ThriftStruct, rowsLeft: number): number {
  const rows = numberOf(header, 1);
  requireIntact(rows > 0 && rows <= rowsLeft, 'the rows of a page');
  return rows;
}

function unpack(packed: Uint8Array, { codec, size }: { codec: string; size: number }): Uint8Array {
  if (codec === 'UNCOMPRESSED') {
    requireIntact(packed.length === size, 'the size of a page');
    return packed;
  }
  return codec === 'GZIP' ? unpackers.GZIP(packed, size) : unpackSnappy(packed, size);
}

function checkValues(body: Uint8Array, { encoding, rows }: { encoding: number; rows: number }): void {
  if (!readableEncodings.has(encoding)) throw new UnsupportedFile(`value encoding ${encoding}`);
  if (!dictionaryEncodings.has(encoding) || body.length === 0) return;
  requireIntact(body[0] <= 32, 'the width of dictionary indices');
  if (body[0] > 0) checkRuns(body.subarray(1), { bitWidth: body[0], rows, mayEndEarly: true });
}

interface Runs {
  readonly bitWidth: number;
  readonly rows: number;
  /** Nulls have no index, so that there are fewer indices than rows. */
  readonly mayEndEarly?: boolean;
}

/** Runs of the RLE / bit-packed hybrid: none may be longer than the rows that are left (rounded up to groups of eight). */
function checkRuns(bytes: Uint8Array, { bitWidth, rows, mayEndEarly = false }: Runs): void {
  const reader = new ThriftReader(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  for (let seen = 0; seen < rows; ) {
    if (mayEndEarly && reader.offset >= bytes.length) return;
    const head = reader.varint();
    const isPacked = head % 2 === 1;
    const count = Math.floor(head / 2) * (isPacked ? 8 : 1);
    requireIntact(count > 0 && count < rows - seen + 8, 'a run of a page');
    reader.offset += isPacked ? (count / 8) * bitWidth : Math.ceil(bitWidth / 8);
    requireIntact(reader.offset <= bytes.length || isPacked, 'a run of a page');
    seen += count;
  }
}
