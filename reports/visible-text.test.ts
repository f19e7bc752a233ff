import { describe, expect, it } from 'vitest';
import { cutAt, visible, visibleName, visibleSentence } from './visible-text.ts';

describe('visible', () => {
  it('marks what hides, reorders or commands', () => {
    // Goal: escape sequences, overrides, tag characters and what is no character cannot act or hide.
    expect(visible('\u001b[31mred\u202egnp.exe\u{e0041}\uffff\ud800')).toBe('\ufffd[31mred\ufffdgnp.exe\ufffd\ufffd\ufffd');
  });

  it('keeps every script, breaks and emoji', () => {
    // Goal: honest names stay as they are.
    expect(visible('Zürich 東京 עברית 👩‍🚒\n\t')).toBe('Zürich 東京 עברית 👩‍🚒\n\t');
  });
});

describe('one line', () => {
  it('shows a break in a name and reads over one in a sentence', () => {
    // Goal: no text of a stranger begins a line.
    expect(visibleName('a\r\nb')).toBe('a\ufffd\ufffdb');
    expect(visibleSentence(' a \r\n\t b ')).toBe('a b');
  });
});

describe('cutAt', () => {
  it('keeps short text, cuts long text, and no character in half', () => {
    // Goal: the stated length holds with the ellipsis, in characters.
    expect(cutAt('abc', 3)).toBe('abc');
    expect(cutAt('abcd', 3)).toBe('ab…');
    expect(cutAt('😀😀😀', 3)).toBe('😀😀😀');
    expect(cutAt('😀😀😀😀', 3)).toBe('😀😀…');
  });
});
