/** Text of a document as HTML. */
import type { Cell, Span, Text } from '../document.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

export function textMarkup(text: Text): Markup {
  return typeof text === 'string' ? html`${text}` : html`${text.map(spanMarkup)}`;
}

/** What a reader sees of a cell. */
export function cellMarkup(cell: Cell): Markup {
  return typeof cell === 'object' && 'value' in cell ? html`${cell.text}` : textMarkup(cell);
}

function spanMarkup(span: Span): Markup {
  if (typeof span === 'string') return html`${span}`;
  if ('strong' in span) return html`<b>${span.strong}</b>`;
  if ('code' in span) return html`<code${isHash(span.code) ? html` class="hash"` : null}>${span.code}</code>`;
  if ('small' in span) return html` <small>${span.small}</small>`;
  if ('flag' in span) return html`<em class="flag">${span.flag}</em>`;
  return linkMarkup(span);
}

/** Long and without a place to break. */
function isHash(code: string): boolean {
  return /^[0-9a-f]{32,}$/.test(code);
}

/** Only web addresses become links; anything else stays text. */
function linkMarkup({ link, text }: { link: string; text: string }): Markup {
  if (!/^https?:\/\/[^\s]+$/i.test(link)) return html`${text} (${link})`;
  return html`<a href="${link}" rel="noreferrer">${text}</a> <span class="address">${link}</span>`;
}
