import { describe, expect, it } from 'vitest';
import { dataElement, scriptSafeJson } from './data-element.ts';

const hostile = `</script><script>alert(1)</script><!--]]>&amp;\u2028\u2029\u202etxt`;

describe('dataElement', () => {
  // Goal: no name ends the element, opens another one or a comment; read back it is the text with its hiding characters visible.
  it('holds no character with a meaning in HTML', () => {
    const { text } = dataElement('a-1', { name: hostile });
    const inner = text.replace(/^<script type="application\/json" id="a-1">/, '').replace(/<\/script>\n$/, '');
    expect(inner).not.toMatch(/[<>&\u2028\u2029\u202e]/);
    expect(JSON.parse(inner)).toEqual({ name: '</script><script>alert(1)</script><!--]]>&amp;\ufffd\ufffd\ufffdtxt' });
  });

  // Goal: numbers and structure survive.
  it('reads back as the same value', () => {
    const value = { a: [1.5, null, true], b: { c: 'x < y' } };
    expect(JSON.parse(scriptSafeJson(value))).toEqual(value);
  });

  // Goal: an id is ours, never a name.
  it('refuses an id that is markup', () => {
    expect(() => dataElement('a"><b', {})).toThrow('not an id');
  });
});
