/** The data element that makes one figure of a page explorable. */
import type { FigureContent } from '../document.ts';
import type { Markup } from '../html/markup.ts';
import { compileChart } from '../render-chart.ts';
import { dataElement } from './data-element.ts';
import { explorableChart } from './explorable-chart.ts';
import { packColumns } from './pack-columns.ts';
import type { Columns, PackedColumns } from './pack-columns.ts';

/**
 * What the page's script needs to draw the figure live, as an element with the id `<figure id>-spec` that belongs inside the figure's
 * element. null for a chart that has nothing to explore. The same figure gives the same bytes.
 */
export async function figureExploreData(figure: FigureContent): Promise<Markup | null> {
  const chart = explorableChart(figure, await compileChart(figure.close ?? figure.spec));
  if (chart === null) return null;
  return dataElement(`${figure.id}-spec`, { ...chart, tables: packed(chart.tables) });
}

/** A table that passes on the rows of another one is written as its name. */
function packed(tables: Readonly<Record<string, Columns>>): Record<string, PackedColumns | string> {
  const first = new Map<Columns, string>();
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => {
    const owner = first.get(table);
    if (owner === undefined) first.set(table, name);
    return [name, owner ?? packColumns(table)];
  }));
}
