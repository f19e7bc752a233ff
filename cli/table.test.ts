import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText, tableLines } from './table.ts';
import { styled, wrapText } from './terminal.ts';
import type { Stream } from './terminal.ts';

function streamOf(columns: number, hasColor = false): Stream {
  return { columns, hasColor, isTerminal: hasColor, write: () => undefined };
}

const table = {
  columns: ['', 'mean', 'max'],
  rows: [
    ['Shortfall', '$1.2M', '$3M'],
    ['Liquidated accounts', '12', '1,234'],
  ],
};

describe('tableLines', () => {
  it('aligns names to the left and values to the right', () => {
    // Goal: columns can be read downwards.
    expect(tableLines(table, streamOf(80))).toEqual([
      '                      mean    max',
      'Shortfall            $1.2M    $3M',
      'Liquidated accounts     12  1,234',
    ]);
  });

  it('writes one value per line where the table has no room', () => {
    // Goal: a narrow terminal shows every value beside its title.
    const lines = ['Shortfall', '  mean $1.2M', '  max $3M', 'Liquidated accounts', '  mean 12', '  max 1,234'];
    expect(tableLines(table, streamOf(20))).toEqual(lines);
  });

  it('colours titles only where the stream has colours', () => {
    // Goal: no escape codes in files.
    expect(tableLines(table, streamOf(80, true))[0]).toContain('\u001b[1m');
    expect(styled(streamOf(80), 'red', 'x')).toBe('x');
  });
});

const word = fc.string({ unit: fc.constantFrom('a', 'b', '%'), minLength: 1, maxLength: 12 });

describe('wrapText', () => {
  it('keeps every word and the width', () => {
    // Goal: nothing is lost or cut, whatever the width; only a word longer than a line may be wider.
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 1, max: 40 }), (words, columns) => {
        const lines = wrapText(words.join(' '), { columns, indent: 2 });
        expect(lines.join(' ').split(/ +/).filter(Boolean)).toEqual(words);
        for (const line of lines) expect(line.length <= columns || !line.trim().includes(' ')).toBe(true);
      }),
    );
  });

  it('counts what leads the first line', () => {
    // Goal: flags and their texts share a line.
    expect(wrapText('one two three', { columns: 12, indent: 4, lead: '-f  ' })).toEqual(['-f  one two', '    three']);
  });
});

describe('plainText', () => {
  it('has ordinary blanks and signs', () => {
    // Goal: numbers can be searched in and copied from a terminal.
    expect(plainText('\u22125.2\u00a0%')).toBe('-5.2 %');
  });
});
