/** A figure of a document as HTML: drawing, key, caption and its numbers. */
import type { FigureContent, KeyEntry } from '../document.ts';
import { html, trusted } from './markup.ts';
import type { Markup } from './markup.ts';
import { renderChart } from '../render-chart.ts';
import { table } from './table.ts';
import { textMarkup } from './text.ts';

export async function figure({ id, title, facts, spec, key, howToRead, numbers }: FigureContent): Promise<Markup> {
  const drawing = await renderChart({ spec, id, label: `Chart: ${title}. The numbers are in the table below it.` });
  return html`<figure class="chart" id="${id}">
<figcaption><strong>${title}</strong> <span class="facts">${textMarkup(facts)}</span></figcaption>
<div class="picture">${keyList(key)}${trusted(drawing)}</div>
<div class="notes"><p class="how"><b>How to read:</b> ${howToRead}</p>
<details><summary>Numbers</summary>${table(numbers)}</details></div>
</figure>
`;
}

function keyList(key: readonly KeyEntry[]): Markup | null {
  if (key.length === 0) return null;
  return html`<ul class="key">${key.map((entry) => html`<li><i class="${entry.shape} of-${entry.colour}"></i>${entry.text}</li>`)}</ul>
`;
}

/** Figures side by side where there is room; one alone stands beside its notes. */
export function figures(drawn: readonly Markup[]): Markup {
  return html`<div class="figures${drawn.length === 1 ? ' alone' : ''}">
${drawn}</div>
`;
}
