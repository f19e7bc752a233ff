/** outcomes.parquet: the rows of outcomes.arrow for pandas, Polars and DuckDB. Same rows, same bytes. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { RecordBatchReader } from 'apache-arrow';
import type { RecordBatch } from 'apache-arrow';
import type { SchemaElement } from 'hyparquet';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { ManifestFile } from '../engine/study/run-folder-types.ts';

/** Rows that are held in memory at a time. */
const rowsPerGroup = 65_536;

/** Rewrites the table, a group of rows at a time, so that memory does not grow with paths. Throws what the file system throws. */
export async function writeParquet(arrowFile: string, parquetFile: string): Promise<ManifestFile> {
  const reader = await RecordBatchReader.from(createReadStream(arrowFile));
  await reader.open();
  const names = reader.schema.fields.map(({ name }) => name);
  const writer = new ParquetWriter({ writer: fileWriter(parquetFile), schema: schemaOf(names), createdBy: 'breakwater' });
  let columns = emptyColumns(names);
  for await (const batch of reader) {
    addRows(columns, batch);
    if (columns[0].length < rowsPerGroup) continue;
    await writeGroup(writer, names, columns);
    columns = emptyColumns(names);
  }
  if (columns[0].length > 0) await writeGroup(writer, names, columns);
  await writer.finish();
  return await fileEntry(parquetFile);
}

type Values = (string | number | null)[];

function emptyColumns(names: readonly string[]): Values[] {
  return names.map(() => []);
}

function addRows(columns: readonly Values[], batch: RecordBatch): void {
  columns.forEach((values, index) => {
    for (const value of batch.getChildAt(index) ?? []) values.push(value as string | number | null);
  });
}

async function writeGroup(writer: ParquetWriter, names: readonly string[], columns: readonly Values[]): Promise<void> {
  const columnData = names.map((name, index) => ({ name, data: columns[index] }));
  await writer.write({ columnData, rowGroupSize: columns[0].length });
}

/** A metric may be missing on a path; the set and the path never are. */
function schemaOf(names: readonly string[]): SchemaElement[] {
  const element = (name: string): SchemaElement => {
    if (name === 'parameter_set') return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' };
    if (name === 'path') return { name, type: 'INT32', repetition_type: 'REQUIRED' };
    return { name, type: 'DOUBLE', repetition_type: 'OPTIONAL' };
  };
  return [{ name: 'root', num_children: names.length }, ...names.map(element)];
}

async function fileEntry(file: string): Promise<ManifestFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}
