/** Why a cell was not accepted, in the words of an error message. */
export interface CellFault {
  /** Faults of one kind are reported once per file and column. */
  readonly kind: string;
  readonly what: string;
  readonly expected: string;
  readonly suggestion?: string;
}

/** Text of a cell of any format. Objects are only named: printing a hostile nest of arrays would exhaust the stack. */
export function textOfCell(cell: unknown): string {
  if (cell instanceof Date) return 'a date';
  return typeof cell === 'object' && cell !== null ? 'an object' : String(cell);
}

/** Text of a cell for a message: quoted, cut, without control characters. */
export function quoteCell(cell: unknown): string {
  if (cell === undefined || cell === null || cell === '') return 'empty';
  const text = textOfCell(cell);
  if (typeof cell === 'object') return text;
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}
