import { describe, expect, it } from 'vitest';
import { commandLines, piecesOf, plainText, proseOf } from './plain-text.ts';

describe('proseOf', () => {
  it('keeps styles, prints addresses, and follows only those of the web', () => {
    // Goal: a link that would run something is text.
    const links = [{ link: 'https://example.com/a', text: 'there' }, { link: 'javascript:alert(1)', text: 'here' }];
    const spans = proseOf({ text: ['See ', { strong: 'this' }, ...links], limit: 100 });
    expect(spans.map(({ style, target }) => [style, target])).toEqual([
      ['plain', undefined], ['strong', undefined], ['link', 'https://example.com/a'], ['small', undefined], ['plain', undefined],
    ]);
    expect(spans[4].pieces.join('')).toBe('here (javascript:alert(1))');
  });

  it('cuts at the limit over all spans and says how long the text was, never inside a character', () => {
    // Goal: what is left out is told.
    const spans = proseOf({ text: ['abc', { code: 'de😀😀' }], limit: 6 });
    expect(spans.map(({ pieces }) => pieces.join(''))).toEqual(['abc', 'de', '… (9 characters in all)']);
    expect(plainText('x'.repeat(300), 5)).toBe('xxxxx… (300 characters in all)');
  });

  it('makes hiding characters visible and breaks of lines spaces', () => {
    // Goal: nothing reads other than it is.
    expect(proseOf({ text: 'a\u202eb\u0000c\nd', limit: 50 })).toEqual([{ style: 'plain', pieces: ['a\ufffdb\ufffdc d'] }]);
  });
});

describe('piecesOf', () => {
  it('lets long words end a line and loses no character', () => {
    // Goal: names, paths and hashes fit into a narrow cell; ordinary words stay whole.
    const pieces = ['insurance_', 'fund_', 'used_', 'usd of an extraordinarily long'];
    expect(piecesOf(pieces.join(''))).toEqual(pieces);
    const hash = '0123456789abcdef'.repeat(4);
    expect(Math.max(...piecesOf(hash).map(({ length }) => length))).toBe(10);
    expect(piecesOf(hash).join('')).toBe(hash);
  });
});

describe('commandLines', () => {
  it('keeps the lines of a command', () => {
    // Goal: a command that is copied line by line is the command.
    expect(commandLines('simulate run \\\n  --seed 1').map((pieces) => pieces.join(''))).toEqual(['simulate run \\', '  --seed 1']);
  });
});
