/** outcomes.arrow as columns, read back for replays and audits. Nothing in it is believed: lengths are checked before it is parsed. */
import { readFileSync } from 'node:fs';
import { tableFromIPC } from 'apache-arrow';
import type { Table, Vector } from 'apache-arrow';
import { checkArrowFile } from '../data/formats/arrow-structure.ts';
import { exitCodes, UserError } from '../engine/errors.ts';
import { metricDefinitions } from '../engine/study/metrics.ts';

/** Rows as they stand in the file. */
export interface OutcomesTable {
  readonly file: string;
  readonly rows: number;
  readonly sets: readonly string[];
  readonly path: Int32Array;
  /** By name of the metric; NaN where there is none. */
  readonly metrics: ReadonlyMap<string, Float64Array>;
}

/**
 * Reads all rows.
 * @throws UserError exit 31 when the file is missing, damaged, or has other columns.
 */
export function readOutcomes(file: string): OutcomesTable {
  const table = readArrow(file);
  const expected = ['parameter_set', 'path', ...metricDefinitions.map(({ name }) => name)];
  const found = table.schema.fields.map(({ name, type }) => `${name} ${String(type)}`);
  const wanted = expected.map((name, place) => `${name} ${['Utf8', 'Int32'].at(place) ?? 'Float64'}`);
  const differing = wanted.findIndex((column, place) => found.at(place) !== column);
  if (differing >= 0 || found.length !== wanted.length) {
    const place = differing < 0 ? wanted.length : differing;
    throw damaged(file, `column ${place + 1} is ${found.at(place) ?? 'missing'}`, wanted.at(place) ?? 'no further column');
  }
  return {
    file,
    rows: table.numRows,
    sets: texts(childOf(table, 'parameter_set')).map((text) => text ?? ''),
    path: Int32Array.from(numbers(childOf(table, 'path'))),
    metrics: new Map(expected.slice(2).map((name) => [name, numbers(childOf(table, name))])),
  };
}

/**
 * Any Arrow file of a run folder as a table.
 * @throws UserError exit 31
 */
export function readArrow(file: string): Table {
  try {
    const bytes = readFileSync(file);
    checkArrowFile(bytes);
    return tableFromIPC(bytes);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'its structure is damaged';
    throw damaged(file, `the file cannot be read (${reason})`, 'an Arrow file as simulate writes it');
  }
}

function damaged(file: string, what: string, expected: string): UserError {
  const suggestion = 'run the simulation again with the command in manifest.json, or restore the folder from where it was copied';
  return new UserError(exitCodes.dataIntegrity, [{ place: { file }, what, expected, suggestion }]);
}

export function childOf(table: Table, name: string): Vector | null {
  return table.getChild(name);
}

/** Values of a column of numbers, NaN for null. */
export function numbers(column: Vector | null): Float64Array {
  const values = new Float64Array(column?.length ?? 0);
  let row = 0;
  for (const chunk of column?.data ?? []) {
    const stored = chunk.values as ArrayLike<number>;
    for (let index = 0; index < chunk.length; index++) values[row++] = chunk.nullCount > 0 && !chunk.getValid(index) ? NaN : stored[index];
  }
  return values;
}

/** Values of a column of texts, null where there is none. */
export function texts(column: Vector | null): (string | null)[] {
  return Array.from(column ?? [], (value: unknown) => (typeof value === 'string' ? value : null));
}
