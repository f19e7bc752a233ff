/** Two parameters against each other: the darker a cell, the higher its number. */
import type { HeatMap } from '../sweep/sweep-summary.ts';
import { chartConfig, colour } from '../theme.ts';
import { chartWidth, fixedFrame, space } from './axes.ts';
import type { ChartSpec } from './axes.ts';

const labelSpace = 72;
const mostLabels = 8;
const faintest = 0.06;

/** Cells in the order of the values, the first value of `y` at the bottom; cells without a number stay empty. */
export function heatMap({ x, y, xValues, yValues, safety }: HeatMap): ChartSpec {
  const cells = safety.flatMap((row, yIndex) =>
    row.flatMap((value, xIndex) => (value === null ? [] : [{ x: String(xValues[xIndex]), y: String(yValues[yIndex]), value }])),
  );
  const values = cells.map((cell) => cell.value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // One colour that fades: it is replaced as a whole where the page is dark.
  const shareOf = (value: number): number => (high > low ? faintest + (1 - faintest) * ((value - low) / (high - low)) : 0.5);
  const shaded = cells.map((cell) => ({ ...cell, share: shareOf(cell.value) }));
  const band = (field: string, names: readonly unknown[], title: string): object => {
    const domain = names.map(String);
    const axis = { title, values: labelled(domain), labelAngle: 0, grid: false, titleAnchor: 'end' };
    return { field, type: 'nominal', sort: null, scale: { domain, paddingInner: 0.04 }, axis };
  };
  return {
    ...fixedFrame,
    padding: { ...space, left: labelSpace },
    config: chartConfig,
    width: chartWidth - labelSpace - space.right,
    height: 240,
    data: { values: shaded },
    mark: { type: 'rect', fill: colour('unfunded') },
    encoding: {
      x: band('x', xValues, x),
      y: { ...band('y', [...yValues].reverse(), y), ...topTitle(band('y', [...yValues].reverse(), y)) },
      fillOpacity: { field: 'share', type: 'quantitative', scale: null },
    },
  };
}

/** The name of the upper axis lies above it, so that the plot keeps its width. */
function topTitle(encoding: object): object {
  const { axis } = encoding as { axis: object };
  return { axis: { ...axis, titleAngle: 0, titleAlign: 'left', titleBaseline: 'bottom', titleX: 4 - labelSpace, titleY: -10 } };
}

/** Every name, or some of many. */
function labelled(names: readonly string[]): readonly string[] {
  const every = Math.ceil(names.length / mostLabels);
  return names.filter((_, index) => index % every === 0);
}
