/** The data element that makes one figure of a page explorable. */
import type { FigureContent } from '../document.ts';
import type { Markup } from '../html/markup.ts';
import { compileChart } from '../render-chart.ts';
import { dataElement } from './data-element.ts';
import { explorableChart } from './explorable-chart.ts';

/**
 * What the page's script needs to draw the figure live, as an element with the id `<figure id>-spec` that belongs inside the figure's
 * element. null for a chart that has nothing to explore. The same figure gives the same bytes.
 */
export async function figureExploreData(figure: FigureContent): Promise<Markup | null> {
  const chart = explorableChart(figure, await compileChart(figure.spec));
  if (chart === null) return null;
  return dataElement(`${figure.id}-spec`, { ...chart, tables: withoutCopies(chart.tables) });
}

/** A table that passes on the rows of another one is written as its name. */
function withoutCopies<Table>(tables: Readonly<Record<string, Table>>): Record<string, Table | string> {
  const first = new Map<Table, string>();
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => {
    const owner = first.get(table);
    if (owner === undefined) first.set(table, name);
    return [name, owner ?? table];
  }));
}
