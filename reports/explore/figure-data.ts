/** The data element that makes one figure of a page explorable. */
import type { FigureContent } from '../document.ts';
import type { Markup } from '../html/markup.ts';
import { compileChart } from '../render-chart.ts';
import { dataElement } from './data-element.ts';
import { explorableChart } from './explorable-chart.ts';
import type { Columns } from './explorable-chart.ts';

/**
 * What the page's script needs to draw the figure live, as an element with the id `<figure id>-spec` that belongs inside the figure's
 * element. null for a chart that has nothing to explore. The same figure gives the same bytes.
 */
export async function figureExploreData(figure: FigureContent): Promise<Markup | null> {
  const chart = explorableChart(figure, await compileChart(figure.close ?? figure.spec));
  if (chart === null) return null;
  return dataElement(`${figure.id}-spec`, { ...chart, tables: packed(chart.tables) });
}

type PackedTable = Readonly<Record<string, Columns[string] | EqualSteps>>;

/** A table that passes on the rows of another one is written as its name, a column of equal steps as its beginning and its step. */
function packed(tables: Readonly<Record<string, Columns>>): Record<string, PackedTable | string> {
  const first = new Map<Columns, string>();
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => {
    const owner = first.get(table);
    if (owner !== undefined) return [name, owner];
    first.set(table, name);
    return [name, Object.fromEntries(Object.entries(table).map(([column, values]) => [column, equalSteps(values) ?? values]))];
  }));
}

interface EqualSteps {
  readonly from: number;
  readonly step: number;
  readonly count: number;
}

/** Only of whole numbers: their steps add up without rounding. */
function equalSteps(values: Columns[string]): EqualSteps | null {
  const [from, next] = values;
  if (values.length < 4 || typeof from !== 'number' || typeof next !== 'number') return null;
  const step = next - from;
  const isEqual = values.every((value, row) => value === from + row * step) && Number.isSafeInteger(from) && Number.isSafeInteger(step);
  return isEqual ? { from, step, count: values.length } : null;
}
