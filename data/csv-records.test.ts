import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsvRecords } from './csv-records.ts';

type Found = [record: string[], line: number][];

function records(bytes: Buffer, delimiter = ','): Found | string {
  const found: Found = [];
  let broken = '';
  const accept = (record: string[], line: number): void => void found.push([record, line]);
  readCsvRecords(bytes, { accept, reportBroken: () => void (broken = 'broken') }, { delimiter });
  return broken || found;
}

/** What the library alone makes of it. */
function parsed(bytes: Buffer, delimiter = ','): Found | string {
  const found: Found = [];
  try {
    parse(bytes, {
      bom: true, delimiter, record_delimiter: ['\r\n', '\n', '\r'], trim: true, skip_empty_lines: true,
      on_record: (record: string[], { lines }: { lines: number }) => {
        found.push([record, lines]);
        return null;
      },
    });
    return found;
  } catch {
    return 'broken';
  }
}

describe('records of CSV files', () => {
  it('PlainVsParser: random files', () => {
    // Goal: cutting plain files by hand gives the records and line numbers of the parser; whatever is not plain goes to it.
    const chosen = fc.constantFrom('', '1', '-2.5', 'é', '\u00a0', 'a b', '"q"', '1;2', '\t', '\u2028');
    const cell = fc.oneof(chosen, fc.string({ maxLength: 3 }));
    const pair = fc.array(cell, { minLength: 2, maxLength: 2 });
    const line = fc.oneof(pair, fc.array(cell, { minLength: 1, maxLength: 3 }), fc.constant(['']));
    const file = fc.record({
      lines: fc.array(line, { maxLength: 6 }), end: fc.constantFrom('\n', '\r\n', '\r'), mark: fc.boolean(), closed: fc.boolean(),
    });
    const check = fc.property(file, ({ lines, end, mark, closed }) => {
      const text = lines.map((cells) => cells.join(',')).join(end) + (closed ? end : '');
      const bytes = Buffer.from((mark ? '\ufeff' : '') + text);
      const expected = parsed(bytes);
      const found = records(bytes);
      // The library's line numbers count what is left out in its own way after a broken record: nothing follows one here either.
      expect(found).toEqual(expected);
    });
    fc.assert(check, { numRuns: 3000, seed: 20200312 });
  });

  it('knows empty files, one line without an end, and other delimiters', () => {
    // Goal: edges of the scan.
    const files = [['', ','], ['a,b', ','], ['\n\n', ','], ['a;b\n1;2\n\n3;4', ';'], ['a\tb\n1\t2', '\t'], ['\ufeffa,b\r\n1,2\r\n', ',']];
    for (const [text, delimiter] of files) {
      expect(records(Buffer.from(text), delimiter), JSON.stringify(text)).toEqual(parsed(Buffer.from(text), delimiter));
    }
  });

  it('takes bytes that are no UTF-8 as the parser does', () => {
    // Goal: a name in Latin-1 is the same replacement character either way.
    const bytes = Buffer.concat([Buffer.from('a,b\n'), Buffer.from([0xe9, 0x2c, 0x31, 0x0a])]);
    expect(records(bytes)).toEqual(parsed(bytes));
  });
});
