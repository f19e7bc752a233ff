/** The document as the data that the PDF template reads: every text in pieces, every chart drawn, every anchor a label. */
import type {
  Block, Fact, FigureContent, ReportDocument, SectionContent, TableColumn, TableContent, Text, TileContent, VerdictContent,
} from '../document.ts';
import { chartShades, pageShades } from '../theme.ts';
import { sampleIndexes } from '../thin.ts';
import { columnWidths, naturalWidth, pageWidths, staysWhole } from './column-widths.ts';
import type { ColumnTexts } from './column-widths.ts';
import { drawing } from './drawing.ts';
import { cellText, commandLines, piecesOf, plainText, proseOf, textLimits } from './plain-text.ts';
import type { PlainSpan } from './plain-text.ts';

type Prose = readonly PlainSpan[];

interface TableData {
  readonly caption: Prose;
  readonly columns: readonly (ColumnTexts & { readonly widthPt: number })[];
  readonly rows: readonly RowData[];
  readonly letterPt: number;
  readonly paddingPt: number;
}

interface RowData {
  readonly cells: readonly Prose[];
  readonly marked: boolean;
  /** Cells by number that stay on one line. */
  readonly whole: readonly number[];
}

interface FigureData {
  readonly title: Prose;
  readonly facts: Prose;
  readonly svg: string;
  /** Stands for the drawing where it cannot be seen. */
  readonly alternative: string;
  readonly key: readonly { readonly text: Prose; readonly colour: string; readonly shape: string }[];
  readonly howToRead: Prose;
  /** Label of its numbers in the annex. */
  readonly label: string;
}

interface FactData {
  readonly term: Prose;
  readonly text: Prose;
  readonly items: readonly Prose[];
}

type BlockData =
  | { readonly kind: 'heading'; readonly text: Prose; readonly minor: boolean }
  | { readonly kind: 'absent'; readonly text: Prose }
  | { readonly kind: 'paragraph'; readonly text: Prose; readonly lead: boolean }
  | { readonly kind: 'list'; readonly items: readonly Prose[] }
  | { readonly kind: 'facts' | 'definitions'; readonly facts: readonly FactData[] }
  | { readonly kind: 'command'; readonly lines: readonly (readonly string[])[] }
  | { readonly kind: 'verdicts'; readonly verdicts: readonly object[] }
  | { readonly kind: 'tiles'; readonly tiles: readonly object[] }
  | { readonly kind: 'table'; readonly table: TableData }
  | { readonly kind: 'figures'; readonly figures: readonly FigureData[] }
  | { readonly kind: 'sets'; readonly sets: readonly { readonly title: Prose; readonly blocks: readonly BlockData[] }[] }
  | { readonly kind: 'columns'; readonly columns: readonly (readonly BlockData[])[] };

interface Numbers {
  readonly title: Prose;
  readonly label: string;
  readonly table: TableData;
  /** Two narrow ones stand side by side. */
  readonly narrow: boolean;
}

/** What is gathered on the way: the numbers of every chart, for the annex. */
interface Gathering {
  readonly numbers: Numbers[];
  /** How wide a table may be here. */
  readonly roomPt: number;
}

/** Cover, sections and annex as plain data for JSON. */
export async function payloadOf(document: ReportDocument): Promise<object> {
  const gathering: Gathering = { numbers: [], roomPt: pageWidths.full };
  const sections = [];
  for (const section of document.sections) sections.push(await sectionOf(section, gathering));
  return {
    title: plainText(document.title, textLimits.heading),
    cover: {
      title: heading(document.title),
      rules: prose(document.rules),
      verdicts: verdictsOf(document).map(verdict),
      engine: plainText(document.engineVersion, textLimits.heading),
      digest: plainText(document.digest, textLimits.heading),
      digestPieces: piecesOf(plainText(document.digest, textLimits.heading)),
      command: commandLines(document.command),
    },
    sections,
    numbers: inRows(gathering.numbers),
    colours: { page: lightOf(pageShades), chart: lightOf(chartShades) },
  };
}

/** Rows of the annex: pairs of narrow tables, and wide ones alone. */
function inRows(numbers: readonly Numbers[]): (readonly Numbers[])[] {
  const rows: (readonly Numbers[])[] = [];
  for (const item of numbers) {
    const last = rows[rows.length - 1];
    if (item.narrow && last?.length === 1 && last[0].narrow) rows[rows.length - 1] = [last[0], item];
    else rows.push([item]);
  }
  return rows;
}

function lightOf(shades: Readonly<Record<string, { readonly light: string }>>): object {
  return Object.fromEntries(Object.entries(shades).map(([name, { light }]) => [name, light]));
}

/** The verdicts of the first section that has any go on the cover too. */
function verdictsOf({ sections }: ReportDocument): readonly VerdictContent[] {
  for (const { blocks } of sections) {
    const found = blocks.flatMap((block) => (block.kind === 'verdicts' ? block.verdicts : []));
    if (found.length > 0) return found;
  }
  return [];
}

async function sectionOf({ title, blocks }: SectionContent, gathering: Gathering): Promise<object> {
  return { title: heading(title), blocks: await blocksOf(blocks, gathering) };
}

async function blocksOf(blocks: readonly Block[], gathering: Gathering): Promise<BlockData[]> {
  const written: BlockData[] = [];
  for (const block of blocks) written.push(await blockOf(block, gathering));
  return written;
}

async function blockOf(block: Block, gathering: Gathering): Promise<BlockData> {
  switch (block.kind) {
    case 'heading':
      return { kind: 'heading', text: heading(block.text), minor: block.minor ?? false };
    case 'absent':
      return { kind: 'absent', text: prose(block.text) };
    case 'paragraph':
      return { kind: 'paragraph', text: prose(block.text), lead: block.lead ?? false };
    case 'list':
      return { kind: 'list', items: block.items.map((item) => prose(item)) };
    case 'facts':
    case 'definitions':
      return { kind: block.kind, facts: block.facts.map(factOf) };
    case 'command':
      return { kind: 'command', lines: commandLines(block.text) };
    case 'verdicts':
      return { kind: 'verdicts', verdicts: block.verdicts.map(verdict) };
    case 'tiles':
      return { kind: 'tiles', tiles: block.tiles.map(tile) };
    case 'table':
      return { kind: 'table', table: tableOf(block.table, gathering) };
    case 'figures':
      return { kind: 'figures', figures: await figuresOf(block.figures, gathering) };
    case 'sets':
      return { kind: 'sets', sets: await setsOf(block, gathering) };
    case 'columns':
      return { kind: 'columns', columns: await columnsOf(block, gathering) };
  }
}

async function setsOf({ sets }: Extract<Block, { kind: 'sets' }>, gathering: Gathering): Promise<{ title: Prose; blocks: BlockData[] }[]> {
  const written = [];
  for (const { title, blocks } of sets) written.push({ title: heading(title), blocks: await blocksOf(blocks, gathering) });
  return written;
}

async function columnsOf({ columns }: Extract<Block, { kind: 'columns' }>, gathering: Gathering): Promise<BlockData[][]> {
  const written = [];
  for (const blocks of columns) written.push(await blocksOf(blocks, { ...gathering, roomPt: pageWidths.half }));
  return written;
}

async function figuresOf(figures: readonly FigureContent[], gathering: Gathering): Promise<FigureData[]> {
  const written = [];
  for (const figure of figures) written.push(await figureOf(figure, gathering));
  return written;
}

async function figureOf({ title, facts, spec, key, howToRead, numbers }: FigureContent, gathering: Gathering): Promise<FigureData> {
  // Our own: an id need not be trusted, nor be unique.
  const label = `figure-${gathering.numbers.length + 1}`;
  gathering.numbers.push(numbersOf({ title, label, numbers }));
  return {
    title: heading(title),
    facts: prose(facts),
    svg: await drawing({ spec, id: label }),
    alternative: alternativeOf(title, key.map(({ text }) => text)),
    key: key.map(({ text, colour, shape }) => ({ text: cell(text), colour, shape })),
    howToRead: prose(howToRead),
    label,
  };
}

function alternativeOf(title: string, key: readonly string[]): string {
  const shown = key.length === 0 ? '' : ` It shows: ${key.map((text) => plainText(text, textLimits.heading)).join('; ')}.`;
  return `Chart: ${plainText(title, textLimits.heading)}.${shown} Its numbers are in the annex.`;
}

function numbersOf({ title, label, numbers }: { title: string; label: string; numbers: TableContent }): Numbers {
  const shown = thinned(numbers);
  const narrow = naturalWidth(textsOf(shown)) <= pageWidths.half;
  const table = tableOf(shown, { roomPt: narrow ? pageWidths.half : pageWidths.full });
  return { title: heading(title), label, table, narrow };
}

/** Rows of one chart in the annex; a histogram has hundreds, and the committee reads the chart. */
const numbersMost = 36;

function thinned(numbers: TableContent): TableContent {
  const { caption, columns, rows, dense } = numbers;
  if (rows.length <= numbersMost) return numbers;
  const note = `${numbersMost} of ${rows.length} rows, equally spaced; all of them are in the HTML, JSON and CSV reports.`;
  return { caption: `${caption}. ${note}`, columns, dense, rows: sampleIndexes(rows.length, numbersMost).map((index) => rows[index]) };
}

function tableOf(content: TableContent, { roomPt }: Pick<Gathering, 'roomPt'>): TableData {
  const { columns, rows } = textsOf(content);
  const { widthsPt, letterPt, paddingPt } = columnWidths({ columns, rows, dense: content.dense ?? false, roomPt });
  return {
    caption: prose(content.caption),
    columns: columns.map(({ title, kind }, index) => ({ title, kind, widthPt: widthsPt[index] })),
    rows,
    letterPt,
    paddingPt,
  };
}

function textsOf({ columns, rows }: TableContent): { columns: ColumnTexts[]; rows: RowData[] } {
  const kindOf = ({ numeric, name }: TableColumn): ColumnTexts['kind'] => (numeric ? 'number' : name ? 'name' : 'text');
  const heads = columns.map((column): ColumnTexts => ({ title: cell(column.title), kind: kindOf(column) }));
  const body = rows.map(({ cells, marked = false }) => {
    const texts = heads.map((_, index) => (index < cells.length ? cell(cellText(cells[index])) : []));
    const whole = texts.flatMap((text, index) => (heads[index].kind === 'name' && staysWhole(text) ? [index] : []));
    return { cells: texts, marked, whole };
  });
  return { columns: heads, rows: body };
}

function factOf({ term, text, items = [] }: Fact): FactData {
  return { term: cell(term), text: prose(text), items: items.map((item) => prose(item)) };
}

function verdict({ owner, level, sentence, reasons }: VerdictContent): object {
  const said = { sentence: prose(sentence), reasons: reasons.map((reason) => prose(reason)) };
  return { owner: owner === null ? null : heading(owner), level, ...said };
}

function tile({ title, readings, definition }: TileContent): object {
  return {
    title: heading(title),
    readings: readings.map(({ owner, value, notes }) => ({
      owner: owner === null ? null : heading(owner),
      value: heading(value),
      notes: notes.map((note) => cell(note)),
    })),
    definition: prose(definition),
  };
}

function heading(text: string): Prose {
  return proseOf({ text, limit: textLimits.heading });
}

function cell(text: Text): Prose {
  return proseOf({ text, limit: textLimits.cell, inCell: true });
}

function prose(text: Text): Prose {
  return proseOf({ text, limit: textLimits.prose });
}
