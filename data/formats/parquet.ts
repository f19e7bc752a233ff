import { parquetMetadata, parquetRead, type FileMetaData } from 'hyparquet';
import { BarCollector, type RawBars } from '../bars.ts';
import { planColumns, type ColumnPlan } from '../columns.ts';
import type { DataFile } from '../detect.ts';
import { TimeReader } from '../times.ts';
import { rowLocator } from './arrow.ts';
import { checkParquetFooter, checkParquetPages, checkParquetShape, unpackers } from './parquet-structure.ts';
import { refuseUnreadable, type FormatWords } from './unreadable.ts';

const words: FormatWords = {
  name: 'Parquet',
  whole: 'Parquet file',
  readable: 'flat number and time columns, uncompressed, SNAPPY or GZIP',
  writeAgain: ', for example DataFrame.to_parquet(path, compression="snappy")',
};

/**
 * Reads candles from a Parquet file with flat columns: uncompressed, SNAPPY or GZIP; plain, dictionary or byte-stream-split values.
 * The structure is checked before the library sees the bytes. Throws UserError for damage, other codecs and other contents.
 */
export async function readParquet(input: DataFile): Promise<RawBars> {
  const { metadata, rows } = await guarded(input.file, () => readMetadata(input));
  const names = metadata.schema.slice(1).map(({ name }) => name);
  const { plan, warnings } = planColumns(names, { file: input.file });
  const needed = neededColumns(plan).map((index) => names[index]);
  const columns = await guarded(input.file, () => readColumns(input, { metadata, needed, rows }));
  const collector = new BarCollector({ plan: { ...plan, symbol: -1 }, times: new TimeReader(), locator: rowLocator(input.file) });
  const cells: unknown[] = [];
  for (let row = 0; row < rows; row++) {
    for (const name of needed) cells[names.indexOf(name)] = columns.get(name)?.[row];
    collector.add(cells);
  }
  return collector.finish({ format: 'Parquet', warnings: [...warnings, ...zoneWarnings(metadata, names[plan.time])] });
}

function neededColumns({ time, open, high, low, close, volume, quoteVolume }: ColumnPlan): number[] {
  return [time, open, high, low, close, volume, quoteVolume].filter((index) => index >= 0);
}

async function guarded<Result>(file: string, work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    return refuseUnreadable(error, file, words);
  }
}

function readMetadata({ bytes }: DataFile): { metadata: FileMetaData; rows: number } {
  checkParquetFooter(bytes);
  const metadata = parquetMetadata(copyOf(bytes), { geoparquet: false });
  return { metadata, rows: checkParquetShape(metadata) };
}

/** The reader wants an ArrayBuffer of its own; a Buffer may be a window of a larger one. */
function copyOf(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

interface ReadRequest {
  readonly metadata: FileMetaData;
  readonly needed: readonly string[];
  readonly rows: number;
}

async function readColumns({ bytes }: DataFile, { metadata, needed, rows }: ReadRequest): Promise<ReadonlyMap<string, readonly unknown[]>> {
  checkParquetPages(bytes, { metadata, names: needed });
  const columns = new Map(needed.map((name) => [name, new Array<unknown>(rows)]));
  await parquetRead({
    file: copyOf(bytes),
    metadata,
    columns: [...needed],
    compressors: unpackers,
    onChunk: ({ columnName, columnData, rowStart, rowEnd }) => {
      const column = columns.get(columnName);
      for (let row = rowStart; column && row < rowEnd && row < rows; row++) column[row] = columnData[row - rowStart];
    },
  });
  return columns;
}

function zoneWarnings({ schema }: FileMetaData, timeName: string): string[] {
  const type = schema.find(({ name }) => name === timeName)?.logical_type;
  return type?.type === 'TIMESTAMP' && !type.isAdjustedToUTC ? ['times have no time zone and were read as UTC'] : [];
}
