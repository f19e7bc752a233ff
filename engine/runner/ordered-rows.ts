/** Rows in path order, whoever finished first: what is out of order waits on disk, in the journal, until its turn. */
import { assert } from '../math/assert.ts';
import type { Journal } from './journal.ts';
import { RunningResult } from './running-result.ts';
import { columnIn, runningRows, shapeOf } from './shard-block.ts';
import type { ColumnPlace } from './shard-block.ts';
import type { ShardEntry } from './shard-index.ts';

/** Wants blocks in path order. */
export interface OrderedSink {
  /** The next block; only its first `count` paths belong to the run. */
  add(block: Uint8Array, count: number): void;
}

/** Looks at one metric in path order. */
export interface PathWatcher {
  readonly place: ColumnPlace;
  /** The value on the next path; true ends the run with it. */
  add(value: number): boolean;
}

export interface OrderedRowsOptions {
  readonly journal: Journal;
  readonly firstPath: number;
  readonly sets: number;
  readonly sink: OrderedSink;
  readonly watchers: readonly PathWatcher[];
}

/** Passes blocks on in path order and adds up what needs no columns. */
export class OrderedRows {
  readonly running: RunningResult;
  /** Blocks that have been passed on, paths ascending. */
  readonly shards: ShardEntry[] = [];
  readonly #options: OrderedRowsOptions;
  #next: number;
  #hasEnough = false;

  constructor(options: OrderedRowsOptions) {
    this.#options = options;
    this.#next = options.firstPath;
    this.running = new RunningResult(options.sets);
  }

  /** True when a watcher ended the run: later paths do not belong to it. */
  get hasEnough(): boolean {
    return this.#hasEnough;
  }

  /** Passes on the next block, if it is there; `arrived` is one that need not be read again. */
  step(arrived?: Uint8Array): boolean {
    const { journal, sink } = this.#options;
    const entry = this.#hasEnough ? undefined : journal.shards.at(this.#next);
    if (!entry) return false;
    const isArrived = arrived !== undefined && shapeOf(arrived).first === entry.first;
    const block = isArrived ? arrived : journal.read(entry);
    sink.add(block, this.#addRows(block));
    this.shards.push(entry);
    this.#next += entry.count;
    return true;
  }

  /** Returns how many paths of the block belong to the run. */
  #addRows(block: Uint8Array): number {
    const rows = runningRows(block);
    assert(rows[0].length === this.#options.sets, 'a block has rows of another number of sets');
    const columns = this.#options.watchers.map(({ place }) => columnIn(block, place));
    for (let path = 0; path < rows.length; path++) {
      this.running.add(rows[path]);
      this.#options.watchers.forEach((watcher, index) => {
        if (watcher.add(columns[index][path])) this.#hasEnough = true;
      });
      if (this.#hasEnough) return path + 1;
    }
    return rows.length;
  }
}
