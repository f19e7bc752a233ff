import { describe, expect, it } from 'vitest';
import { outcomeColumns, toDataFrame } from './data-frame.ts';
import type { FrameColumn } from './data-frame.ts';
import { outcomesOf } from './study.ts';
import type { SetResult, StudyResult } from './study.ts';

function set(id: string, shortfall: readonly number[], firstAdl: readonly number[]): SetResult {
  const metrics = { shortfall_usd: Float64Array.from(shortfall), first_adl_s: Float64Array.from(firstAdl) };
  const tallies = { sums: new Float64Array(), peaks: new Float64Array() };
  const fund = { fundTimesMs: new Float64Array(), fundUsd: new Float64Array() };
  const none = { ...fund, generations: [], historicalEndogenousShare: null, tallies };
  return { id, metrics, withoutLargest: {}, ...none };
}

const sets = [set('a', [123456789.123, 0], [60, NaN]), set('b', [1, 2 ** 53 - 1], [NaN, 3])];
const result: StudyResult = { digest: 'x', paths: 2, sets };

/** What danfojs does with its first argument: it keeps columns by name. */
class Frame {
  readonly columns: readonly string[];
  constructor(readonly values: Record<string, FrameColumn>) {
    this.columns = Object.keys(values);
  }
}

describe('outcomes as a data frame', () => {
  it('has one row per path and set in the order of outcomes.arrow', () => {
    // Goal: the table people meet in Arrow, Parquet and danfojs is one.
    const frame = toDataFrame(outcomesOf(result, 7), { DataFrame: Frame });
    expect(frame.columns).toEqual(['parameter_set', 'path', 'shortfall_usd', 'first_adl_s']);
    expect(frame.values).toEqual({
      parameter_set: ['a', 'b', 'a', 'b'],
      path: [7, 7, 8, 8],
      shortfall_usd: [123456789.123, 1, 0, 2 ** 53 - 1],
      first_adl_s: [60, NaN, NaN, 3],
    });
  });

  it('gives plain columns to any other library', () => {
    // Goal: no library is needed to get at the numbers.
    expect(Object.keys(outcomeColumns(outcomesOf(result)))).toEqual(['parameter_set', 'path', 'shortfall_usd', 'first_adl_s']);
  });
});
