import { Dictionary, Int32, makeVector, Table, tableFromArrays, tableToIPC, Utf8, vectorFromArray, type Vector } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { arrowOf, csvOf, importText, makeBars, refusalOf, startMs } from '../testing/bars.ts';

const bars = makeBars(60);
const file = 'x.feather';
const column = (values: readonly number[]) => Float64Array.from(values);
const ipc = (table: Table): Buffer => Buffer.from(tableToIPC(table, 'file'));

describe('readArrow', () => {
  it.each([
    ['uncompressed', false],
    ['LZ4', true],
  ])('reads %s Feather with nanosecond timestamps', async (_, isPacked) => {
    // Goal: what pandas and freqtrade write gives the same bars as the plain CSV.
    const { candles, format } = await importText(arrowOf(bars, { isPacked }), file);
    expect(candles).toEqual((await importText(csvOf(bars), 'x.csv')).candles);
    expect(format).toBe('Arrow (Feather version 2)');
  });

  it('reads integer columns beside float ones and several batches', async () => {
    // Goal: whole-number prices are stored as integers by some tools.
    const part = (rows: readonly number[]) =>
      new Table({
        time: makeVector(BigInt64Array.from(rows, (row) => BigInt(startMs + row * 60_000))),
        open: makeVector(Int32Array.from(rows, () => 5)),
        high: makeVector(Float32Array.from(rows, () => 6.5)),
        low: makeVector(Int16Array.from(rows, () => 4)),
        close: makeVector(column(rows.map(() => 5))),
      });
    const { candles, rows } = await importText(ipc(part([0, 1]).concat(part([2, 3]))), file);
    expect(rows).toBe(4);
    expect([candles.open[3], candles.high[3], candles.volume]).toEqual([5, 6.5, null]);
  });

  it('refuses columns without rows, text prices, categories and missing values', async () => {
    // Goal: intact files that are no candles are refused by their content.
    const ones = column([1, 1, 1]);
    const base = { time: column([0, 1, 2].map((row) => startMs + row * 60_000)), open: ones, high: ones, low: ones, close: ones };
    const withOpen = (open: Vector): Buffer => ipc(new Table({ ...vectorsOf(base), open }));
    const empty = Object.fromEntries(Object.keys(base).map((name) => [name, column([])]));
    const categories = vectorFromArray(['a', 'b', 'a'], new Dictionary(new Utf8(), new Int32()));
    expect(await refusalOf(ipc(tableFromArrays(empty)), file)).toContain('no rows');
    expect(await refusalOf(withOpen(vectorFromArray(['1', '2', '3'], new Utf8())), file)).toContain('column "open" has type Utf8');
    expect(await refusalOf(withOpen(categories), file)).toContain('dictionary-encoded');
    expect(await refusalOf(withOpen(vectorFromArray([1, null, 1])), file)).toContain('row 2: open is empty');
    expect(await refusalOf(ipc(tableFromArrays({ date: ones, funding_rate: ones })), file)).toContain('funding rates');
  });

  it('refuses every truncation', async () => {
    // Goal: the library would read some cut files as shorter or empty tables.
    const whole = arrowOf(makeBars(3), { isPacked: true });
    for (let length = 6; length < whole.length; length += 8) {
      expect(await refusalOf(whole.subarray(0, length), file)).toContain('the Arrow file is damaged or cut short');
    }
  });

  it('bounds what a compressed buffer claims', async () => {
    // Goal: a few bytes that promise gigabytes are refused before any memory is taken.
    const whole = arrowOf(bars, { isPacked: true });
    const frame = whole.indexOf(Buffer.from('04224d18', 'hex'));
    whole.writeBigInt64LE(1n << 40n, frame - 8);
    expect(await refusalOf(whole, file)).toContain('the unpacked size of a block is wrong');
  });
});

function vectorsOf(columns: Readonly<Record<string, Float64Array>>) {
  return Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, makeVector(values)]));
}
