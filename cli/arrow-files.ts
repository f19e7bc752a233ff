/** outcomes.arrow and events.arrow: uncompressed Arrow IPC files, columns as in docs/run-folder.md. Same columns, same bytes. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import {
  Field, Float64, Int32, makeData, RecordBatch, RecordBatchFileWriter, Schema, Struct, Table, tableToIPC, Utf8,
} from 'apache-arrow';
import type { Data, DataType } from 'apache-arrow';
import type { EventColumns } from './simulate-study.ts';

export interface Column {
  readonly name: string;
  readonly data: Data;
}

/** Rows of outcomes.arrow: consecutive paths, the sets of each path in their order. */
export interface OutcomeRows {
  readonly setIds: readonly string[];
  readonly firstPath: number;
  readonly paths: number;
  readonly metricNames: readonly string[];
  /** columns[metric][row]; NaN where a metric does not exist. */
  readonly columns: readonly Float64Array[];
}

/** A record batch of outcomes.arrow. */
export function outcomesBatch({ setIds, firstPath, paths, metricNames, columns }: OutcomeRows): RecordBatch {
  const sets = setIds.length;
  const rows = sets * paths;
  return batchOf([
    { name: 'parameter_set', data: textData(Array.from({ length: rows }, (_, row) => setIds[row % sets])) },
    { name: 'path', data: wholeData(Int32Array.from({ length: rows }, (_, row) => firstPath + Math.floor(row / sets))) },
    ...metricNames.map((name, metric) => ({ name, data: numberData(columns[metric].subarray(0, rows)) })),
  ]);
}

/** An Arrow file that is written batch by batch. */
export interface BatchFile {
  add(batch: RecordBatch): void;
  /** Ends the file; resolves when every byte has been handed on. */
  end(): Promise<void>;
}

/** Hands the bytes of an Arrow file on as they come. Errors of `write` reject `end`. */
export function openBatchFile(write: (bytes: Uint8Array) => void): BatchFile {
  const writer = new RecordBatchFileWriter();
  const handedOn = (async () => {
    for await (const chunk of writer) write(chunk);
  })();
  // Whoever calls end() hears of it.
  handedOn.catch(() => {});
  return {
    add: (batch) => void writer.write(batch),
    end: async () => {
      writer.finish();
      writer.close();
      await handedOn;
    },
  };
}

const textColumns = new Set(['parameter_set', 'kind', 'account', 'owner', 'instrument', 'side']);

/** The journal of the shown paths: texts, and float64 for every number. */
export function eventsFile(journal: EventColumns): Uint8Array {
  const columns = Object.entries(journal).map(([name, values]): Column => {
    if (textColumns.has(name)) return { name, data: textData(values.map((value) => (value === null ? null : String(value)))) };
    return { name, data: numberData(numbersOf(values)) };
  });
  return arrowFile(columns);
}

function numbersOf(values: EventColumns[string]): Float64Array {
  const numbers = new Float64Array(values.length);
  for (let row = 0; row < numbers.length; row++) numbers[row] = values[row] === null ? NaN : Number(values[row]);
  return numbers;
}

/** Written by hand, because the library's builder is ten times slower; all texts are encoded at once, which is ten times faster again. */
export function textData(values: readonly (string | null)[]): Data<Utf8> {
  const { data, bytesIn } = encoded(values);
  const valueOffsets = new Int32Array(values.length + 1);
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 8));
  let nullCount = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value === null) nullCount++;
    else nullBitmap[row >> 3] |= 1 << (row & 7);
    valueOffsets[row + 1] = valueOffsets[row] + (value === null ? 0 : bytesIn(value));
  }
  const validity = nullCount > 0 ? nullBitmap : undefined;
  return makeData({ type: new Utf8(), length: values.length, nullCount, nullBitmap: validity, valueOffsets, data });
}

/** The bytes of all texts one after the other, and how many of them are those of a text. */
function encoded(values: readonly (string | null)[]): { data: Uint8Array; bytesIn: (value: string) => number } {
  const text = values.join('');
  const data = new TextEncoder().encode(text);
  // Where no character takes more than one byte.
  if (data.length === text.length) return { data, bytesIn: (value) => value.length };
  // Half a character at the end of a text must not become a whole one with what follows.
  const parts = values.map((value) => Buffer.from(value ?? ''));
  return { data: new Uint8Array(Buffer.concat(parts)), bytesIn: (value) => Buffer.byteLength(value) };
}

/** Whole numbers, none missing. */
export function wholeData(values: Int32Array): Data<Int32> {
  return makeData({ type: new Int32(), length: values.length, nullCount: 0, data: values });
}

/** NaN becomes null; the bytes below a null are zero, because there are many different NaN. */
export function numberData(values: Float64Array): Data<Float64> {
  const data = values.slice();
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 8));
  let nullCount = 0;
  for (let row = 0; row < data.length; row++) {
    const isMissing = Number.isNaN(data[row]);
    if (isMissing) nullCount++;
    else nullBitmap[row >> 3] |= 1 << (row & 7);
    data[row] = isMissing ? 0 : data[row] + 0;
  }
  return makeData({ type: new Float64(), length: data.length, nullCount, nullBitmap: nullCount > 0 ? nullBitmap : undefined, data });
}

/** An Arrow file with these columns in one batch. */
export function arrowFile(columns: readonly Column[]): Uint8Array {
  return tableToIPC(new Table([batchOf(columns)]), 'file');
}

/** Columns of equal length as a part of a file. */
export function batchOf(columns: readonly Column[]): RecordBatch {
  const length = columns[0].data.length;
  const schema = new Schema(columns.map(({ name, data }) => new Field(name, data.type as DataType, true)));
  const children = columns.map(({ data }) => data);
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }));
}

/** Writes batches with the same columns to a file one after the other; none is held longer than its turn. */
export async function writeBatches(path: string, batches: AsyncIterable<RecordBatch>): Promise<void> {
  await pipeline(batches, RecordBatchFileWriter.throughNode({ autoDestroy: true }), createWriteStream(path));
}
