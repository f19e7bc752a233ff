/** A document as Markdown: for wikis, forums and mails. Charts are left to the formats that draw; their findings and numbers are here. */
import type { Block, Cell, Fact, FigureContent, ReportDocument, SetContent, Span, TableContent, Text, TileContent } from '../document.ts';
import { codeName, command, sentence } from '../gate/markdown-text.ts';

/** The whole report. Whatever a name holds appears as text: it mentions nobody, links nowhere and is no markup. */
export function renderMarkdown(document: ReportDocument): string {
  const { title, rules, sections, engineVersion, digest } = document;
  const parts = [
    `# ${sentence(title)}`,
    `Stress report of ${sentence(rules)}`,
    ...sections.flatMap((section, index) => [`## ${index + 1}. ${sentence(section.title)}`, ...section.blocks.flatMap(blockParts)]),
    '---',
    `Breakwater ${codeName(engineVersion)}, result digest ${codeName(digest)}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function blockParts(block: Block): string[] {
  switch (block.kind) {
    case 'heading':
      return [`${block.minor ? '####' : '###'} ${sentence(block.text)}`];
    case 'paragraph':
      return [textOf(block.text)];
    case 'absent':
      return [`*${textOf(block.text)}*`];
    case 'list':
      return [block.items.map((item) => `- ${textOf(item)}`).join('\n')];
    case 'facts':
    case 'definitions':
      return [block.facts.map(factLine).join('\n')];
    case 'command':
      return [command(block.text)];
    case 'verdicts':
      return block.verdicts.flatMap(({ owner, level, sentence: said, reasons }) => [
        `**${owner === null ? '' : `${sentence(owner)}: `}${level.toUpperCase()}.** ${sentence(said)}`,
        reasons.map((reason) => `- ${sentence(reason)}`).join('\n'),
      ]);
    case 'tiles':
      return [tileTable(block.tiles)];
    case 'table':
      return tableParts(block.table);
    case 'figures':
      return block.figures.flatMap(figureParts);
    case 'sets':
      return block.sets.length === 1 ? block.sets[0].blocks.flatMap(blockParts) : block.sets.flatMap(setParts);
    case 'columns':
      return block.columns.flatMap((blocks) => blocks.flatMap(blockParts));
  }
}

function setParts({ title, blocks }: SetContent): string[] {
  return [`### ${sentence(title)}`, ...blocks.flatMap(blockParts)];
}

function figureParts({ title, facts, howToRead, numbers }: FigureContent): string[] {
  return [`**${sentence(title)}** ${textOf(facts)}`, `How to read: ${sentence(howToRead)}`, ...tableParts(numbers)];
}

function factLine({ term, text, items = [] }: Fact): string {
  return [`- **${textOf(term)}**: ${textOf(text)}`, ...items.map((item) => `  - ${textOf(item)}`)].join('\n');
}

function tileTable(tiles: readonly TileContent[]): string {
  const rows = tiles.flatMap(({ title, readings }) =>
    readings.map(({ owner, value, notes }) => {
      return [sentence(owner === null ? title : `${title}, ${owner}`), sentence(value), notes.map(sentence).join(', ')];
    }),
  );
  return grid(['Figure', 'Mean', 'Interval and sample'], [false, true, false], rows);
}

function tableParts({ caption, columns, rows }: TableContent): string[] {
  const titles = columns.map(({ title }) => sentence(title));
  const cells = rows.map((row) => row.cells.map((cell) => cellText(cell)));
  return [sentence(caption), grid(titles, columns.map(({ numeric = false }) => numeric), cells)];
}

function grid(titles: readonly string[], numeric: readonly boolean[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(titles), line(numeric.map((right) => (right ? '---:' : '---'))), ...rows.map(line)].join('\n');
}

function cellText(cell: Cell): string {
  return typeof cell === 'object' && 'value' in cell ? sentence(cell.text) : textOf(cell);
}

function textOf(text: Text): string {
  return typeof text === 'string' ? sentence(text) : text.map(spanText).join('');
}

/** Spaces at the ends of a part belong to the text around it. */
function spanText(span: Span): string {
  if (typeof span === 'string') return `${/^\s/.test(span) ? ' ' : ''}${sentence(span)}${/\S\s+$/.test(span) ? ' ' : ''}`;
  if ('strong' in span) return `**${sentence(span.strong)}**`;
  if ('code' in span) return codeName(span.code);
  if ('small' in span) return ` (${sentence(span.small)})`;
  if ('flag' in span) return ` **${sentence(span.flag)}**`;
  return `${sentence(span.text)} (${sentence(span.link)})`;
}
