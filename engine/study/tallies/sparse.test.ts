import { describe, expect, it } from 'vitest';
import { Dice } from '../../../test/reference/dice.ts';
import { sparse, TallySums } from './sparse.ts';

describe('sparse rows', () => {
  it('keep what is not 0, and their length', () => {
    // Goal: places ascend; an empty row has a length too.
    expect(sparse(Float64Array.of(0, 2.5, 0, 0, 1))).toEqual({ length: 5, places: Float64Array.of(1, 4), values: Float64Array.of(2.5, 1) });
    expect(sparse(new Float64Array(3))).toEqual({ length: 3, places: new Float64Array(), values: new Float64Array() });
  });

  it('sparseVsFull: sums and peaks are those of full rows, to the last bit', () => {
    // Goal: zeros that are left out change no rounding.
    const dice = new Dice(1, 'sparse');
    const [sums, peaks] = [new Float64Array(20), new Float64Array(7)];
    const totals = new TallySums();
    expect(totals.totals).toEqual({ sums: new Float64Array(), peaks: new Float64Array() });
    for (let path = 0; path < 100; path++) {
      const draw = (): number => (dice.chance(0.6) ? 0 : (1 + dice.below(1e6)) / 7);
      const row = { sums: Float64Array.from(sums, draw), peaks: Float64Array.from(peaks, draw) };
      row.sums.forEach((value, place) => (sums[place] += value));
      row.peaks.forEach((value, place) => (peaks[place] = Math.max(peaks[place], value)));
      totals.add({ sums: sparse(row.sums), peaks: sparse(row.peaks) });
    }
    expect(totals.totals).toEqual({ sums, peaks });
  });
});
