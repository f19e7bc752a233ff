import { requireIntact } from './flatbuffer.ts';

/**
 * Unpacks a raw Snappy block of a known size (https://github.com/google/snappy/blob/main/format_description.txt).
 * The reader of the Parquet library takes a length with its top bit set for a negative one and then walks backwards for ever,
 * so every length and offset is checked here instead. Throws DamagedFile.
 */
export function unpackSnappy(packed: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(size);
  const cursor = { input: skipLength(packed), output: 0 };
  while (cursor.input < packed.length) {
    if ((packed[cursor.input] & 3) === 0) copyLiteral(packed, { output, cursor });
    else copyEarlier(packed, { output, cursor });
  }
  requireIntact(cursor.output === size, 'the unpacked size of a page');
  return output;
}

interface Progress {
  readonly output: Uint8Array;
  /** Next byte to read and to write. */
  readonly cursor: { input: number; output: number };
}

/** The block starts with its size as a varint, which the page header has told already. */
function skipLength(packed: Uint8Array): number {
  const last = packed.subarray(0, 5).findIndex((byte) => byte < 128);
  requireIntact(last >= 0, 'the head of a compressed page');
  return last + 1;
}

function copyLiteral(packed: Uint8Array, { output, cursor }: Progress): void {
  const short = packed[cursor.input] >> 2;
  const extraBytes = Math.max(0, short - 59);
  const length = (extraBytes === 0 ? short : littleEndian(packed, { start: cursor.input + 1, bytes: extraBytes })) + 1;
  const start = cursor.input + 1 + extraBytes;
  requireIntact(start + length <= packed.length && cursor.output + length <= output.length, 'the length of a literal');
  output.set(packed.subarray(start, start + length), cursor.output);
  cursor.input = start + length;
  cursor.output += length;
}

/** The source may overlap the target: a short pattern is repeated byte by byte. */
function copyEarlier(packed: Uint8Array, { output, cursor }: Progress): void {
  const tag = packed[cursor.input];
  const offsetBytes = [0, 1, 2, 4][tag & 3];
  const low = littleEndian(packed, { start: cursor.input + 1, bytes: offsetBytes });
  const isShort = offsetBytes === 1;
  const length = isShort ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
  const offset = isShort ? low + (tag >> 5) * 256 : low;
  requireIntact(offset > 0 && offset <= cursor.output && cursor.output + length <= output.length, 'the place of a copy');
  for (let index = 0; index < length; index++) output[cursor.output + index] = output[cursor.output + index - offset];
  cursor.input += 1 + offsetBytes;
  cursor.output += length;
}

function littleEndian(packed: Uint8Array, { start, bytes }: { start: number; bytes: number }): number {
  requireIntact(start + bytes <= packed.length, 'the end of a compressed page');
  let value = 0;
  for (let index = bytes - 1; index >= 0; index--) value = value * 256 + packed[start + index];
  return value;
}
