/** Blocks of a document as HTML. */
import type { Block, Fact, FigureContent, SetContent, TileContent, TileReading, VerdictContent } from '../document.ts';
import { scrubberBlock } from '../explore/scrubber.ts';
import { figure, figures } from './figure.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import { table } from './table.ts';
import { textMarkup } from './text.ts';

export interface BlockOptions {
  /** The page has the script that makes figures explorable. */
  readonly explore: boolean;
}

export async function blocksMarkup(blocks: readonly Block[], options: BlockOptions = { explore: false }): Promise<Markup> {
  const written: Markup[] = [];
  for (const block of blocks) written.push(await blockMarkup(block, options));
  return html`${written}`;
}

async function blockMarkup(block: Block, options: BlockOptions): Promise<Markup> {
  switch (block.kind) {
    case 'heading':
      return block.minor ? html`<h4>${block.text}</h4>\n` : html`<h3>${block.text}</h3>\n`;
    case 'paragraph':
      return html`<p${block.lead ? html` class="lead"` : null}>${textMarkup(block.text)}</p>\n`;
    case 'absent':
      return html`<p class="absent">${textMarkup(block.text)}</p>\n`;
    case 'list':
      return html`<ul>${block.items.map((item) => html`<li>${textMarkup(item)}</li>`)}</ul>\n`;
    case 'facts':
      return html`<dl class="facts-list">\n${block.facts.map(factMarkup)}</dl>\n`;
    case 'definitions':
      return html`<dl class="definitions">\n${block.facts.map(factMarkup)}</dl>\n`;
    case 'command':
      return html`<pre class="command" tabindex="0"><code>${block.text}</code></pre>\n`;
    case 'verdicts':
      return html`<div class="verdicts">\n${block.verdicts.map(verdictMarkup)}</div>\n`;
    case 'tiles':
      return tilesMarkup(block.tiles);
    case 'table':
      return html`${table(block.table)}\n`;
    case 'figures':
      return html`${figures(await drawnFigures(block.figures, options))}${await walks(block.figures, options)}`;
    case 'sets':
      return await setsMarkup(block.sets, options);
    case 'columns':
      return await columnsMarkup(block.columns, options);
  }
}

function factMarkup({ term, text, items = [] }: Fact): Markup {
  const list = items.length === 0 ? null : html`<ul>${items.map((item) => html`<li>${textMarkup(item)}</li>`)}</ul>`;
  return html`<div><dt>${textMarkup(term)}</dt><dd>${textMarkup(text)}${list}</dd></div>\n`;
}

function verdictMarkup({ owner, level, sentence, reasons }: VerdictContent): Markup {
  return html`<article class="verdict is-${level}">
${owner === null ? null : html`<h3>${owner}</h3>\n`}<p class="level">${level}</p>
<p class="sentence">${sentence}</p>
<ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>
</article>
`;
}

function tilesMarkup(tiles: readonly TileContent[]): Markup {
  const several = tiles.some(({ readings }) => readings.length > 1);
  return html`<div class="tiles${several ? ' several' : ''}">
${tiles.map(({ title, readings, definition }) => html`<section class="tile"><h3>${title}</h3>
${readings.map(readingMarkup)}<p class="definition">${definition}</p></section>
`)}</div>
`;
}

function readingMarkup({ owner, value, notes }: TileReading): Markup {
  const named = owner === null ? null : html`<p class="owner">${owner}</p>`;
  return html`<div class="reading">${named}<p class="value">${value}</p>${notes.map((note) => html`<p class="interval">${note}</p>`)}</div>
`;
}

async function drawnFigures(contents: readonly FigureContent[], options: BlockOptions): Promise<Markup[]> {
  const drawn: Markup[] = [];
  for (const content of contents) drawn.push(await figure(content, options));
  return drawn;
}

/** Paths to walk through, under the figures that show them. */
async function walks(contents: readonly FigureContent[], { explore }: BlockOptions): Promise<Markup[]> {
  const written: Markup[] = [];
  for (const { id, path } of explore ? contents : []) {
    if (path === undefined) continue;
    const isFirst = written.length === 0;
    const block = await scrubberBlock({ id: `${id}-steps`, title: path.title, open: isFirst, ...path.series() });
    if (block !== null) written.push(block);
  }
  return written;
}

/** Side by side where each set has one figure or the sentence that stands for it, otherwise one set after the other. */
async function setsMarkup(sets: readonly SetContent[], options: BlockOptions): Promise<Markup> {
  if (sets.length === 1) return await blocksMarkup(sets[0].blocks, options);
  const besideEachOther = sets.every(({ blocks }) => blocks.length === 1 && isOneFigure(blocks[0]));
  const written: Markup[] = [];
  const walked: Markup[] = [];
  for (const [index, { title, blocks }] of sets.entries()) {
    const body = besideEachOther ? await alone(blocks[0], options) : await blocksMarkup(blocks, options);
    const ofSet = html`data-set="${index + 1}" data-set-title="${title}"`;
    written.push(html`<div class="of-set" ${ofSet}><h3>${title}</h3>\n${body}</div>\n`);
    if (!besideEachOther || blocks[0].kind !== 'figures') continue;
    walked.push(...(await walks(blocks[0].figures, options)).map((walk) => html`<div ${ofSet}>${walk}</div>\n`));
  }
  const shown = besideEachOther ? figures(written) : html`${written}`;
  return html`<div class="sets">\n${shown}${walked}</div>\n`;
}

function isOneFigure(block: Block): boolean {
  return block.kind === 'absent' || (block.kind === 'figures' && block.figures.length === 1);
}

async function alone(block: Block, options: BlockOptions): Promise<Markup> {
  return block.kind === 'figures' ? await figure(block.figures[0], options) : await blockMarkup(block, options);
}

async function columnsMarkup(columns: readonly (readonly Block[])[], options: BlockOptions): Promise<Markup> {
  const written: Markup[] = [];
  for (const blocks of columns) written.push(html`<div>${await blocksMarkup(blocks, options)}</div>\n`);
  return html`<div class="columns">\n${written}</div>\n`;
}
