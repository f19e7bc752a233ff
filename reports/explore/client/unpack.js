/** Columns as pack-columns.ts writes them -> columns. */

/** @typedef {import('../pack-columns.ts').PackedColumn} PackedColumn */
/** @typedef {import('../pack-columns.ts').Columns} Columns */

/** @type {(packed: Readonly<Record<string, PackedColumn>>) => Columns} */
export function unpackedColumns(packed) {
  return Object.fromEntries(Object.entries(packed).map(([name, column]) => [name, unpackedColumn(column)]));
}

/** @type {(packed: PackedColumn) => Columns[string]} */
function unpackedColumn(packed) {
  if ('step' in packed) return Array.from({ length: packed.count }, (_, row) => packed.from + row * packed.step);
  if ('rows' in packed) return heldValues(packed);
  if (!('differences' in packed)) return packed;
  let sum = 0;
  return packed.differences.map((difference) => (sum += difference));
}

/** @type {(packed: { rows: readonly number[], values: Columns[string], count: number }) => Columns[string]} */
function heldValues({ rows, values, count }) {
  let index = 0;
  return Array.from({ length: count }, (_, row) => {
    if (rows[index + 1] === row) index++;
    return values[index];
  });
}

/** Columns -> rows.
 * @type {(columns: Columns) => Record<string, unknown>[]} */
export function rowsOf(columns) {
  const names = Object.keys(columns);
  return (columns[names[0]] ?? []).map((_, row) => Object.fromEntries(names.map((name) => [name, columns[name][row]])));
}
