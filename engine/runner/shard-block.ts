/**
 * The rows of a shard as one block of bytes: what threads send, the journal keeps, and columns are read from. A shard is a run of path
 * numbers. Metrics lie column by column, so that one column of a long run is read without the others.
 *
 *     int32 x 8    first path, paths, sets, metrics, paths with a fund, doubles of the tail, 0, 0
 *     16 bytes     digest, per path and set
 *     doubles      metrics [set][metric][path], the same without the largest accounts, funds [path][set][point],
 *                  tail [path][set]: generations, counts, notionals, shares or -1, shares,
 *                  and of the sums and the peaks of tallies: length, places that are not 0, these places, their values
 */
import { assert } from '../math/assert.ts';
import { fundPoints } from '../study/fund-grid.ts';
import type { SparseRow } from '../study/tallies/sparse.ts';
import type { PathRow, RunningRow } from './path-rows.ts';

const headerInts = 8;
const headerBytes = headerInts * Int32Array.BYTES_PER_ELEMENT;
const digestBytes = 16;
const doubleBytes = Float64Array.BYTES_PER_ELEMENT;

/** The sizes in a block's header. */
export interface BlockShape {
  readonly first: number;
  readonly count: number;
  readonly sets: number;
  readonly metrics: number;
  readonly fundPaths: number;
  readonly tail: number;
}

/** A column of a block: which metric of which set, with all accounts or without the three largest. */
export interface ColumnPlace {
  readonly set: number;
  readonly metric: number;
  readonly withoutLargest: boolean;
}

/** Bytes of a block before its metrics: enough to know its shape. */
export const blockHeaderBytes = headerBytes;

/** Rows of the paths first, first + 1, ...: rows[path][set]. */
export function encodeBlock(first: number, rows: readonly (readonly PathRow[])[]): Uint8Array<ArrayBuffer> {
  const [{ length: sets }] = rows;
  let tail = 0;
  for (const row of rows) for (const one of row) tail += tailLength(one);
  const fundPaths = rows.filter(([{ fundUsd }]) => fundUsd !== null).length;
  const metrics = rows[0][0].metrics.length;
  const shape = { first, count: rows.length, sets, metrics, fundPaths, tail };
  const bytes = new Uint8Array(blockBytes(shape));
  const header = new Int32Array(bytes.buffer, 0, headerInts);
  header.set([first, rows.length, sets, metrics, fundPaths, tail]);
  rows.forEach((row, path) => {
    row.forEach(({ digest }, set) => bytes.set(Buffer.from(digest, 'hex'), headerBytes + (path * sets + set) * digestBytes));
  });
  const doubles = new Float64Array(bytes.buffer, doublesStart(shape));
  writeColumns(doubles, rows, shape);
  const fundsStart = 2 * sets * metrics * rows.length;
  rows.slice(0, fundPaths).forEach((row, path) => {
    row.forEach(({ fundUsd }, set) => fundUsd && doubles.set(fundUsd, fundsStart + (path * sets + set) * fundPoints));
  });
  let place = fundsStart + fundPaths * sets * fundPoints;
  for (const row of rows) for (const one of row) place = writeTail(doubles, place, one);
  assert(place === doubles.length, 'the tail of a block has another length than was counted');
  return bytes;
}

function writeColumns(doubles: Float64Array, rows: readonly (readonly PathRow[])[], { sets, metrics, count }: BlockShape): void {
  const half = sets * metrics * count;
  for (let path = 0; path < count; path++) {
    for (let set = 0; set < sets; set++) {
      const row = rows[path][set];
      for (let metric = 0; metric < metrics; metric++) {
        const place = (set * metrics + metric) * count + path;
        doubles[place] = row.metrics[metric];
        doubles[half + place] = row.withoutLargest[metric];
      }
    }
  }
}

/** Doubles of the tail that a row takes. */
function tailLength({ generationCount, historicalEndogenousShare: shares, tallies: { sums, peaks } }: PathRow): number {
  return 6 + 2 * generationCount.length + (shares?.length ?? 0) + 2 * sums.places.length + 2 * peaks.places.length;
}

/** Writes the tail of a row at a place; returns the place after it. */
function writeTail(doubles: Float64Array, start: number, row: PathRow): number {
  const { generationCount, generationNotionalUsd, historicalEndogenousShare: shares, tallies } = row;
  let at = start;
  const all = (values: ArrayLike<number>): void => {
    doubles.set(values, at);
    at += values.length;
  };
  doubles[at++] = generationCount.length;
  all(generationCount);
  all(generationNotionalUsd);
  doubles[at++] = shares ? shares.length : -1;
  if (shares) all(shares);
  for (const { length, places, values } of [tallies.sums, tallies.peaks]) {
    doubles[at++] = length;
    doubles[at++] = places.length;
    all(places);
    all(values);
  }
  return at;
}

/** The sizes of a block, from its first bytes. */
export function shapeOf(bytes: Uint8Array): BlockShape {
  const [first, count, sets, metrics, fundPaths, tail] = new Int32Array(bytes.buffer, bytes.byteOffset, headerInts);
  return { first, count, sets, metrics, fundPaths, tail };
}

/** Length of a block with these sizes. */
export function blockBytes({ count, sets, metrics, fundPaths, tail }: BlockShape): number {
  const doubles = 2 * sets * metrics * count + fundPaths * sets * fundPoints + tail;
  return headerBytes + digestBytes * count * sets + doubleBytes * doubles;
}

/** Where a column of a block begins, bytes from the start of the block. */
export function columnOffset(shape: Pick<BlockShape, 'count' | 'sets' | 'metrics'>, place: ColumnPlace): number {
  const { count, sets, metrics } = shape;
  const column = (place.withoutLargest ? sets * metrics : 0) + place.set * metrics + place.metric;
  return doublesStart(shape) + doubleBytes * column * count;
}

function doublesStart({ count, sets }: Pick<BlockShape, 'count' | 'sets'>): number {
  return headerBytes + digestBytes * count * sets;
}

/** A column of a block that is in memory. Shares its memory. */
export function columnIn(bytes: Uint8Array, place: ColumnPlace): Float64Array {
  const shape = shapeOf(bytes);
  return new Float64Array(bytes.buffer, bytes.byteOffset + columnOffset(shape, place), shape.count);
}

/** What is added up in path order: rows[path][set]. */
export function runningRows(bytes: Uint8Array): RunningRow[][] {
  const shape = shapeOf(bytes);
  const { count, sets, metrics, fundPaths } = shape;
  const doubles = new Float64Array(bytes.buffer, bytes.byteOffset + doublesStart(shape));
  const fundsStart = 2 * sets * metrics * count;
  let tail = fundsStart + fundPaths * sets * fundPoints;
  const next = (length: number): Float64Array => doubles.slice(tail, (tail += length));
  const nextSparse = (): SparseRow => {
    const [length, written] = next(2);
    return { length, places: next(written), values: next(written) };
  };
  const rows = Array.from({ length: count }, (_, path) => {
    return Array.from({ length: sets }, (_unused, set): RunningRow => {
      const place = path * sets + set;
      const fundStart = fundsStart + place * fundPoints;
      const [generations] = next(1);
      const [generationCount, generationNotionalUsd] = [next(generations), next(generations)];
      const [shares] = next(1);
      return {
        digest: Buffer.from(bytes.buffer, bytes.byteOffset + headerBytes + place * digestBytes, digestBytes).toString('hex'),
        fundUsd: path < fundPaths ? doubles.slice(fundStart, fundStart + fundPoints) : null,
        generationCount,
        generationNotionalUsd,
        historicalEndogenousShare: shares < 0 ? null : next(shares),
        tallies: { sums: nextSparse(), peaks: nextSparse() },
      };
    });
  });
  assert(tail === doubles.length, 'a block of rows has another length than its header says');
  return rows;
}
