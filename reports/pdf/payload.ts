/** The document as the data that the PDF template reads: every text in pieces, every chart drawn, every anchor a label. */
import type { Block, Fact, FigureContent, ReportDocument, SectionContent, TableContent, Text, TileContent, VerdictContent } from '../document.ts';
import { chartShades, pageShades } from '../theme.ts';
import { drawing } from './drawing.ts';
import { cellText, commandLines, piecesOf, plainText, proseOf, textLimits } from './plain-text.ts';
import type { Anchors, PlainSpan } from './plain-text.ts';

type Prose = readonly PlainSpan[];

interface TableData {
  readonly caption: Prose;
  readonly columns: readonly { readonly title: Prose; readonly kind: 'number' | 'name' | 'text' }[];
  readonly rows: readonly { readonly cells: readonly Prose[]; readonly marked: boolean }[];
  readonly dense: boolean;
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

type BlockData =
  | { readonly kind: 'heading' | 'absent'; readonly text: Prose }
  | { readonly kind: 'paragraph'; readonly text: Prose; readonly lead: boolean }
  | { readonly kind: 'list'; readonly items: readonly Prose[] }
  | { readonly kind: 'facts'; readonly facts: readonly { readonly term: Prose; readonly text: Prose; readonly items: readonly Prose[] }[] }
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
}

/** What is gathered on the way: labels that links may name, and the numbers of every chart for the annex. */
interface Gathering {
  readonly anchors: Anchors;
  readonly numbers: Numbers[];
}

/** Cover, sections and annex as plain data for JSON. */
export async function payloadOf(document: ReportDocument): Promise<object> {
  const gathering: Gathering = { anchors: anchorsOf(document), numbers: [] };
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
    numbers: gathering.numbers,
    colours: { page: lightOf(pageShades), chart: lightOf(chartShades) },
  };
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

/** Sections and figures by their ids; labels are ours, so that no id has to be trusted. */
function anchorsOf({ sections }: ReportDocument): Anchors {
  const anchors = new Map<string, string>();
  sections.forEach(({ id, blocks }, index) => {
    anchors.set(id, `section-${index + 1}`);
    for (const figure of blocks.flatMap(figuresIn)) anchors.set(figure.id, `figure-${anchors.size + 1}`);
  });
  return anchors;
}

function figuresIn(block: Block): readonly FigureContent[] {
  if (block.kind === 'figures') return block.figures;
  if (block.kind === 'sets') return block.sets.flatMap(({ blocks }) => blocks.flatMap(figuresIn));
  return block.kind === 'columns' ? block.columns.flatMap((blocks) => blocks.flatMap(figuresIn)) : [];
}

async function sectionOf({ id, title, blocks }: SectionContent, gathering: Gathering): Promise<object> {
  return { title: heading(title), label: gathering.anchors.get(id), blocks: await blocksOf(blocks, gathering) };
}

async function blocksOf(blocks: readonly Block[], gathering: Gathering): Promise<BlockData[]> {
  const written: BlockData[] = [];
  for (const block of blocks) written.push(await blockOf(block, gathering));
  return written;
}

async function blockOf(block: Block, gathering: Gathering): Promise<BlockData> {
  const { anchors } = gathering;
  switch (block.kind) {
    case 'heading':
      return { kind: 'heading', text: heading(block.text) };
    case 'absent':
      return { kind: 'absent', text: prose(block.text, anchors) };
    case 'paragraph':
      return { kind: 'paragraph', text: prose(block.text, anchors), lead: block.lead ?? false };
    case 'list':
      return { kind: 'list', items: block.items.map((item) => prose(item, anchors)) };
    case 'facts':
      return { kind: 'facts', facts: block.facts.map((fact) => factOf(fact, anchors)) };
    case 'command':
      return { kind: 'command', lines: commandLines(block.text) };
    case 'verdicts':
      return { kind: 'verdicts', verdicts: block.verdicts.map(verdict) };
    case 'tiles':
      return { kind: 'tiles', tiles: block.tiles.map(tile) };
    case 'table':
      return { kind: 'table', table: tableOf(block.table, anchors) };
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
  for (const blocks of columns) written.push(await blocksOf(blocks, gathering));
  return written;
}

async function figuresOf(figures: readonly FigureContent[], gathering: Gathering): Promise<FigureData[]> {
  const written = [];
  for (const figure of figures) written.push(await figureOf(figure, gathering));
  return written;
}

async function figureOf({ id, title, facts, spec, key, howToRead, numbers }: FigureContent, gathering: Gathering): Promise<FigureData> {
  const label = gathering.anchors.get(id) ?? `figure-of-${gathering.numbers.length + 1}`;
  gathering.numbers.push({ title: heading(title), label, table: tableOf(numbers, gathering.anchors) });
  return {
    title: heading(title),
    facts: prose(facts, gathering.anchors),
    svg: await drawing({ spec, id: label }),
    alternative: alternativeOf(title, key.map(({ text }) => text)),
    key: key.map(({ text, colour, shape }) => ({ text: cell(text), colour, shape })),
    howToRead: prose(howToRead, gathering.anchors),
    label,
  };
}

function alternativeOf(title: string, key: readonly string[]): string {
  const shown = key.length === 0 ? '' : ` It shows: ${key.map((text) => plainText(text, textLimits.heading)).join('; ')}.`;
  return `Chart: ${plainText(title, textLimits.heading)}.${shown} Its numbers are in the annex.`;
}

function tableOf({ caption, columns, rows, dense = false }: TableContent, anchors: Anchors): TableData {
  return {
    caption: prose(caption, anchors),
    columns: columns.map(({ title, numeric, name }) => ({ title: cell(title), kind: numeric ? 'number' : name ? 'name' : 'text' })),
    rows: rows.map(({ cells, marked = false }) => ({ cells: cells.map((content) => cell(cellText(content), anchors)), marked })),
    dense,
  };
}

function factOf({ term, text, items = [] }: Fact, anchors: Anchors): { term: Prose; text: Prose; items: Prose[] } {
  return { term: cell(term), text: prose(text, anchors), items: items.map((item) => prose(item, anchors)) };
}

function verdict({ owner, level, sentence, reasons }: VerdictContent): object {
  return { owner: owner === null ? null : heading(owner), level, sentence: prose(sentence), reasons: reasons.map((reason) => prose(reason)) };
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

function cell(text: Text, anchors?: Anchors): Prose {
  return proseOf({ text, limit: textLimits.cell, anchors });
}

function prose(text: Text, anchors?: Anchors): Prose {
  return proseOf({ text, limit: textLimits.prose, anchors });
}
