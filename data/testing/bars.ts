import {
  compressionRegistry, CompressionType, Float64, makeVector, Table, tableToIPC, Timestamp, TimeUnit, vectorFromArray,
} from 'apache-arrow';
import { compress } from 'lz4js';
import { UserError } from '../../engine/errors.ts';
import { decodeCandles, type ImportedCandles } from '../import.ts';
import { unpackLz4Frame } from '../formats/lz4-frame.ts';
import { writeParquet, type ParquetOptions } from './parquet-writer.ts';

/** One small bar of a test file. */
export interface TestBar {
  readonly timeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

export const minuteMs = 60_000;
export const startMs = Date.UTC(2020, 2, 12, 10, 45);

/** Ascending minute bars with consistent prices around 6,000. */
export function makeBars(rows: number): TestBar[] {
  return Array.from({ length: rows }, (_, row) => {
    const open = 6000 + ((row * 37) % 101);
    const close = open + ((row * 13) % 7) - 3.25;
    const timeMs = startMs + row * minuteMs;
    return { timeMs, open, high: Math.max(open, close) + 2.5, low: Math.min(open, close) - 1.75, close, volume: 10 + (row % 5) };
  });
}

export const header = 'time,open,high,low,close,volume';

/** Lines of a CSV with the header of this file. */
export function csvOf(bars: readonly TestBar[], { time = (timeMs: number): string => String(timeMs) } = {}): string {
  const lines = bars.map((bar) => [time(bar.timeMs), bar.open, bar.high, bar.low, bar.close, bar.volume].join(','));
  return [header, ...lines, ''].join('\n');
}

/** The same bars as an Arrow IPC file with nanosecond UTC timestamps, as pandas writes Feather. */
export function arrowOf(bars: readonly TestBar[], { isPacked = false } = {}): Buffer {
  compressionRegistry.set(CompressionType.LZ4_FRAME, { encode: compress, decode: unpackLz4Frame });
  const number = (pick: (bar: TestBar) => number) => makeVector(Float64Array.from(bars, pick));
  const table = new Table({
    date: vectorFromArray(bars.map(({ timeMs }) => timeMs), new Timestamp(TimeUnit.NANOSECOND, 'UTC')),
    open: number((bar) => bar.open),
    high: number((bar) => bar.high),
    low: number((bar) => bar.low),
    close: number((bar) => bar.close),
    volume: vectorFromArray(bars.map(({ volume }) => volume), new Float64()),
  });
  return Buffer.from(tableToIPC(table, 'file', isPacked ? CompressionType.LZ4_FRAME : null));
}

/** The same bars as a Parquet file with microsecond timestamps. */
export function parquetOf(bars: readonly TestBar[], options: ParquetOptions = {}): Buffer {
  const double = (name: string, pick: (bar: TestBar) => number) => ({ name, kind: 'double' as const, values: bars.map(pick) });
  const columns = [
    { name: 'timestamp', kind: 'timestamp-micros' as const, values: bars.map(({ timeMs }) => timeMs) },
    double('open', (bar) => bar.open),
    double('high', (bar) => bar.high),
    double('low', (bar) => bar.low),
    double('close', (bar) => bar.close),
    double('volume', (bar) => bar.volume),
  ];
  return writeParquet(columns, options);
}

/** Imports text or bytes as if they came from a file of this name. */
export function importText(content: string | Buffer, file = 'candles.csv'): Promise<ImportedCandles> {
  return decodeCandles({ file, bytes: Buffer.from(content) });
}

/** The message of the UserError that the import ends in; anything else fails the test that asked. */
export async function refusalOf(content: string | Buffer, file = 'candles.csv'): Promise<string> {
  try {
    await importText(content, file);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('the import did not refuse this file');
}

/** Whether a file of these bytes is imported or refused; any other error is passed on. */
export async function outcomeOf(bytes: Buffer, file: string): Promise<'imported' | 'refused'> {
  return importText(bytes, file).then(
    () => 'imported',
    (error: unknown) => {
      if (error instanceof UserError) return 'refused';
      throw error;
    },
  );
}
