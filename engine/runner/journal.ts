/**
 * The journal of a run: a file that only grows, a record per shard, from which a run goes on after it was killed at any moment.
 *
 *     8 bytes     "BWJRNL01"
 *     records     uint32 length, uint32 CRC-32 of the payload, payload
 *
 * The first payload is JSON, everything that decides the result; each other one is a block of rows (shard-block.ts). Lengths are those of
 * this machine's byte order, as are the rows: a journal stays where it began.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { exitCodes, UserError } from '../errors.ts';
import { blockBytes, blockHeaderBytes, shapeOf } from './shard-block.ts';
import { ShardIndex } from './shard-index.ts';
import type { ShardEntry } from './shard-index.ts';

const magic = Buffer.from('BWJRNL01');
const recordHeaderBytes = 8;

/** What an opened journal had at its end that could not be used. */
export interface JournalDamage {
  /** First byte that was dropped. */
  readonly offset: number;
  readonly droppedBytes: number;
  /** True for the record that a killed process was writing; false for bytes that changed since they were written. */
  readonly isTorn: boolean;
}

/** What a file holds: its header, the blocks up to `end`, and so many bytes. */
interface Found {
  readonly header: unknown;
  readonly shards: readonly ShardEntry[];
  readonly end: number;
  readonly bytes: number;
  readonly isNew: boolean;
}

/** The open journal of a run, for one process at a time (run-lock.ts). */
export class Journal {
  /** Blocks that were read or appended. */
  readonly shards = new ShardIndex();
  readonly file: string;
  /** The first record, as it was given to `create`. */
  readonly header: unknown;
  /** Null when every byte could be used. */
  readonly damage: JournalDamage | null;
  readonly #handle: number;
  #end: number;

  /** Created, not opened. */
  readonly isNew: boolean;

  private constructor(file: string, handle: number, found: Found) {
    this.file = file;
    this.isNew = found.isNew;
    this.header = found.header;
    this.#handle = handle;
    this.#end = found.end;
    found.shards.forEach((entry) => this.shards.add(entry));
    this.damage = found.end === found.bytes ? null : damageAt(handle, found.end, found.bytes);
  }

  /** A new journal with its header. The file must not exist. Throws what the file system throws. */
  static create(file: string, header: unknown): Journal {
    const handle = openSync(file, 'wx+');
    const payload = Buffer.from(JSON.stringify(header));
    writeAll(handle, Buffer.concat([magic, recordHeader(payload), payload]), 0);
    const end = magic.length + recordHeaderBytes + payload.length;
    return new Journal(file, handle, { header, shards: [], end, bytes: end, isNew: true });
  }

  /**
   * Opens a journal and checks every record. What follows the first that is damaged is cut off, see `damage`.
   * @throws UserError exit 31 when the header is damaged
   */
  static open(file: string): Journal {
    const handle = openSync(file, 'r+');
    const { size: bytes } = fstatSync(handle);
    const first = isJournal(handle) ? readRecord(handle, magic.length, bytes) : null;
    const header = first && parsed(first);
    if (first === null || header === undefined) {
      closeSync(handle);
      throw noJournal(file);
    }
    const { shards, end } = readShards(handle, magic.length + recordHeaderBytes + first.length, bytes);
    const journal = new Journal(file, handle, { header, shards, end, bytes, isNew: false });
    if (end < bytes) ftruncateSync(handle, end);
    return journal;
  }

  /** Adds a block; one whose paths are there already is left out. Throws what the file system throws. */
  append(block: Uint8Array): void {
    const { first, count } = shapeOf(block);
    if (this.shards.at(first)) return;
    writeAll(this.#handle, recordHeader(block), this.#end);
    writeAll(this.#handle, block, this.#end + recordHeaderBytes);
    this.shards.add({ first, count, offset: this.#end + recordHeaderBytes });
    this.#end += recordHeaderBytes + block.length;
  }

  /** The block that begins with a path. */
  read({ offset }: ShardEntry): Uint8Array {
    const head = readBytes(this.#handle, offset, blockHeaderBytes);
    return readBytes(this.#handle, offset, blockBytes(shapeOf(head)));
  }

  close(): void {
    closeSync(this.#handle);
  }
}

function recordHeader(payload: Uint8Array): Buffer {
  const header = Buffer.alloc(recordHeaderBytes);
  header.writeUInt32LE(payload.length, 0);
  header.writeUInt32LE(crc32(payload), 4);
  return header;
}

/** A write may stop half-way when a disk runs full. */
function writeAll(handle: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done, bytes.length - done, position + done);
}

/** So many bytes, or as many as there are, in memory of their own. */
function readBytes(handle: number, position: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let done = 0;
  for (let got = 1; got > 0 && done < length; done += got) got = readSync(handle, bytes, done, length - done, position + done);
  return bytes.subarray(0, done);
}

function isJournal(handle: number): boolean {
  return magic.equals(readBytes(handle, 0, magic.length));
}

/** The payload of the record at an offset; null when it is cut off or its checksum is wrong. */
function readRecord(handle: number, offset: number, fileBytes: number): Uint8Array | null {
  const length = lengthAt(handle, offset, fileBytes);
  if (length === null || length < 2 || offset + recordHeaderBytes + length > fileBytes) return null;
  const payload = readBytes(handle, offset + recordHeaderBytes, length);
  const checksum = Buffer.from(readBytes(handle, offset + 4, 4)).readUInt32LE(0);
  return crc32(payload) === checksum ? payload : null;
}

/** The length that a record says it has; null when not even that is there. */
function lengthAt(handle: number, offset: number, fileBytes: number): number | null {
  if (offset + recordHeaderBytes > fileBytes) return null;
  return Buffer.from(readBytes(handle, offset, 4)).readUInt32LE(0);
}

function readShards(handle: number, start: number, fileBytes: number): { shards: ShardEntry[]; end: number } {
  const shards: ShardEntry[] = [];
  let end = start;
  for (let block = readRecord(handle, end, fileBytes); block !== null; block = readRecord(handle, end, fileBytes)) {
    if (block.length < blockHeaderBytes || blockBytes(shapeOf(block)) !== block.length) break;
    const { first, count } = shapeOf(block);
    shards.push({ first, count, offset: end + recordHeaderBytes });
    end += recordHeaderBytes + block.length;
  }
  return { shards, end };
}

function damageAt(handle: number, offset: number, fileBytes: number): JournalDamage {
  const length = lengthAt(handle, offset, fileBytes);
  const isTorn = length === null || offset + recordHeaderBytes + length > fileBytes;
  return { offset, droppedBytes: fileBytes - offset, isTorn };
}

function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    return undefined;
  }
}

function noJournal(file: string): UserError {
  return new UserError(exitCodes.dataIntegrity, [
    {
      place: { file },
      what: `the journal is damaged at byte 0: its header cannot be read`,
      expected: 'the journal of an interrupted run',
      suggestion: 'remove the folder and run the command again',
    },
  ]);
}
