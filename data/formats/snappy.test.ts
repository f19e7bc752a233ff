import { snappyUncompress } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { unpackSnappy } from './snappy.ts';

/** A valid block of literals and of copies of all three kinds; returns it with the size that it unpacks to. */
function makeBlock(seed: number): { packed: Uint8Array; size: number } {
  const parts: number[] = [];
  let size = 0;
  const pick = (index: number, bound: number): number => (seed * 7919 + index * 104_729) % bound;
  for (let index = 0; index < 60; index++) {
    const offset = 1 + pick(index, Math.max(size, 1));
    const length = 4 + pick(index, 8);
    const kind = size === 0 ? 0 : pick(index, 5);
    if (kind === 0) parts.push((length - 1) << 2, ...Array.from({ length }, (_, at) => pick(at + index, 256)));
    else if (kind === 1) parts.push(60 << 2, length - 1, ...Array.from({ length }, (_, at) => pick(at, 256)));
    else if (kind === 2) parts.push(((offset >> 8) << 5) | ((length - 4) << 2) | 1, offset & 255);
    else if (kind === 3) parts.push(((length - 1) << 2) | 2, offset & 255, offset >> 8);
    else parts.push(((length - 1) << 2) | 3, offset & 255, offset >> 8, 0, 0);
    size += length;
  }
  const head = size < 128 ? [size] : [(size & 127) | 128, size >> 7];
  return { packed: Uint8Array.from([...head, ...parts]), size };
}

describe('unpackSnappy', () => {
  it('unpackSnappyVsLibrary: equals the reader of the Parquet library on intact blocks', () => {
    // Goal: a second implementation agrees on literals, copies of all kinds and overlaps.
    for (let seed = 1; seed <= 200; seed++) {
      const { packed, size } = makeBlock(seed);
      const expected = new Uint8Array(size);
      snappyUncompress(packed, expected);
      expect(unpackSnappy(packed, size)).toEqual(expected);
    }
  });

  it.each([
    ['a literal longer than the block', [4, 60 << 2, 200, 1, 2], 4],
    ['a literal of 4 GiB, where the library walks backwards', [4, 63 << 2, 0xf0, 0xff, 0xff, 0xff, 1, 2, 3, 4], 4],
    ['a copy from before the start', [8, 3 << 2, 1, 2, 3, 4, 1, 9], 8],
    ['a copy of itself', [8, 3 << 2, 1, 2, 3, 4, 1, 0], 8],
    ['a copy beyond the size', [6, 3 << 2, 1, 2, 3, 4, 1, 4], 6],
    ['a cut copy', [8, 3 << 2, 1, 2, 3, 4, 2, 4], 8],
    ['too few bytes', [8, 3 << 2, 1, 2, 3, 4], 8],
    ['a size without end', [255, 255, 255, 255, 255], 1],
  ])('refuses %s', (_, bytes, size) => {
    // Goal: no length and no offset of the block is believed.
    expect(() => unpackSnappy(Uint8Array.from(bytes), size)).toThrow('the ');
  });
});
