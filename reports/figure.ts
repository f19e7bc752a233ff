/** A chart with what makes it readable: title, sample, key, caption and its numbers. */
import type { ChartSpec } from './charts/axes.ts';
import { html, trusted } from './markup.ts';
import type { Markup, Part } from './markup.ts';
import { renderChart } from './render-chart.ts';
import { table } from './table.ts';
import type { TableOptions } from './table.ts';
import type { ChartColour } from './theme.ts';

export interface KeyEntry {
  readonly text: string;
  readonly colour: ChartColour;
  readonly shape: 'line' | 'dashed' | 'dotted' | 'bar' | 'band';
}

export interface FigureOptions {
  /** Unique in the page. */
  readonly id: string;
  /** Subject and finding. */
  readonly title: string;
  /** Sample and what else belongs to the title: n, which path. */
  readonly facts: Part;
  readonly spec: ChartSpec;
  readonly key: readonly KeyEntry[];
  readonly howToRead: string;
  readonly numbers: TableOptions;
}

export async function figure({ id, title, facts, spec, key, howToRead, numbers }: FigureOptions): Promise<Markup> {
  const drawing = await renderChart({ spec, id, label: `Chart: ${title}. The numbers are in the table below it.` });
  return html`<figure class="chart" id="${id}">
<figcaption><strong>${title}</strong> <span class="facts">${facts}</span></figcaption>
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

/** Stands where a chart would, and says why there is none. */
export function absent(reason: Part): Markup {
  return html`<p class="absent">${reason}</p>
`;
}
