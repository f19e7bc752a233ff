import { describe, expect, it } from 'vitest';
import { csvCell } from './csv-cell.ts';

describe('a cell of a CSV file', () => {
  it.each(['=1+1', '+x', '-x', '@a', '\t=x', '\r\n-x', ' =1', '\uff1dx'])('defuses %j', (text) => {
    // Goal: a spreadsheet never takes text of a file for a formula.
    const cell = csvCell(text);
    expect(cell.replace(/^"/, '').startsWith("'")).toBe(true);
    expect(cell).toContain(text.trim());
  });

  it('leaves numbers and plain text alone, and quotes what would break the row', () => {
    // Goal: negative numbers stay numbers; commas and quotes stay inside their cell, a row stays a line.
    const cells = [-1.5, 0, null, 'acct-1', 'a,b', 'a"b', 'a\nb', '-2'].map(csvCell);
    expect(cells).toEqual(['-1.5', '0', '', 'acct-1', '"a,b"', '"a""b"', 'a b', '-2']);
  });
});
