import { decompressFrame } from 'lz4js';
import { limits } from '../limits.ts';
import { DamagedFile, requireIntact } from './flatbuffer.ts';

const frameMagic = 0x184d2204;
const blockSizes: Readonly<Record<number, number>> = { 4: 64 * 1024, 5: 256 * 1024, 6: 1024 * 1024, 7: 4 * 1024 * 1024 };
/** One byte of LZ4 cannot unpack to more (255 bytes of a match length). */
const largestRatio = 255;

/**
 * Unpacks an LZ4 frame. lz4js believes every size in it, so the blocks are walked first and the output is bounded by them
 * (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md). Throws DamagedFile.
 */
export function unpackLz4Frame(frame: Uint8Array): Uint8Array {
  const target = new Uint8Array(boundOfFrame(frame));
  const length = decompressFrame(frame, target);
  if (!(length >= 0 && length <= target.length)) throw new DamagedFile('a compressed block');
  return target.subarray(0, length);
}

/** Largest size that the blocks of the frame can unpack to. */
function boundOfFrame(frame: Uint8Array): number {
  requireIntact(frame.length >= 11, 'a compressed block');
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const flags = view.getUint8(4);
  const blockSize = blockSizes[(view.getUint8(5) >> 4) & 7];
  requireIntact(view.getUint32(0, true) === frameMagic && flags >> 6 === 1 && blockSize !== undefined, 'the head of a compressed block');
  const hasContentSize = (flags & 8) !== 0;
  const checksumBytes = (flags & 16) !== 0 ? 4 : 0;
  requireIntact(checksumBytes === 0 && (flags & 1) === 0, 'a compressed block (block checksums or a dictionary, which are not read)');
  return sumBlocks(view, { start: hasContentSize ? 15 : 7, blockSize });
}

function sumBlocks(view: DataView, { start, blockSize }: { start: number; blockSize: number }): number {
  let bound = 0;
  for (let offset = start; ; ) {
    requireIntact(offset + 4 <= view.byteLength, 'the end of a compressed block');
    const size = view.getUint32(offset, true) & 0x7fffffff;
    if (size === 0) return bound;
    offset += 4 + size;
    bound += Math.min(blockSize, size * largestRatio);
    requireIntact(offset <= view.byteLength && bound <= limits.unpackedBytes, 'the size of a compressed block');
  }
}
