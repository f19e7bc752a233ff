/**
 * HTML that is safe by construction: whatever is interpolated into `html` is escaped unless it is Markup itself, so a hostile
 * account or file name can only ever appear as text.
 */

/** A piece of finished HTML. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Part = Markup | string | number | null | undefined | readonly Part[];

/** Template tag: literal parts stay, interpolated ones are escaped; arrays are joined, null and undefined vanish. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let text = literals[0];
  for (let index = 0; index < parts.length; index++) text += render(parts[index]) + literals[index + 1];
  return new Markup(text);
}

/** Trusts the text: only for what this program itself made. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function render(part: Part): string {
  if (part === null || part === undefined) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string') return escapeText(part);
  if (typeof part === 'number') return String(part);
  return part.map(render).join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Escapes for element content and quoted attributes. Characters that hide or reorder text become a visible mark. */
export function escapeText(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => entities[character]);
}

/** Control characters, direction overrides and lone surrogates become U+FFFD, so that nothing reads other than it is. */
function visible(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '\ufffd')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}
