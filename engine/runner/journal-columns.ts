/** Columns of a run read from its journal, one at a time: what summaries and evidence are made of without holding all rows. */
import { closeSync, openSync, readSync } from 'node:fs';
import { metricDefinitions } from '../study/metrics.ts';
import { columnOffset } from './shard-block.ts';
import type { ColumnPlace } from './shard-block.ts';
import type { ShardEntry } from './shard-index.ts';
import { columnsOnDemand } from './running-result.ts';
import type { ColumnSource } from './running-result.ts';

/** The rows of a run that are on disk; plain data, any thread may read them. */
export interface StoredRows {
  readonly file: string;
  /** Blocks with paths ascending, without gaps from the first path on. */
  readonly shards: readonly ShardEntry[];
  readonly sets: number;
  /** Paths that count, from the first: a run that stops early leaves rows behind it. */
  readonly paths: number;
}

/** An open journal, for reading only. */
export class JournalColumns {
  readonly #rows: StoredRows;
  readonly #handle: number;

  constructor(rows: StoredRows) {
    this.#rows = rows;
    this.#handle = openSync(rows.file, 'r');
  }

  /** One value per path, or those of a part of the paths: rows from the first one of the run. */
  read(place: ColumnPlace, { from = 0, until = this.#rows.paths } = {}): Float64Array {
    const { shards, sets } = this.#rows;
    const values = new Float64Array(until - from);
    const bytes = new Uint8Array(values.buffer);
    let row = 0;
    for (const { count, offset } of shards) {
      const start = Math.max(from, row);
      const end = Math.min(until, row + count);
      if (end > start) {
        const column = offset + columnOffset({ count, sets, metrics: metricDefinitions.length }, place);
        this.#fill(bytes.subarray(8 * (start - from), 8 * (end - from)), column + 8 * (start - row));
      }
      row += count;
      if (row >= until) break;
    }
    return values;
  }

  /** The columns of a set by name, each read when it is asked for. */
  ofSet(set: number): ColumnSource {
    const names = metricDefinitions.map(({ name }) => name);
    const columns = (withoutLargest: boolean) => columnsOnDemand(names, (metric) => this.read({ set, metric, withoutLargest }));
    return { metrics: columns(false), withoutLargest: columns(true) };
  }

  close(): void {
    closeSync(this.#handle);
  }

  #fill(bytes: Uint8Array, position: number): void {
    let done = 0;
    while (done < bytes.length) {
      const got = readSync(this.#handle, bytes, done, bytes.length - done, position + done);
      if (got === 0) throw new Error(`${this.#rows.file} ends too early`);
      done += got;
    }
  }
}
