/** A real drop beside those of a run: a bar each, on one scale. */
import { chartConfig, colour } from '../theme.ts';
import type { ChartColour } from '../theme.ts';
import { chartWidth, fixedFrame, space } from './axes.ts';
import type { ChartSpec } from './axes.ts';

export interface DropBar {
  readonly title: string;
  /** Share of the price that was lost; negative where it rose. */
  readonly drop: number;
  /** As it is written. */
  readonly label: string;
  readonly fill: ChartColour;
}

/** Space of the names left and of the written drops right. */
const labelSpace = 176;
const valueSpace = 70;

/** Bars from 0 to 100 % of the price. */
export function crisisPanel(bars: readonly DropBar[]): ChartSpec {
  const width = chartWidth - labelSpace - valueSpace;
  const padding = { paddingInner: 0.3, paddingOuter: 0.15 };
  const y = { field: 'title', type: 'nominal', sort: null, scale: padding, axis: { title: null, grid: false } };
  const axis = { title: 'Drop, share of the price', values: [0, 0.25, 0.5, 0.75, 1], format: '.0%', grid: true };
  const x = { field: 'from', type: 'quantitative', scale: { domain: [0, 1], nice: false, clamp: true }, axis };
  const values = bars.map(({ title, drop, label, fill }) => ({ title, from: 0, to: Math.max(0, drop), label, fill: colour(fill) }));
  return {
    ...fixedFrame,
    padding: { ...space, left: labelSpace, right: valueSpace, top: 4 },
    config: chartConfig,
    width,
    height: 27 * bars.length,
    data: { values },
    encoding: { y },
    layer: [
      { mark: 'bar', encoding: { x, x2: { field: 'to' }, fill: { field: 'fill', type: 'nominal', scale: null } } },
      {
        mark: { type: 'text', align: 'left', baseline: 'middle', dx: 6 },
        encoding: { x: { field: 'to', type: 'quantitative' }, text: { field: 'label', type: 'nominal' } },
      },
    ],
  };
}
