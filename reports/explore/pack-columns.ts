/** Columns of a table in fewer characters; client/unpack.js writes them out again in the page. */

export type Column = readonly (number | string | null)[];

/** Columns by name, of one length. */
export type Columns = Readonly<Record<string, Column>>;

/** Equal steps; a value that holds until it changes; differences between neighbours; or the column itself. */
export type PackedColumn =
  | { readonly from: number; readonly step: number; readonly count: number }
  | { readonly rows: readonly number[]; readonly values: Column; readonly count: number }
  | { readonly differences: readonly number[] }
  | Column;

export type PackedColumns = Readonly<Record<string, PackedColumn>>;

/** Every column in the shortest of its forms. Only whole numbers are added up, so that nothing is rounded. */
export function packColumns(columns: Columns): PackedColumns {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, packColumn(column)]));
}

function packColumn(column: Column): PackedColumn {
  if (column.length < 4) return column;
  return equalSteps(column) ?? changes(column) ?? differences(column) ?? column;
}

function isWhole(column: Column): column is readonly number[] {
  return column.every((value) => Number.isSafeInteger(value));
}

function equalSteps(column: Column): PackedColumn | null {
  if (!isWhole(column)) return null;
  const [from, step] = [column[0], column[1] - column[0]];
  return column.every((value, row) => value === from + row * step) ? { from, step, count: column.length } : null;
}

/** Worth it where a value holds for four rows or more on average. */
function changes(column: Column): PackedColumn | null {
  const rows = column.flatMap((value, row) => (row === 0 || value !== column[row - 1] ? [row] : []));
  return rows.length * 4 > column.length ? null : { rows, values: rows.map((row) => column[row]), count: column.length };
}

/** Worth it for large numbers close to each other: times. */
function differences(column: Column): PackedColumn | null {
  if (!isWhole(column)) return null;
  const between = column.map((value, row) => (row === 0 ? value : value - column[row - 1]));
  return JSON.stringify(between).length < JSON.stringify(column).length ? { differences: between } : null;
}
