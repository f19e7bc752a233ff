/** Blocks of a document as HTML. */
import type { Block, Fact, FigureContent, SetContent, TileContent, TileReading, VerdictContent } from '../document.ts';
import { figure, figures } from './figure.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import { table } from './table.ts';
import { textMarkup } from './text.ts';

export async function blocksMarkup(blocks: readonly Block[]): Promise<Markup> {
  const written: Markup[] = [];
  for (const block of blocks) written.push(await blockMarkup(block));
  return html`${written}`;
}

async function blockMarkup(block: Block): Promise<Markup> {
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
      return figures(await drawnFigures(block.figures));
    case 'sets':
      return await setsMarkup(block.sets);
    case 'columns':
      return await columnsMarkup(block.columns);
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

async function drawnFigures(contents: readonly FigureContent[]): Promise<Markup[]> {
  const drawn: Markup[] = [];
  for (const content of contents) drawn.push(await figure(content));
  return drawn;
}

/** Side by side where each set has one figure or the sentence that stands for it, otherwise one set after the other. */
async function setsMarkup(sets: readonly SetContent[]): Promise<Markup> {
  if (sets.length === 1) return await blocksMarkup(sets[0].blocks);
  const besideEachOther = sets.every(({ blocks }) => blocks.length === 1 && isOneFigure(blocks[0]));
  const written: Markup[] = [];
  for (const { title, blocks } of sets) {
    const heading = html`<h3>${title}</h3>\n`;
    if (besideEachOther) written.push(html`<div class="of-set">${heading}${await alone(blocks[0])}</div>\n`);
    else written.push(html`${heading}${await blocksMarkup(blocks)}`);
  }
  return besideEachOther ? figures(written) : html`${written}`;
}

function isOneFigure(block: Block): boolean {
  return block.kind === 'absent' || (block.kind === 'figures' && block.figures.length === 1);
}

async function alone(block: Block): Promise<Markup> {
  return block.kind === 'figures' ? await figure(block.figures[0]) : await blockMarkup(block);
}

async function columnsMarkup(columns: readonly (readonly Block[])[]): Promise<Markup> {
  const written: Markup[] = [];
  for (const blocks of columns) written.push(html`<div>${await blocksMarkup(blocks)}</div>\n`);
  return html`<div class="columns">\n${written}</div>\n`;
}
