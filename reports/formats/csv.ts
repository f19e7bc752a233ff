/** Every number of a document as one long table: section, set, table, row, column, text, and the value in full where it is known. */
import type { Block, Cell, ReportDocument, Span, TableContent, Text, TileContent } from '../document.ts';
import { csvLine } from './csv-cell.ts';

/** The whole report. One line per cell, so that every table fits into one file. */
export function renderCsv({ sections }: ReportDocument): string {
  const lines = sections.flatMap(({ id, blocks }) => blocks.flatMap((block) => linesOf(block, { section: id, set: '' })));
  return [csvLine(['section', 'parameter_set', 'table', 'row', 'column', 'text', 'value']), ...lines].join('');
}

interface Place {
  readonly section: string;
  readonly set: string;
}

function linesOf(block: Block, place: Place): string[] {
  switch (block.kind) {
    case 'table':
      return tableLines(block.table, block.table.caption, place);
    case 'figures':
      return block.figures.flatMap(({ title, numbers }) => tableLines(numbers, title, place));
    case 'tiles':
      return block.tiles.flatMap((tile) => tileLines(tile, place));
    case 'verdicts':
      return block.verdicts.map(({ owner, level, sentence }) => {
        return csvLine([place.section, owner ?? '', 'verdict', level, '', sentence, null]);
      });
    case 'sets':
      return block.sets.flatMap(({ title, blocks }) => blocks.flatMap((inner) => linesOf(inner, { ...place, set: title })));
    case 'columns':
      return block.columns.flatMap((blocks) => blocks.flatMap((inner) => linesOf(inner, place)));
    case 'facts':
      return block.facts.map(({ term, text }) => csvLine([place.section, place.set, 'facts', plainText(term), '', plainText(text), null]));
    case 'heading':
    case 'paragraph':
    case 'absent':
    case 'list':
    case 'definitions':
    case 'command':
      return [];
  }
}

function tableLines({ columns, rows }: TableContent, name: string, { section, set }: Place): string[] {
  return rows.flatMap(({ cells }) => {
    const head = cellText(cells[0]);
    return cells.slice(1).map((cell, index) => {
      return csvLine([section, set, name, head, columns[index + 1]?.title ?? '', cellText(cell), valueOf(cell)]);
    });
  });
}

function tileLines({ title, readings }: TileContent, { section, set }: Place): string[] {
  return readings.map(({ owner, value, number, notes }) => {
    return csvLine([section, owner ?? set, 'key figures', title, 'mean', [value, ...notes].join('; '), number]);
  });
}

function valueOf(cell: Cell): number | null {
  return typeof cell === 'object' && 'value' in cell ? cell.value : null;
}

function cellText(cell: Cell): string {
  return typeof cell === 'object' && 'value' in cell ? cell.text : plainText(cell);
}

/** Text without what makes parts of it stand out. */
export function plainText(text: Text): string {
  return typeof text === 'string' ? text : text.map(spanText).join('');
}

function spanText(span: Span): string {
  if (typeof span === 'string') return span;
  if ('strong' in span) return span.strong;
  if ('code' in span) return span.code;
  if ('small' in span) return ` (${span.small})`;
  if ('flag' in span) return span.flag;
  return `${span.text} (${span.link})`;
}
