/** A document as JSON: what the page says, block by block, with the numbers in full; drawings are left out. */
import type { Block, FigureContent, ReportDocument } from '../document.ts';

export const reportSchemaVersion = 1;

/** The whole report as text. Characters that hide or reorder text are written as escapes. */
export function renderJson(document: ReportDocument): string {
  const { sections, ...rest } = document;
  const written = sections.map((section) => ({ ...section, blocks: section.blocks.map(withoutDrawing) }));
  const plain = { schemaVersion: reportSchemaVersion, ...rest, sections: written };
  return `${JSON.stringify(plain, null, 2).replace(hidden, escaped)}\n`;
}

const hidden = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function withoutDrawing(block: Block): unknown {
  if (block.kind === 'figures') return { kind: block.kind, figures: block.figures.map(figureWithoutDrawing) };
  if (block.kind === 'sets') {
    return { kind: block.kind, sets: block.sets.map(({ title, blocks }) => ({ title, blocks: blocks.map(withoutDrawing) })) };
  }
  if (block.kind === 'columns') return { kind: block.kind, columns: block.columns.map((blocks) => blocks.map(withoutDrawing)) };
  return block;
}

function figureWithoutDrawing({ id, title, facts, key, howToRead, numbers }: FigureContent): unknown {
  return { id, title, facts, key, howToRead, numbers };
}
