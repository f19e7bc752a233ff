/** The tables of a run folder: outcomes.arrow and events.arrow, checked against the manifest before they are opened. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tableFromIPC } from 'apache-arrow';
import type { Table } from 'apache-arrow';
import { exitCodes, UserError } from '../engine/errors.ts';
import type { ManifestFile, RunEvents, RunOutcomes } from '../engine/study/run-folder-types.ts';

/** A file and what the manifest says of it; null when nothing is said yet. */
export interface StoredTable {
  readonly file: string;
  readonly expected: ManifestFile | null;
}

/** Outcomes that are read at the first question. Throws UserError (exit 31) then, when the file is not what the manifest says. */
export function storedOutcomes(stored: StoredTable, sets: number): RunOutcomes {
  let opened: OutcomeRows | undefined;
  const rows = (): OutcomeRows => (opened ??= new OutcomeRows(stored, sets));
  return {
    get paths() {
      return rows().paths;
    },
    get firstPath() {
      return rows().firstPath;
    },
    column: (setId, metricName) => rows().column(setId, metricName),
  };
}

/** Columns of the journal, texts and numbers. */
export function storedEvents(stored: StoredTable): RunEvents {
  const table = openTable(stored);
  return Object.fromEntries(table.schema.fields.map(({ name }) => [name, [...(table.getChild(name) ?? [])] as (string | number | null)[]]));
}

class OutcomeRows {
  readonly paths: number;
  readonly firstPath: number;
  readonly #table: Table;
  readonly #stride: number;
  /** Sets of a path in the order of their rows; a comparison has hybrids beside those of the manifest. */
  readonly #ids: readonly string[];

  constructor(stored: StoredTable, sets: number) {
    this.#table = openTable(stored);
    const path = this.#table.getChild('path')?.toArray() as Int32Array | undefined;
    const ids = this.#table.getChild('parameter_set');
    if (path === undefined || ids === null) throw broken(stored.file, 'columns parameter_set and path are missing', 'both');
    let stride = 0;
    while (stride < path.length && path[stride] === path[0]) stride++;
    if (stride < sets || path.length % stride !== 0) {
      throw broken(stored.file, `${path.length} rows of ${stride} sets each`, `every path once for each of ${sets} sets`);
    }
    this.#stride = stride;
    this.#ids = Array.from({ length: stride }, (_, row) => String(ids.get(row)));
    this.paths = path.length / stride;
    this.firstPath = path[0];
  }

  column(setId: string, metricName: string): Float64Array | null {
    const set = this.#ids.indexOf(setId);
    const vector = metricName === 'path' ? null : this.#table.getChild(metricName);
    if (set < 0 || vector === null) return null;
    const values = Float64Array.from({ length: this.paths }, () => NaN);
    let row = 0;
    for (const chunk of vector.data) {
      const numbers = chunk.values as Float64Array;
      for (let index = 0; index < chunk.length; index++, row++) {
        if (row % this.#stride === set && chunk.getValid(index)) values[(row - set) / this.#stride] = numbers[chunk.offset + index];
      }
    }
    return values;
  }
}

/** Arrow's reader trusts its input, so nothing unknown is given to it. */
function openTable({ file, expected }: StoredTable): Table {
  const bytes = readBytes(file);
  if (expected !== null && createHash('sha256').update(bytes).digest('hex') !== expected.sha256) {
    throw broken(file, 'the content is not what manifest.json lists', `sha256 ${expected.sha256}`);
  }
  try {
    return tableFromIPC(bytes);
  } catch (error) {
    throw broken(file, `the file cannot be read as Arrow (${error instanceof Error ? error.message : String(error)})`, 'an Arrow IPC file');
  }
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw broken(file, `the file cannot be read (${reason})`, 'a run folder with outcomes.arrow and events.arrow');
  }
}

function broken(file: string, what: string, expected: string): UserError {
  const suggestion = 'run the simulation again with the command in manifest.json, or restore the folder from where it was copied';
  return new UserError(exitCodes.dataIntegrity, [{ place: { file }, what, expected, suggestion }]);
}
