import { quoteCell, textOfCell, type CellFault } from './cells.ts';

/** A decimal number and nothing else: no hex, no underscore, no plus sign, no thousands separator, no Infinity. */
const strictNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,2})?$/;
const missingWords = new Set(['', 'nan', 'null', 'none', 'n/a', 'na', '-']);
const largestMagnitude = 1e18;

/** Whether a text is a number by the strict grammar. */
export function isStrictNumber(text: string): boolean {
  return strictNumber.test(text);
}

/**
 * A finite number from a cell of any format, or the reason why it is none. Text follows the strict grammar,
 * so that "0x10", "1_000", "1,5" and "inf" are refused instead of guessed. -0 becomes 0.
 */
export function readNumber(cell: unknown): number | CellFault {
  if (typeof cell === 'string') return isStrictNumber(cell) ? bounded(Number(cell)) : textFault(cell);
  if (typeof cell === 'number') return bounded(cell);
  if (typeof cell === 'bigint') return bounded(Number(cell));
  if (cell === null || cell === undefined) return missing('empty');
  return { kind: 'type', what: textOfCell(cell), expected: 'a number' };
}

function bounded(value: number): number | CellFault {
  if (Math.abs(value) <= largestMagnitude) return value + 0;
  if (Number.isNaN(value)) return missing('NaN');
  return { kind: 'range', what: String(value), expected: `a finite number up to ${largestMagnitude}` };
}

function textFault(cell: string): CellFault {
  const text = quoteCell(cell);
  if (missingWords.has(cell.toLowerCase())) return missing(text);
  if (/^-?[\d.]*\d,\d+$/.test(cell) || /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(cell)) {
    return {
      kind: 'comma',
      what: `${text} (a decimal comma or a thousands separator)`,
      expected: 'a number with a decimal point and no separators, such as 7934.58',
      suggestion: 'export the file again with a decimal point',
    };
  }
  return { kind: 'grammar', what: text, expected: 'a number such as 7934.58 or 2.17e-05' };
}

function missing(what: string): CellFault {
  return {
    kind: 'missing',
    what,
    expected: 'a number in every row',
    suggestion: 'remove the row (a missing bar is allowed) or fill in the value from the source',
  };
}
