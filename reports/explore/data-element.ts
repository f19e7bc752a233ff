/** Data inside a page: JSON that no name in it can end, comment out or run. */
import { trusted } from '../html/markup.ts';
import type { Markup } from '../html/markup.ts';
import { visible } from '../visible-text.ts';

/**
 * `<script type="application/json">` with the value. Browsers never run it; every `<`, `>` and `&` and the line separators of
 * Unicode are written as escapes of JSON, so that the text holds no tag, no comment and no end of a script.
 */
export function dataElement(id: string, value: unknown): Markup {
  if (!/^[a-z0-9-]+$/.test(id)) throw new Error(`not an id: ${JSON.stringify(id)}`);
  return trusted(`<script type="application/json" id="${id}">${scriptSafeJson(value)}</script>\n`);
}

/** JSON that holds no character with a meaning in HTML. Texts lose the characters that hide or reorder text, as everywhere in the page. */
export function scriptSafeJson(value: unknown): string {
  const hex = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const shown = (_: string, part: unknown): unknown => (typeof part === 'string' ? visible(part) : part);
  return JSON.stringify(value, shown).replace(/[<>&\u2028\u2029]/g, hex);
}
