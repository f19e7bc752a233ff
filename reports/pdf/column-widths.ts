/**
 * Widths of table columns, from the texts alone. The typesetter could find them by laying every cell out twice; a table of 3,000 rows
 * would then take half as long again, and a long word could push a column over the edge of the page.
 */
import type { PlainSpan } from './plain-text.ts';

type Prose = readonly PlainSpan[];

/** Between the margins of the page, and in one of two columns, in points. */
export const pageWidths = { full: 493, half: 236 } as const;

export interface ColumnTexts {
  readonly title: Prose;
  /** Numbers and short names are not broken. */
  readonly kind: 'number' | 'name' | 'text';
}

export interface WidthOptions {
  readonly columns: readonly ColumnTexts[];
  readonly rows: readonly { readonly cells: readonly Prose[] }[];
  readonly dense: boolean;
  readonly roomPt: number;
}

export interface ColumnWidths {
  readonly widthsPt: readonly number[];
  readonly letterPt: number;
  readonly paddingPt: number;
}

interface Need {
  /** Of the longest cell on one line. */
  readonly wholePt: number;
  /** Of the longest part that cannot be broken. */
  readonly leastPt: number;
}

const smallestLetterPt = 5;

/** Letters, padding and a width for every column; the widths add up to `roomPt` at most. */
export function columnWidths({ columns, rows, dense, roomPt }: WidthOptions): ColumnWidths {
  const crowded = dense || columns.length > 7;
  const paddingPt = columns.length > 7 ? 3 : 4.5;
  const usualPt = crowded ? 7.2 : 8.2;
  const at = (letterPt: number): Need[] => columns.map((column, index) => needOf({ column, index, rows, letterPt, paddingPt }));
  const least = sum(at(usualPt).map(({ leastPt }) => leastPt));
  // Narrow words in many columns: smaller letters rather than words over each other.
  const letterPt = least > roomPt ? Math.max(smallestLetterPt, Math.floor((usualPt * 10 * roomPt) / least) / 10) : usualPt;
  return { widthsPt: share(at(letterPt), roomPt).map((width) => Math.floor(width * 100) / 100), letterPt, paddingPt };
}

/** The width of the whole table on one line per row, in letters of 8.2 points. */
export function naturalWidth({ columns, rows }: Pick<WidthOptions, 'columns' | 'rows'>): number {
  return sum(columns.map((column, index) => needOf({ column, index, rows, letterPt: 8.2, paddingPt: 4.5 }).wholePt));
}

function needOf(options: { column: ColumnTexts; index: number; rows: WidthOptions['rows']; letterPt: number; paddingPt: number }): Need {
  const { column, index, rows, letterPt, paddingPt } = options;
  let [whole, least] = [bold * widthOf(column.title), bold * longestPart(column.title, 'text')];
  for (const { cells } of rows) {
    whole = Math.max(whole, widthOf(cells[index] ?? []));
    least = Math.max(least, longestPart(cells[index] ?? [], column.kind));
  }
  return { wholePt: whole * letterPt + 2 * paddingPt, leastPt: least * letterPt + 2 * paddingPt };
}

/** What all need at least, then the rest by what they would still like to have. */
function share(needs: readonly Need[], roomPt: number): number[] {
  const whole = sum(needs.map(({ wholePt }) => wholePt));
  const least = sum(needs.map(({ leastPt }) => leastPt));
  if (least >= roomPt) return needs.map(({ leastPt }) => (leastPt * roomPt) / least);
  if (whole > roomPt) return needs.map(({ wholePt, leastPt }) => leastPt + ((wholePt - leastPt) * (roomPt - least)) / (whole - least));
  // A table that nearly fills the page fills it; a small one stays together.
  const stretch = whole > 0.6 * roomPt ? roomPt / whole : 1;
  return needs.map(({ wholePt }) => wholePt * stretch);
}

/** Names up to this length stay on one line. */
const longestName = 26;

function longestPart(spans: Prose, kind: ColumnTexts['kind']): number {
  if (kind === 'name' && lengthOf(spans) <= longestName) return widthOf(spans);
  return Math.max(0, ...spans.flatMap(({ style, pieces }) => pieces.flatMap((piece) => words(piece).map((word) => emsOf(word, style)))));
}

/** Lines end at spaces, but not at those that do not break, and after hyphens. */
function words(piece: string): string[] {
  return piece.split(/ +|(?<=[^ ]-)(?=\p{L})/u);
}

/** Whether a name of these spans is kept on one line. */
export function staysWhole(spans: Prose): boolean {
  return lengthOf(spans) <= longestName;
}

function lengthOf(spans: Prose): number {
  return sum(spans.flatMap(({ pieces }) => pieces.map((piece) => piece.length)));
}

/** Of the longest of its lines: small text below the rest has its own. */
function widthOf(spans: Prose): number {
  const lines = [0];
  for (const { style, pieces } of spans) {
    if (style === 'below') lines.push(0);
    lines[lines.length - 1] += sum(pieces.map((piece) => emsOf(piece, style)));
  }
  return Math.max(...lines);
}

/** Semi-bold letters against regular ones. */
const bold = 1.06;

/** Width in ems; a little too wide rather than too narrow. Those of Source Sans 3, and of DejaVu Sans Mono for code. */
function emsOf(text: string, style: PlainSpan['style']): number {
  let ems = 0;
  for (const character of text) ems += style === 'code' ? 0.53 : emOf(character);
  return style === 'strong' || style === 'flag' ? ems * bold : ems;
}

function emOf(character: string): number {
  if (/[iljtfr.,:;|!'()[\]\u00a0 -]/.test(character)) return 0.34;
  if (/[mwMW@%–—…+=<>\u2212]/.test(character)) return 0.86;
  if (/[A-Z]/.test(character)) return 0.64;
  return /[a-z0-9$_/]/.test(character) ? 0.54 : 0.75;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
