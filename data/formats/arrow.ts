import { compressionRegistry, CompressionType, DataType, tableFromIPC, type Data, type Field, type Table } from 'apache-arrow';
import { BarCollector, type RawBars } from '../bars.ts';
import { planColumns, type ColumnPlan } from '../columns.ts';
import type { DataFile } from '../detect.ts';
import { refuse } from '../problems.ts';
import { TimeReader, type TimeUnit } from '../times.ts';
import { checkArrowFile } from './arrow-structure.ts';
import { unpackLz4Frame } from './lz4-frame.ts';
import { refuseDamage, refuseUnreadable, type FormatWords } from './unreadable.ts';

const words: FormatWords = {
  name: 'Arrow',
  whole: 'Arrow IPC file (Feather version 2)',
  readable: 'plain number and time columns, uncompressed or LZ4',
  writeAgain: ' with plain columns, for example DataFrame.to_feather(path, compression="lz4")',
};

/** Order of the library's TimeUnit. */
const timestampUnits: readonly TimeUnit[] = ['seconds', 'milliseconds', 'microseconds', 'nanoseconds'];

/**
 * Reads candles from an Arrow IPC file (Feather version 2), uncompressed or LZ4, as pandas, polars and freqtrade write it.
 * The structure is checked before the library sees the bytes. Throws UserError for damage and for column types that are no candles;
 * bit errors inside the values cannot be seen here, since the format has no checksums: compare the sha256 with the source.
 */
export function readArrow(input: DataFile): RawBars {
  const { table, rows } = parseArrow(input);
  const names = table.schema.fields.map(({ name }) => name);
  const { plan, warnings } = planColumns(names, { file: input.file });
  checkTypes(table.schema.fields, { plan, file: input.file });
  const times = timeReaderOf(table.schema.fields[plan.time]);
  const readPlan = withoutText(plan, table.schema.fields);
  const collector = new BarCollector({ plan: readPlan, times: times.reader, locator: rowLocator(input.file) });
  for (const batch of table.batches) addBatch(collector, { columns: batch.data.children, rows: batch.numRows });
  if (collector.rows !== rows) refuseDamage(`${collector.rows} rows where the file announces ${rows}`, input.file, words);
  return collector.finish({ format: 'Arrow (Feather version 2)', warnings: [...warnings, ...times.warnings] });
}

/** Formats without lines name the row, counting from 1. */
export function rowLocator(file: string) {
  return { place: () => ({ file }), label: (row: number) => `row ${row + 1}: ` };
}

function parseArrow({ file, bytes }: DataFile): { table: Table; rows: number } {
  try {
    const rows = checkArrowFile(bytes);
    compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: unpackLz4Frame });
    return { table: tableFromIPC(bytes), rows };
  } catch (error) {
    return refuseUnreadable(error, file, words);
  }
}

function checkTypes(fields: readonly Field[], { plan, file }: { plan: ColumnPlan; file: string }): void {
  const isNumber = ({ type }: Field): boolean => DataType.isInt(type) || (DataType.isFloat(type) && type.precision > 0);
  const isTime = (field: Field): boolean => isNumber(field) || DataType.isTimestamp(field.type) || DataType.isDate(field.type);
  const wrong = (['time', 'open', 'high', 'low', 'close', 'volume'] as const).find((name) => {
    const field = plan[name] < 0 ? undefined : fields[plan[name]];
    return field !== undefined && !(name === 'time' ? isTime(field) : isNumber(field));
  });
  if (wrong === undefined) return;
  refuse({
    place: { file },
    what: `column ${JSON.stringify(fields[plan[wrong]].name)} has type ${String(fields[plan[wrong]].type)}`,
    expected: wrong === 'time' ? 'a timestamp, a date or a number' : 'integers or floating-point numbers of 32 or 64 bits',
  });
}

function timeReaderOf({ type }: Field): { reader: TimeReader; warnings: string[] } {
  if (DataType.isTimestamp(type)) {
    const warnings = type.timezone ? [] : ['times have no time zone and were read as UTC'];
    return { reader: new TimeReader(timestampUnits[type.unit]), warnings };
  }
  if (DataType.isDate(type)) return { reader: new TimeReader(type.unit === 0 ? 'days' : 'milliseconds'), warnings: [] };
  return { reader: new TimeReader(), warnings: [] };
}

/** Text columns would need their own decoding; the symbol is not worth it here, duplicates in time show several instruments. */
function withoutText(plan: ColumnPlan, fields: readonly Field[]): ColumnPlan {
  const quoteVolume = plan.quoteVolume >= 0 && DataType.isFloat(fields[plan.quoteVolume].type) ? plan.quoteVolume : -1;
  return { ...plan, symbol: -1, quoteVolume };
}

interface Batch {
  readonly columns: readonly Data[];
  readonly rows: number;
}

function addBatch(collector: BarCollector, { columns, rows }: Batch): void {
  const values = columns.map((column) => column.values as ArrayLike<unknown> | undefined);
  const hasNulls = columns.map((column) => column.nullCount > 0);
  const cells: unknown[] = [];
  for (let row = 0; row < rows; row++) {
    columns.forEach((column, index) => {
      cells[index] = hasNulls[index] && !column.getValid(row) ? null : values[index]?.[row];
    });
    collector.add(cells);
  }
}
