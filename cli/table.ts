/** Aligned text tables that never break: what does not fit is written one value per line. */
import { printable } from './printable.ts';
import { styled, wrapText } from './terminal.ts';
import type { Stream } from './terminal.ts';

export interface TextTable {
  /** Column titles; the first column holds the names of the rows and may have none. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const gap = 2;

function columnWidths({ columns, rows }: TextTable): number[] {
  return columns.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
}

/** True when the table has room beside the stream's edge. */
export function fits(table: TextTable, { columns }: Stream): boolean {
  return columnWidths(table).reduce((sum, own) => sum + own + gap, -gap) <= columns;
}

/** Lines of a table, whose text becomes printable, for this stream: names to the left, values to the right. */
export function tableLines(given: TextTable, stream: Stream): string[] {
  const table: TextTable = { columns: given.columns.map(printable), rows: given.rows.map((row) => row.map(printable)) };
  if (!fits(table, stream)) return stackedLines(table, stream);
  const { columns, rows } = table;
  const widths = columnWidths(table);
  const padded = (cell: string, column: number): string => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]));
  const line = (cells: readonly string[]): string => cells.map(padded).join(' '.repeat(gap)).trimEnd();
  return [styled(stream, 'bold', line(columns)), ...rows.map(line)];
}

function stackedLines({ columns, rows }: TextTable, stream: Stream): string[] {
  const narrow = { columns: stream.columns, indent: 4 };
  return rows.flatMap(([name, ...values]) => [
    ...wrapText(name, narrow).map((part) => styled(stream, 'bold', part)),
    ...values.flatMap((value, index) => (value === '' ? [] : wrapText(`${columns[index + 1]} ${value}`, { ...narrow, lead: '  ' }))),
  ]);
}

/** Text of reports for a terminal: ordinary spaces and hyphens, which can be searched and copied. */
export function plainText(text: string): string {
  return text.replaceAll('\u00a0', ' ').replaceAll('\u2212', '-').replaceAll('\u2013', '-');
}
