/** Cells of CSV files that people open in spreadsheets. */
import { visible } from '../visible-text.ts';

/** Blanks and the wide forms of the signs are passed over by some programs. */
const formula = /^[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]/;
const plainNumber = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/**
 * A cell by RFC 4180, on one line: breaks and tabs become a space, so that a row is a line. Text that a spreadsheet would take for a
 * formula (it begins with = + - @: OWASP, CSV injection) gets an apostrophe in front; plain numbers, negative ones too, stay numbers.
 */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  const text = visible(String(value)).replace(/[\t\n\r]+/g, ' ');
  const harmless = formula.test(text) && !plainNumber.test(text) ? `'${text}` : text;
  return /[",']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** One line, with its end. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}
