/**
 * points.csv: one row per finished point, in the order of the points, appended as they finish. Whatever ends the program leaves whole
 * rows and at most one broken last line, which the next start cuts off.
 */
import { closeSync, createReadStream, existsSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { parse } from 'csv-parse';
import { exitCodes, UserError } from '../../engine/errors.ts';
import { metricDefinitions } from '../../engine/study/metrics.ts';
import type { ParameterValue } from '../../engine/study/run-folder-types.ts';
import type { PointRow } from '../../engine/study/sweep-runner.ts';
import { pointStatistics } from '../../engine/study/sweep-runner.ts';
import { outputError } from '../failure.ts';

/** Titles of the columns: point, the varied parameters, digest, every metric with its statistics, refused. */
export function pointColumns(keys: readonly string[]): string[] {
  const statistics = metricDefinitions.flatMap(({ name }) => pointStatistics.map((statistic) => `${name}.${statistic}`));
  return ['point', ...keys, 'digest', ...statistics, 'refused'];
}

/** A finished point. */
export interface FinishedPoint {
  readonly index: number;
  readonly values: readonly ParameterValue[];
  readonly row: PointRow;
}

/** A row as it was read back. */
export interface ReadPoint {
  readonly index: number;
  /** Values of the varied parameters as texts. */
  readonly values: readonly string[];
  readonly digest: string;
  /** As in PointRow; all NaN for a refused point. */
  readonly statistics: Float64Array;
  /** Empty when the point was run. */
  readonly refused: string;
}

const lineFeed = 10;

/** Appends rows. The file is not shared: rows of another program in it are noticed. */
export class PointsFile {
  readonly #handle: number;
  readonly #shownAs: string;
  #size: number;

  /** Opens or begins the file; of an old one the broken last line is cut off. @throws UserError exit 41 */
  constructor(path: string, columns: readonly string[]) {
    this.#shownAs = path;
    const isNew = !existsSync(path);
    this.#handle = this.#writing(() => openSync(path, isNew ? 'wx+' : 'r+'));
    this.#size = this.#writing(() => cutBrokenLine(this.#handle));
    if (this.#size === 0) this.#append(`${columns.map(cell).join(',')}\n`);
  }

  append(points: readonly FinishedPoint[]): void {
    this.#append(points.map((point) => `${cellsOf(point).map(cell).join(',')}\n`).join(''));
  }

  close(): void {
    closeSync(this.#handle);
  }

  #append(text: string): void {
    const bytes = Buffer.from(text);
    this.#writing(() => {
      if (fstatSync(this.#handle).size !== this.#size) throw new UserError(exitCodes.outputNotWritable, [shared(this.#shownAs)]);
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#handle, bytes, done, bytes.length - done, this.#size + done);
    });
    this.#size += bytes.length;
  }

  #writing<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw error instanceof UserError ? error : outputError(this.#shownAs, error);
    }
  }
}

function shared(path: string): { what: string; expected: string; suggestion: string } {
  const suggestion = 'wait for the other one, or another --out';
  return { what: `${path} grew by itself`, expected: 'one sweep per folder at a time', suggestion };
}

/** Size up to the last line feed, to which the file is cut. */
function cutBrokenLine(handle: number): number {
  const { size } = fstatSync(handle);
  const bytes = new Uint8Array(64 * 1024);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - bytes.length);
    const count = readSync(handle, bytes, 0, end - start, start);
    const last = bytes.subarray(0, count).lastIndexOf(lineFeed);
    if (last >= 0) {
      ftruncateSync(handle, start + last + 1);
      return start + last + 1;
    }
    end = start;
  }
  ftruncateSync(handle, 0);
  return 0;
}

function cellsOf({ index, values, row }: FinishedPoint): string[] {
  const isRefused = 'refused' in row;
  const statistics = isRefused ? metricDefinitions.flatMap(() => pointStatistics.map(() => NaN)) : Array.from(row.statistics);
  const numbers = statistics.map((value) => (Number.isNaN(value) ? '' : String(value)));
  const reason = isRefused ? row.refused.replaceAll(/\s+/g, ' ') : '';
  return [String(index), ...values.map(String), isRefused ? '' : row.digest, ...numbers, reason];
}

function cell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * The rows of a file one by one, so that it is never held as a whole.
 * @throws UserError exit 31 where the file is not what a sweep wrote
 */
export async function* readPoints(path: string, columns: readonly string[]): AsyncGenerator<ReadPoint> {
  if (!existsSync(path)) return;
  const records = createReadStream(path).pipe(parse({ relax_column_count: true }));
  let line = 0;
  for await (const record of records as AsyncIterable<string[]>) {
    line++;
    if (line === 1 && record.join('\n') !== columns.join('\n')) throw distrusted(path, line, 'the columns are not those of this sweep');
    if (line > 1) yield readRow(record, { path, line, columns });
  }
}

interface Reading {
  readonly path: string;
  readonly line: number;
  readonly columns: readonly string[];
}

function readRow(record: readonly string[], { path, line, columns }: Reading): ReadPoint {
  const index = line - 2;
  if (record.length !== columns.length) throw distrusted(path, line, `${record.length} cells where there are ${columns.length} columns`);
  if (record[0] !== String(index)) throw distrusted(path, line, `point ${JSON.stringify(record[0].slice(0, 20))} in the place of ${index}`);
  const digestAt = columns.indexOf('digest');
  const numbers = record.slice(digestAt + 1, -1);
  const statistics = Float64Array.from(numbers, (text) => (text === '' ? NaN : Number(text)));
  const broken = numbers.findIndex((text, place) => text !== '' && !Number.isFinite(statistics[place]));
  if (broken >= 0) throw distrusted(path, line, `${columns[digestAt + 1 + broken]} is ${JSON.stringify(numbers[broken].slice(0, 20))}`);
  return { index, values: record.slice(1, digestAt), digest: record[digestAt], statistics, refused: record[record.length - 1] };
}

function distrusted(path: string, line: number, what: string): UserError {
  const suggestion = 'another folder with --out, or remove this one';
  const place = { file: path, line };
  return new UserError(exitCodes.dataIntegrity, [{ place, what, expected: 'rows as the sweep wrote them', suggestion }]);
}
