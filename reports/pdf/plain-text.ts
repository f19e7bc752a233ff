/**
 * Text on its way into a PDF: what hides or reorders is made visible, what is too long is cut with its length told, and words without
 * a space get places where a line may end. It travels as data; nothing here or later is read as markup.
 */
import type { Cell, Span, Text } from '../document.ts';
import { visible } from '../visible-text.ts';

/** Most characters of a text by where it stands; longer ones are cut and say how long they were. */
export const textLimits = { heading: 160, cell: 400, prose: 4000, command: 20_000 } as const;

/** A part of a text in one style; a line may end between its pieces. */
export interface PlainSpan {
  /** `small` follows on the same line, `below` begins its own. */
  readonly style: 'plain' | 'strong' | 'code' | 'small' | 'below' | 'flag' | 'link';
  readonly pieces: readonly string[];
  /** Where a link leads: an address of the web. */
  readonly target?: string;
}

export interface ProseOptions {
  readonly text: Text;
  readonly limit: number;
  /** In a cell, small text stands below the rest. */
  readonly inCell?: boolean;
}

interface Part {
  readonly style: PlainSpan['style'];
  readonly words: string;
  readonly target?: string;
}

/** The spans of a text, together at most `limit` characters long. */
export function proseOf({ text, limit, inCell = false }: ProseOptions): PlainSpan[] {
  const parts = (typeof text === 'string' ? [text] : text).flatMap((span) => partsOf(span, inCell));
  const total = parts.reduce((sum, { words }) => sum + words.length, 0);
  const kept: PlainSpan[] = [];
  let room = limit;
  for (const { words, ...style } of parts) {
    const fitting = cut(words, room);
    room -= fitting.length;
    if (fitting !== '') kept.push({ ...style, pieces: piecesOf(oneLine(fitting)) });
  }
  if (total > limit) kept.push({ style: 'plain', pieces: [`… (${total} characters in all)`] });
  return kept;
}

/** A text without styles, for places that have none: the outline, alternative texts, metadata. */
export function plainText(text: string, limit: number): string {
  const clean = oneLine(text);
  return clean.length > limit ? `${cut(clean, limit)}… (${text.length} characters in all)` : clean;
}

/** What a reader sees in a cell. */
export function cellText(cell: Cell): Text {
  return typeof cell === 'object' && 'value' in cell ? cell.text : cell;
}

/** A command line by line; line breaks are its own, and each line may be broken to fit. */
export function commandLines(command: string): string[][] {
  return cut(command, textLimits.command).split(/\r?\n/).map((line) => piecesOf(visible(line)));
}

function partsOf(span: Span, inCell: boolean): Part[] {
  if (typeof span === 'string') return [{ style: 'plain', words: span }];
  if ('strong' in span) return [{ style: 'strong', words: span.strong }];
  if ('code' in span) return [{ style: 'code', words: span.code }];
  if ('small' in span) return [{ style: inCell ? 'below' : 'small', words: inCell ? span.small : ` ${span.small}` }];
  return 'flag' in span ? [{ style: 'flag', words: span.flag }] : linkParts(span);
}

/** Only the web can be followed; the address is printed too, for paper. */
function linkParts({ link, text }: { link: string; text: string }): Part[] {
  if (!/^https?:\/\/[\x21-\x7e]{1,2000}$/i.test(link)) return [{ style: 'plain', words: `${text} (${link})` }];
  const followed: Part = { style: 'link', words: text, target: link };
  return text === link ? [followed] : [followed, { style: 'small', words: ` ${link}` }];
}

function oneLine(text: string): string {
  return visible(text.replace(/[\t\r\n]+/g, ' '));
}

/** The first characters, never half a surrogate pair. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}

/** Cannot be in a visible text, so it can mark where a line may end. */
const mark = '\u0000';

/**
 * A text in pieces between which a line may end. Lines end at spaces and hyphens by themselves; long words get places after the
 * signs that join names and paths, and every ten characters where 25 stand together without any.
 */
export function piecesOf(text: string): string[] {
  return text.replace(/\S{15,}/gu, (word) => marked(word)).split(mark);
}

function marked(word: string): string {
  const joined = word.replace(/[_/=&?|.:;,]+(?=.)/gu, `$&${mark}`);
  return joined.replace(/[^\u0000-]{25,}/gu, (run) => run.replace(/.{10}(?=.)/gu, `$&${mark}`));
}
