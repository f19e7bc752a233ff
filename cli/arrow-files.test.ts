import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { eventsFile, outcomesFile } from './arrow-files.ts';

describe('outcomesFile', () => {
  it('has a row per set and path, and nulls where a metric does not exist', () => {
    // Goal: what readers of the contract get back is what went in.
    const one = { shortfall_usd: Float64Array.of(1.5, 0, 3), first_adl_s: Float64Array.of(NaN, 60, NaN) };
    const other = { shortfall_usd: Float64Array.of(-0, 2, 1e15), first_adl_s: Float64Array.of(1, 2, 3) };
    const table = tableFromIPC(outcomesFile({ sets: [{ id: 'a', metrics: one }, { id: 'bé', metrics: other }], paths: 3 }));
    expect(table.schema.fields.map(({ name, type }) => `${name}: ${String(type)}`)).toEqual([
      'parameter_set: Utf8', 'path: Int32', 'shortfall_usd: Float64', 'first_adl_s: Float64',
    ]);
    expect(table.toArray().map((row) => Object.values(row.toJSON()))).toEqual([
      ['a', 0, 1.5, null], ['a', 1, 0, 60], ['a', 2, 3, null], ['bé', 0, 0, 1], ['bé', 1, 2, 2], ['bé', 2, 1e15, 3],
    ]);
  });
});

describe('eventsFile', () => {
  it('keeps texts, numbers and gaps', () => {
    // Goal: a column without any value keeps its type.
    const table = tableFromIPC(eventsFile({ time_ms: [1, 2], kind: ['liquidation', null], account: ['a', ''], adl_usd: [null, null] }));
    expect(table.toArray().map((row) => row.toJSON())).toEqual([
      { time_ms: 1, kind: 'liquidation', account: 'a', adl_usd: null },
      { time_ms: 2, kind: null, account: '', adl_usd: null },
    ]);
    expect(String(table.schema.fields[3].type)).toBe('Float64');
  });

  it('exists without a single event', () => {
    // Goal: a calm path leaves a readable file too.
    const table = tableFromIPC(eventsFile({ time_ms: [], kind: [] }));
    expect([table.numRows, table.numCols]).toEqual([0, 2]);
  });
});
