import { limits } from '../limits.ts';
import { DamagedFile, FlatTable, requireIntact } from './flatbuffer.ts';

/** Numbers of the Arrow format (format/Schema.fbs, Message.fbs and File.fbs of Apache Arrow). */
const footerTail = 10;
const recordBatchHeader = 3;
const nestedTypes = new Set([12, 13, 14, 16, 17, 21, 22, 25, 26]);
const compressionNames = ['LZ4 frame', 'ZSTD'];
const largestMetadataEntries = 10_000;

/** What an Arrow file cannot be read for, although it is intact. */
export class UnsupportedFile extends Error {
  override readonly name = 'UnsupportedFile';
}

/**
 * Checks an Arrow IPC file before the library parses it, because the library believes every length in it: a flipped bit can make
 * it loop for minutes or allocate gigabytes. Afterwards all lists, blocks and buffers lie inside the file, rows x width fits
 * the bytes, and what the compressed buffers claim to unpack to is bounded.
 * Returns the number of rows. Throws DamagedFile or UnsupportedFile.
 */
export function checkArrowFile(bytes: Uint8Array): number {
  const footer = readFooter(bytes);
  const schema = footer.table(1);
  requireIntact(schema !== null, 'the schema');
  const columns = checkSchema(schema);
  checkMetadata(footer, 4);
  if (footer.vector(2, 24).length > 0) throw new UnsupportedFile('dictionary-encoded (categorical) columns');
  const blocks = footer.vector(3, 24);
  let rows = 0;
  for (let index = 0; index < blocks.length; index++) {
    const start = blocks.start + index * 24;
    const block = { offset: footer.int64At(start), bodyBytes: footer.int64At(start + 16) };
    rows += checkBatch(bytes, { block, columns });
    requireIntact(rows <= limits.rows, `the number of rows (more than ${limits.rows.toLocaleString('en-US')})`);
  }
  return rows;
}

function readFooter(bytes: Uint8Array): FlatTable {
  const size = bytes.byteLength;
  requireIntact(size >= 8 + footerTail && ascii(bytes.subarray(size - 6)) === 'ARROW1', 'the end of the file, which must be ARROW1');
  const length = viewOf(bytes, size - footerTail, 4).getInt32(0, true);
  requireIntact(length >= 8 && length <= size - 8 - footerTail, 'the length of the footer');
  return FlatTable.root(viewOf(bytes, size - footerTail - length, length));
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function viewOf(bytes: Uint8Array, offset: number, length: number): DataView {
  requireIntact(offset >= 0 && length >= 0 && offset + length <= bytes.byteLength, 'a position in the file');
  return new DataView(bytes.buffer, bytes.byteOffset + offset, length);
}

/** Returns the number of columns. */
function checkSchema(schema: FlatTable): number {
  const fields = schema.tables(1);
  requireIntact(schema.int16(0) === 0, 'the byte order (big-endian is not read)');
  requireIntact(fields.length <= limits.columns, `the number of columns (more than ${limits.columns})`);
  checkMetadata(schema, 2);
  for (const field of fields) {
    checkMetadata(field, 6);
    if (field.has(4)) throw new UnsupportedFile('dictionary-encoded (categorical) columns');
    if (field.vector(5, 4).length > 0 || nestedTypes.has(field.byte(2))) throw new UnsupportedFile('nested columns');
  }
  return fields.length;
}

/** Key-value pairs are of no interest but the library walks them. */
function checkMetadata(table: FlatTable, slot: number): void {
  requireIntact(table.tables(slot).length <= largestMetadataEntries, 'the metadata');
}

interface Block {
  readonly offset: number;
  readonly bodyBytes: number;
}

/** Returns the number of rows of one record batch. */
function checkBatch(bytes: Uint8Array, { block, columns }: { block: Block; columns: number }): number {
  const { message, bodyStart } = readMessage(bytes, block.offset);
  const bodyBytes = message.int64(3);
  requireIntact(message.byte(1) === recordBatchHeader && bodyBytes <= block.bodyBytes, 'the kind of a block');
  const body = viewOf(bytes, bodyStart, bodyBytes);
  checkMetadata(message, 4);
  const batch = message.table(2);
  requireIntact(batch !== null, 'a block without a record batch');
  const rows = batch.int64(0);
  const nodes = batch.vector(1, 16);
  requireIntact(rows >= 0 && nodes.length === columns, 'the number of columns of a block');
  for (let node = 0; node < nodes.length; node++) {
    const nulls = batch.int64At(nodes.start + node * 16 + 8);
    requireIntact(batch.int64At(nodes.start + node * 16) === rows && nulls >= 0 && nulls <= rows, 'the number of rows of a column');
  }
  checkBuffers(batch, body);
  checkViews(batch, columns);
  return rows;
}

function readMessage(bytes: Uint8Array, offset: number): { message: FlatTable; bodyStart: number } {
  const isMarked = viewOf(bytes, offset, 4).getInt32(0, true) === -1;
  const start = offset + (isMarked ? 8 : 4);
  const length = viewOf(bytes, start - 4, 4).getInt32(0, true);
  return { message: FlatTable.root(viewOf(bytes, start, length)), bodyStart: start + length };
}

/** Text views say how many buffers they use; the library makes an array of that length. */
function checkViews(batch: FlatTable, columns: number): void {
  const counts = batch.vector(4, 8);
  const buffers = batch.vector(2, 16).length;
  requireIntact(counts.length <= columns, 'the views of a block');
  for (let index = 0; index < counts.length; index++) {
    const count = batch.int64At(counts.start + index * 8);
    requireIntact(count >= 0 && count <= buffers, 'the number of buffers of a view');
  }
}

function checkBuffers(batch: FlatTable, body: DataView): void {
  const buffers = batch.vector(2, 16);
  const compression = batch.table(3);
  if (compression && compression.byte(0) !== 0) {
    throw new UnsupportedFile(`${compressionNames[compression.byte(0)] ?? 'unknown'} compression`);
  }
  let unpackedBytes = 0;
  for (let index = 0; index < buffers.length; index++) {
    const offset = batch.int64At(buffers.start + index * 16);
    const length = batch.int64At(buffers.start + index * 16 + 8);
    requireIntact(offset >= 0 && length >= 0 && offset + length <= body.byteLength, 'the place of a buffer');
    if (compression && length > 0) unpackedBytes += claimedBytes(body, { offset, length });
    requireIntact(unpackedBytes <= limits.unpackedBytes, 'the unpacked size of a block');
  }
}

/** A compressed buffer starts with its unpacked length; -1 says that it is stored as it is. */
function claimedBytes(body: DataView, { offset, length }: { offset: number; length: number }): number {
  if (length < 8) throw new DamagedFile('a compressed buffer');
  const claimed = Number(body.getBigInt64(offset, true));
  requireIntact(claimed >= -1, 'the unpacked size of a buffer');
  return Math.max(claimed, 0);
}
