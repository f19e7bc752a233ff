/** Writes outcomes.arrow while the run goes on: record batches of a fixed number of paths, so that bytes depend on nothing but the rows. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { OrderedSink } from '../engine/runner/ordered-rows.ts';
import { columnIn } from '../engine/runner/shard-block.ts';
import { metricDefinitions } from '../engine/study/metrics.ts';
import type { ManifestFile } from '../engine/study/run-folder-types.ts';
import type { BatchFile, OutcomeRows } from './arrow-files.ts';

const pathsPerBatch = 1024;

export interface OutcomesWriterOptions {
  readonly file: string;
  readonly setIds: readonly string[];
  readonly firstPath: number;
  /** Hears of a disk that takes no more, at once. */
  onError(error: unknown): void;
}

export class OutcomesWriter implements OrderedSink {
  readonly #options: OutcomesWriterOptions;
  readonly #hash = createHash('sha256');
  readonly #handle: number;
  #bytes = 0;
  #columns: Float64Array[];
  #paths = 0;
  #batchStart: number;
  #waiting: OutcomeRows[] = [];
  #write: ((rows: OutcomeRows) => void) | undefined;
  #loading: Promise<BatchFile> | undefined;
  #ended: Promise<ManifestFile> | undefined;

  /** Throws what the file system throws. */
  constructor(options: OutcomesWriterOptions) {
    this.#options = options;
    this.#handle = openSync(options.file, 'wx');
    this.#batchStart = options.firstPath;
    this.#columns = emptyColumns(options.setIds.length);
  }

  /** Loads the library if it is not there; resolves when batches are written at once. Until then they wait in memory. */
  ready(): Promise<unknown> {
    return this.#opened();
  }

  /** Rows of the next paths. */
  add(block: Uint8Array, count: number): void {
    const sets = this.#options.setIds.length;
    const columns = metricDefinitions.map((_, metric) => {
      return this.#options.setIds.map((_unused, set) => columnIn(block, { set, metric, withoutLargest: false }));
    });
    for (let path = 0; path < count; path++) {
      const row = this.#paths * sets;
      for (let metric = 0; metric < columns.length; metric++) {
        for (let set = 0; set < sets; set++) this.#columns[metric][row + set] = columns[metric][set][path];
      }
      if (++this.#paths === pathsPerBatch) this.#flush();
    }
  }

  /** Ends the file, once; rejects with what the file system said. */
  end(): Promise<ManifestFile> {
    return (this.#ended ??= this.#end());
  }

  async #end(): Promise<ManifestFile> {
    const file = await this.#opened();
    if (this.#paths > 0) this.#flush();
    await file.end();
    closeSync(this.#handle);
    return { sha256: this.#hash.digest('hex'), bytes: this.#bytes };
  }

  #opened(): Promise<BatchFile> {
    return (this.#loading ??= this.#load());
  }

  async #load(): Promise<BatchFile> {
    const { openBatchFile, outcomesBatch } = await import('./arrow-files.ts');
    const file = openBatchFile((bytes) => this.#append(bytes));
    this.#write = (rows) => file.add(outcomesBatch(rows));
    this.#waiting.forEach(this.#write);
    this.#waiting = [];
    return file;
  }

  #flush(): void {
    const { setIds } = this.#options;
    const metricNames = metricDefinitions.map(({ name }) => name);
    const rows = { setIds, firstPath: this.#batchStart, paths: this.#paths, metricNames, columns: this.#columns };
    if (this.#write) this.#write(rows);
    else {
      this.#waiting.push(rows);
      // Errors are those of whoever waits for the library.
      void this.ready().catch(() => {});
    }
    this.#columns = emptyColumns(setIds.length);
    this.#batchStart += this.#paths;
    this.#paths = 0;
  }

  #append(bytes: Uint8Array): void {
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#handle, bytes, done);
    } catch (error) {
      this.#options.onError(error);
      throw error;
    }
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
  }
}

function emptyColumns(sets: number): Float64Array[] {
  return metricDefinitions.map(() => new Float64Array(pathsPerBatch * sets));
}
