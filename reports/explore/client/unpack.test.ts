import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packColumns } from '../pack-columns.ts';
import { rowsOf, unpackedColumns } from './unpack.js';

const steps = fc.tuple(fc.integer(), fc.integer({ min: -1e6, max: 1e6 }), fc.nat(30)).map(([from, step, count]) =>
  Array.from({ length: count }, (_, row) => from + row * step));
const held = fc.array(fc.tuple(fc.oneof(fc.double({ noNaN: true }), fc.string(), fc.constant(null)), fc.nat(9))).map((runs) =>
  runs.flatMap(([value, count]) => Array.from({ length: count }, () => value)));
const sums = (gaps: number[]): number[] => gaps.map((_, row) => 1.6e12 + gaps.slice(0, row).reduce((a, b) => a + b, 0));
const times = fc.array(fc.integer({ min: 0, max: 9 })).map(sums);

describe('packColumnsVsUnpackedColumns', () => {
  // Goal: what the page unpacks is what was packed, after a journey as JSON, in every form.
  it('is the way there and back', () => {
    fc.assert(fc.property(fc.oneof(steps, held, times, fc.array(fc.integer())), (column) => {
      const plain = JSON.parse(JSON.stringify({ column }));
      expect(unpackedColumns(JSON.parse(JSON.stringify(packColumns(plain))))).toEqual(plain);
    }));
  });

  // Goal: every form is used where it is worth it.
  it('chooses the shortest form', () => {
    const held = [1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 2];
    expect(packColumns({ a: [0, 60, 120, 180], b: held, c: [1e12, 1e12 + 1, 1e12 + 7, 1e12 + 9], d: [1.5, 2, 3, 'x'] })).toEqual({
      a: { from: 0, step: 60, count: 4 },
      b: { rows: [0, 7], values: [1.5, 2], count: 8 },
      c: { differences: [1e12, 1, 6, 2] },
      d: [1.5, 2, 3, 'x'],
    });
  });

  // Goal: rows as the charting library wants them.
  it('turns columns into rows', () => {
    expect(rowsOf({ a: [1, 2], b: ['x', null] })).toEqual([{ a: 1, b: 'x' }, { a: 2, b: null }]);
    expect(rowsOf({})).toEqual([]);
  });
});
