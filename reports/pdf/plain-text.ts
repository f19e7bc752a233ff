/**
 * Text on its way into a PDF: what hides or reorders is made visible, what is too long is cut with its length told, and words without
 * a space get places where a line may end. It travels as data; nothing here or later is read as markup.
 */
import type { Cell, Span, Text } from '../document.ts';
import { visible } from '../markup.ts';

/** Most characters of a text by where it stands; longer ones are cut and say how long they were. */
export const textLimits = { heading: 160, cell: 400, prose: 4000, command: 20_000 } as const;

/** A part of a text in one style; a line may end between its pieces. */
export interface PlainSpan {
  readonly style: 'plain' | 'strong' | 'code' | 'link';
  readonly pieces: readonly string[];
  /** Where a link leads: an address of the web or, beginning with #, a label of this document. */
  readonly target?: string;
}

/** Labels by the anchors that links may name; a link to anything else is text. */
export type Anchors = ReadonlyMap<string, string>;

export interface ProseOptions {
  readonly text: Text;
  readonly limit: number;
  readonly anchors?: Anchors;
}

/** The spans of a text, together at most `limit` characters long. */
export function proseOf({ text, limit, anchors }: ProseOptions): PlainSpan[] {
  const spans: readonly Span[] = typeof text === 'string' ? [text] : text;
  const total = spans.reduce((sum, span) => sum + wordsOf(span).length, 0);
  const kept: PlainSpan[] = [];
  let room = total > limit ? limit : total;
  for (const span of spans) {
    const words = cut(wordsOf(span), room);
    room -= words.length;
    if (words !== '') kept.push({ ...styleOf(span, anchors), pieces: piecesOf(oneLine(words)) });
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

function wordsOf(span: Span): string {
  if (typeof span === 'string') return span;
  if ('strong' in span) return span.strong;
  return 'code' in span ? span.code : span.text;
}

function styleOf(span: Span, anchors: Anchors | undefined): Pick<PlainSpan, 'style' | 'target'> {
  if (typeof span === 'string') return { style: 'plain' };
  if ('strong' in span) return { style: 'strong' };
  if ('code' in span) return { style: 'code' };
  const target = targetOf(span.link, anchors);
  return target === undefined ? { style: 'plain' } : { style: 'link', target };
}

/** Only the web and this document: an address that runs something stays text. */
function targetOf(link: string, anchors: Anchors | undefined): string | undefined {
  if (link.startsWith('#')) {
    const label = anchors?.get(link.slice(1));
    return label === undefined ? undefined : `#${label}`;
  }
  return /^https?:\/\/[\x21-\x7e]{1,2000}$/.test(link) ? link : undefined;
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
