/** Sums over a book file: absolute sizes per instrument, amounts per asset. */
export interface BookTotals {
  readonly sizes: Readonly<Record<string, number>>;
  readonly amounts: Readonly<Record<string, number>>;
}

/** Columns of a book that are neither a size nor an amount of an asset. */
const describing = new Set(['account', 'owner', 'venue', 'margin', 'instrument', 'size', 'entry']);

/**
 * Sums of the absolute sizes per instrument and amounts per asset of a book file, for choosing cash units before the file can be read
 * exactly. A rough bound: cells are split at commas and what is no number counts as 0; the exact reader finds every fault later.
 */
export function roughBookTotals(bytes: Uint8Array): BookTotals {
  const [first = '', ...lines] = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1').split(/\r\n|\n|\r/);
  const header = first.replace(/^\u00ef\u00bb\u00bf/, '').split(',').map((cell) => cell.trim());
  const place = (name: string): number => header.indexOf(name);
  const [instrument, size] = [place('instrument'), place('size')];
  const assets = header.map((name, column) => ({ name, column })).filter(({ name }) => !describing.has(name));
  const totals = { sizes: new Map<string, number>(), amounts: new Map<string, number>() };
  for (const line of lines) {
    const cells = line.split(',');
    add(totals.sizes, (cells[instrument] ?? '').trim(), cells[size]);
    for (const { name, column } of assets) add(totals.amounts, name, cells[column]);
  }
  return { sizes: Object.fromEntries(totals.sizes), amounts: Object.fromEntries(totals.amounts) };
}

function add(sums: Map<string, number>, name: string, cell: string | undefined): void {
  const value = Math.abs(Number(cell));
  if (name !== '' && value > 0 && value < Infinity) sums.set(name, (sums.get(name) ?? 0) + value);
}
