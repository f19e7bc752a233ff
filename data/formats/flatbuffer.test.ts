import { describe, expect, it } from 'vitest';
import { FlatTable } from './flatbuffer.ts';

/** A buffer with one table whose vtable has `entries` after its two sizes; the table starts at byte 16 and holds 12 bytes. */
function bufferWith(entries: readonly number[], { vtableBytes = 4 + entries.length * 2 } = {}): DataView {
  const view = new DataView(new ArrayBuffer(40));
  view.setUint32(0, 16, true);
  view.setUint16(4, vtableBytes, true);
  view.setUint16(6, 12, true);
  entries.forEach((entry, index) => view.setUint16(8 + index * 2, entry, true));
  view.setInt32(16, 12, true);
  return view;
}

describe('FlatTable', () => {
  it('reads fields that are there and knows those that are not', () => {
    // Goal: the plain case of the format description.
    const view = bufferWith([4, 0]);
    view.setInt16(20, 7, true);
    const table = FlatTable.root(view);
    expect([table.int16(0), table.has(1), table.has(2), table.int64(1), table.vector(1, 4).length]).toEqual([7, false, false, 0, 0]);
  });

  it('refuses what the Arrow library would read in another way', () => {
    // Goal: an odd table size showed the library a list of millions that this reader did not see.
    expect(() => FlatTable.root(bufferWith([4], { vtableBytes: 5 }))).toThrow('a table');
    expect(() => FlatTable.root(bufferWith([0x8004])).has(0)).toThrow('a field');
    expect(() => FlatTable.root(bufferWith([4], { vtableBytes: 2 }))).toThrow('a table');
  });

  it('refuses lists and tables that leave the buffer', () => {
    // Goal: no length is believed.
    const view = bufferWith([4]);
    view.setUint32(20, 8, true);
    view.setInt32(28, 100, true);
    expect(() => FlatTable.root(view).vector(0, 4)).toThrow('a list');
    view.setInt32(28, -1, true);
    expect(() => FlatTable.root(view).vector(0, 4)).toThrow('a list');
    view.setUint32(20, 0xffff_fff0, true);
    expect(() => FlatTable.root(view).table(0)).toThrow('an offset');
    expect(() => FlatTable.root(new DataView(new ArrayBuffer(4)))).toThrow('the header');
  });
});
