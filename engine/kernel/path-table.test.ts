import { describe, expect, it } from 'vitest';
import { Dice } from '../../test/reference/dice.ts';
import { coarseShift, fineShift, tableOf } from './path-table.ts';
import { smallPath } from './testing/small-world.ts';

const extremes = (values: readonly number[]): number[] => [Math.min(...values), Math.max(...values)];

describe('path table', () => {
  it('tableVsScan: holds every price and the extremes of every block and rest', () => {
    // Goal: lengths around the block sizes, both kinds of rows.
    const dice = new Dice(1, 'path-table');
    for (const ticks of [1, 15, 16, 17, 127, 128, 129, 300]) {
      const prices = [0, 1].map(() => Array.from({ length: ticks }, () => dice.between(1, 9)));
      const table = tableOf(smallPath(prices, 2), true);
      [...prices, ...prices.map((series) => series.map((price) => -1 / price))].forEach((row, index) => {
        const at = (offset: number, entry: number): number => table.values[index * table.stride + offset + entry];
        row.forEach((price, tick) => {
          const fine = row.filter((_, other) => other >> fineShift === tick >> fineShift);
          const coarse = row.filter((_, other) => other >> coarseShift === tick >> coarseShift);
          const rest = row.filter((_, other) => other >> coarseShift >= tick >> coarseShift);
          expect(at(0, tick)).toBe(price);
          const [fineBlock, coarseBlock] = [tick >> fineShift, tick >> coarseShift];
          expect([at(table.fineLow, fineBlock), at(table.fineHigh, fineBlock)]).toEqual(extremes(fine));
          expect([at(table.coarseLow, coarseBlock), at(table.coarseHigh, coarseBlock)]).toEqual(extremes(coarse));
          expect([at(table.restLow, coarseBlock), at(table.restHigh, coarseBlock)]).toEqual(extremes(rest));
        });
      });
    }
  });

  it('is made once per path, and again only for rows that it lacks', () => {
    // Goal: parameter sets share the work.
    const path = smallPath([[1, 2]]);
    const plain = tableOf(path, false);
    expect(tableOf(path, false)).toBe(plain);
    const inverted = tableOf(path, true);
    expect(inverted).not.toBe(plain);
    expect([tableOf(path, false), tableOf(path, true)]).toEqual([inverted, inverted]);
  });
});
