import { describe, expect, it } from 'vitest';
import { escapeText, html, trusted } from './markup.ts';

describe('html', () => {
  it('escapes every interpolated text, in content and in attributes', () => {
    const hostile = `</td><img src=x onerror="alert('1')">&amp;`;
    const { text } = html`<td title="${hostile}">${hostile}</td>`;
    const escaped = '&lt;/td&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;';
    expect(text).toBe(`<td title="${escaped}">${escaped}</td>`);
  });

  it('keeps markup, joins lists and drops what is missing', () => {
    expect(html`${[html`<b>${1}</b>`, ' & ', trusted('<i></i>')]}${null}${undefined}`.text).toBe('<b>1</b> &amp; <i></i>');
  });
});

describe('escapeText', () => {
  it('makes characters visible that hide or reorder text', () => {
    expect(escapeText('a\u202eb\u0000c\u200bd\u2066e\ufeff')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde\ufffd');
  });

  it('replaces lone surrogates and keeps pairs, accents and other scripts', () => {
    expect(escapeText('\ud800x \udc00 😀 Zürich 東京 עברית')).toBe('\ufffdx \ufffd 😀 Zürich 東京 עברית');
  });
});
