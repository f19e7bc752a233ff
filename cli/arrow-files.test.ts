import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { eventsFile, openBatchFile, outcomesBatch } from './arrow-files.ts';

describe('outcomes.arrow', () => {
  it('has a row per path and set, batch by batch, and nulls where a metric does not exist', async () => {
    // Goal: what readers of the contract get back is what went in, in the order of the paths.
    const shared = { setIds: ['a', 'bé'], metricNames: ['shortfall_usd', 'first_adl_s'] };
    const parts: Uint8Array[] = [];
    const file = openBatchFile((bytes) => parts.push(bytes));
    const two = [Float64Array.of(1.5, -0, 0, 2), Float64Array.of(NaN, 1, 60, 2)];
    file.add(outcomesBatch({ ...shared, firstPath: 7, paths: 2, columns: two }));
    // Columns may be longer than the rows: the last batch is not full.
    const one = [Float64Array.of(3, 1e15, 99, 99), Float64Array.of(NaN, 3, 99, 99)];
    file.add(outcomesBatch({ ...shared, firstPath: 9, paths: 1, columns: one }));
    await file.end();
    const table = tableFromIPC(Buffer.concat(parts));
    expect(table.schema.fields.map(({ name, type }) => `${name}: ${String(type)}`)).toEqual([
      'parameter_set: Utf8', 'path: Int32', 'shortfall_usd: Float64', 'first_adl_s: Float64',
    ]);
    expect(table.batches.length).toBe(2);
    expect(table.toArray().map((row) => Object.values(row.toJSON()))).toEqual([
      ['a', 7, 1.5, null], ['bé', 7, 0, 1], ['a', 8, 0, 60], ['bé', 8, 2, 2], ['a', 9, 3, null], ['bé', 9, 1e15, 3],
    ]);
  });

  it('tells of a disk that takes no more', async () => {
    // Goal: an error of the writer is the error of the end, not a file that is too short.
    const file = openBatchFile(() => {
      throw new Error('no room');
    });
    file.add(outcomesBatch({ setIds: ['a'], firstPath: 0, paths: 1, metricNames: ['x'], columns: [Float64Array.of(1)] }));
    await expect(file.end()).rejects.toThrow('no room');
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

  it('keeps texts in any script, and halves of characters apart', () => {
    // Goal: a text has the bytes that it has by itself, whatever stands before and after it.
    const account = ['é', null, '\u{1f642}', 'a', '\ud83d', '\ude42', ''];
    const table = tableFromIPC(eventsFile({ account }));
    expect(table.toArray().map((row) => (row.toJSON() as { account: string | null }).account)).toEqual([
      'é', null, '\u{1f642}', 'a', '\ufffd', '\ufffd', '',
    ]);
  });

  it('exists without a single event', () => {
    // Goal: a calm path leaves a readable file too.
    const table = tableFromIPC(eventsFile({ time_ms: [], kind: [] }));
    expect([table.numRows, table.numCols]).toEqual([0, 2]);
  });
});
