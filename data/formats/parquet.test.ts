import { describe, expect, it } from 'vitest';
import { csvOf, importText, makeBars, parquetOf, refusalOf, startMs } from '../testing/bars.ts';
import { writeParquet } from '../testing/parquet-writer.ts';

const bars = makeBars(50);
const file = 'x.parquet';

describe('readParquet', () => {
  it.each(['UNCOMPRESSED', 'SNAPPY'] as const)('reads %s columns with microsecond timestamps', async (codec) => {
    // Goal: what pandas writes gives the same bars as the plain CSV.
    const { candles, format } = await importText(parquetOf(bars, { codec }), file);
    expect(candles).toEqual((await importText(csvOf(bars), 'x.csv')).candles);
    expect(format).toBe('Parquet');
  });

  it('reads a time column of plain integers', async () => {
    // Goal: the unit of a bare number is told by its magnitude, as in text files.
    const ones = { kind: 'double' as const, values: [1, 1, 1] };
    const time = { name: 'unix', kind: 'int64' as const, values: [0, 60, 120].map((second) => startMs / 1000 + second) };
    const columns = [time, ...['open', 'high', 'low', 'close'].map((name) => ({ name, ...ones }))];
    expect((await importText(writeParquet(columns), file)).candles.openTimeMs[2]).toBe(startMs + 120_000);
  });

  it('refuses missing values by row, price series, and codecs that are not read', async () => {
    // Goal: intact files that are no candles, or packed otherwise, are refused by their content.
    const values = [1, null, 1];
    const time = { name: 'time', kind: 'timestamp-micros' as const, values: [0, 1, 2].map((row) => startMs + row * 60_000) };
    const prices = ['open', 'high', 'low', 'close'].map((name) => ({ name, kind: 'double' as const, values }));
    expect(await refusalOf(writeParquet([time, ...prices]), file)).toContain('row 2: open is empty');
    const series = writeParquet([time, { name: 'price', kind: 'double', values: [1, 2, 3] }]);
    expect(await refusalOf(series, file)).toContain('a series with one price per time');
    const packed = parquetOf(bars, { codec: 'ZSTD' });
    expect(await refusalOf(packed, file)).toContain('ZSTD compression in column "timestamp", which is not read');
  });

  it('refuses every truncation', async () => {
    // Goal: a file without its footer is not read.
    const whole = parquetOf(makeBars(3));
    for (let length = 4; length < whole.length; length += 8) {
      expect(await refusalOf(whole.subarray(0, length), file)).toContain('the Parquet file is damaged or cut short');
    }
  });

  it('refuses a run of levels longer than the page', async () => {
    // Goal: the library would write two thousand million levels into memory.
    const whole = parquetOf(bars, { codec: 'UNCOMPRESSED' });
    const levels = whole.indexOf(Buffer.from([8, 0, 0, 0, 15]));
    whole.set([5, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0x0f], levels);
    expect(levels).toBeGreaterThan(0);
    expect(await refusalOf(whole, file)).toContain('a run of a page is wrong');
  });
});
