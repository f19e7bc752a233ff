/** How the shortfall was paid: every layer starts where the one before it ended. */
import type { WaterfallMeans } from '../../engine/study/run-folder-types.ts';
import { formatUsd } from '../format.ts';
import { chartConfig, colour } from '../theme.ts';
import type { ChartColour } from '../theme.ts';
import { chartWidth, fixedFrame, space, usdAxisBelow } from './axes.ts';
import type { ChartSpec } from './axes.ts';

export interface WaterfallLayer {
  readonly key: keyof WaterfallMeans;
  readonly title: string;
  readonly colour: ChartColour;
}

/** The layers in the order in which they pay. */
export const waterfallLayers: readonly WaterfallLayer[] = [
  { key: 'fund_usd', title: 'Insurance fund', colour: 'fund' },
  { key: 'backstop_usd', title: 'Backstop', colour: 'backstop' },
  { key: 'adl_usd', title: 'Auto-deleveraging', colour: 'adl' },
  { key: 'socialized_usd', title: 'Socialised', colour: 'socialized' },
  { key: 'unfunded_usd', title: 'Unfunded', colour: 'unfunded' },
];

/** Space of the layers' names. */
const labelSpace = 146;

/** The axis ends this much past the longest bar, so that its label fits. */
const labelRoom = 1.22;

/** Bars in USD, mean over paths; `maxUsd` is the end of the axis, equal for parameter sets that are compared. */
export function lossWaterfall({ waterfall, maxUsd }: { waterfall: WaterfallMeans; maxUsd: number }): ChartSpec {
  const y = {
    field: 'title',
    type: 'nominal',
    sort: null,
    scale: { paddingInner: 0.35, paddingOuter: 0.2 },
    axis: { title: null, grid: false },
  };
  const scale = { domain: [0, maxUsd * labelRoom], nice: false };
  const x = { field: 'from', type: 'quantitative', scale, axis: usdAxisBelow('Mean per path, USD') };
  return {
    ...fixedFrame,
    padding: { ...space, left: labelSpace, top: 4 },
    config: chartConfig,
    width: chartWidth - labelSpace - space.right,
    height: 28 * (waterfallLayers.length + 1),
    data: { values: bars(waterfall) },
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

function bars(waterfall: WaterfallMeans): object[] {
  let paid = 0;
  const layers = waterfallLayers.map(({ key, title, colour: name }) => {
    const from = paid;
    paid += waterfall[key];
    return { title, from, to: paid, fill: colour(name), label: formatUsd(waterfall[key]) };
  });
  const total = waterfall.shortfall_usd;
  return [{ title: 'Shortfall', from: 0, to: total, fill: colour('shortfall'), label: formatUsd(total) }, ...layers];
}
