import { describe, expect, it } from 'vitest';
import { csvCell } from './export-events.ts';

describe('a cell of an exported CSV file', () => {
  it.each(['=1+1', '+1', '-1', '@a', '\tx', '\rx', ' =1', '\uff1dx'])('defuses %j', (text) => {
    // Goal: a spreadsheet never takes text of a file for a formula.
    const cell = csvCell(text);
    expect(cell.replace(/^"/, '').startsWith("'")).toBe(true);
    expect(cell).toContain(text);
  });

  it('leaves numbers and plain text alone, and quotes what would break the row', () => {
    // Goal: negative numbers stay numbers; commas, quotes and line ends stay inside their cell.
    expect([-1.5, 0, null, 'acct-1', 'a,b', 'a"b', 'a\nb'].map(csvCell)).toEqual(['-1.5', '0', '', 'acct-1', '"a,b"', '"a""b"', '"a\nb"']);
  });
});
