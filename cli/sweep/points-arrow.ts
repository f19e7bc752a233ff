/** points.arrow: the rows of points.csv as columns, with a mark on the frontier. Written in parts: memory does not grow with rows. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordBatch } from 'apache-arrow';
import { batchOf, numberData, textData, wholeData, writeBatches } from '../arrow-files.ts';
import type { Column } from '../arrow-files.ts';
import { outputError } from '../failure.ts';
import { pointColumns, readPoints } from './points-file.ts';
import type { ReadPoint } from './points-file.ts';

export interface PointsTable {
  readonly folder: string;
  readonly parameters: readonly { readonly key: string; readonly isNumeric: boolean }[];
  /** 1 in the column on_frontier: nothing dominates the point. */
  readonly isOnFrontier: (point: ReadPoint) => boolean;
}

const rowsPerBatch = 1024;

/** @throws UserError exit 41 */
export async function writePointsArrow(table: PointsTable): Promise<void> {
  const draft = join(table.folder, '.points.arrow');
  try {
    await writeBatches(draft, batchesOf(table));
    renameSync(draft, join(table.folder, 'points.arrow'));
  } catch (error) {
    throw error instanceof Error && 'code' in error ? outputError(table.folder, error) : error;
  }
}

async function* batchesOf(table: PointsTable): AsyncGenerator<RecordBatch> {
  const columns = pointColumns(table.parameters.map(({ key }) => key));
  let rows: ReadPoint[] = [];
  for await (const row of readPoints(join(table.folder, 'points.csv'), columns)) {
    rows.push(row);
    if (rows.length < rowsPerBatch) continue;
    yield batch(rows, columns, table);
    rows = [];
  }
  if (rows.length > 0) yield batch(rows, columns, table);
}

function batch(rows: readonly ReadPoint[], columns: readonly string[], { parameters, isOnFrontier }: PointsTable): RecordBatch {
  const statistics = columns.slice(columns.indexOf('digest') + 1, -1);
  return batchOf([
    { name: 'point', data: wholeData(Int32Array.from(rows, ({ index }) => index)) },
    ...parameters.map(({ key, isNumeric }, axis): Column => {
      const texts = rows.map(({ values }) => values[axis]);
      return { name: key, data: isNumeric ? numberData(Float64Array.from(texts, Number)) : textData(texts) };
    }),
    { name: 'digest', data: textData(rows.map(({ digest }) => digest || null)) },
    { name: 'on_frontier', data: wholeData(Int32Array.from(rows, (row) => (isOnFrontier(row) ? 1 : 0))) },
    ...statistics.map((name, place) => ({ name, data: numberData(Float64Array.from(rows, (row) => row.statistics[place])) })),
    { name: 'refused', data: textData(rows.map(({ refused }) => refused || null)) },
  ]);
}
