/** Where positions would be liquidated, seen from the start: notional by trigger price. */
import type { TriggerBins } from '../../engine/study/run-folder-types.ts';
import { chartConfig, colour } from '../theme.ts';
import { largest, smallest } from '../thin.ts';
import { fixedFrame, plotWidth, priceAxisBelow, stackedBars, usdAxis } from './axes.ts';
import type { ChartSpec, StackedBar } from './axes.ts';

/** Histogram in USD per price bin: longs and shorts, and a rule at the start price; `maxBinUsd` is the end of the axis. */
export function startingTriggers({ triggers, maxBinUsd }: { triggers: TriggerBins; maxBinUsd: number }): ChartSpec {
  const rows = rowsOf(triggers);
  const prices = [...rows.flatMap((row) => [row.from, row.to]), triggers.startPriceUsd];
  const domain = [smallest(prices), largest(prices)];
  const axis = priceAxisBelow({ title: 'Trigger price, USD', domain });
  const x = { field: 'from', type: 'quantitative', scale: { domain, nice: false, zero: false }, axis };
  return {
    ...fixedFrame,
    config: chartConfig,
    width: plotWidth,
    height: 180,
    data: { values: rows },
    layer: [
      {
        mark: 'bar',
        encoding: {
          x,
          x2: { field: 'to' },
          y: { field: 'low', type: 'quantitative', scale: { domain: [0, maxBinUsd], nice: true }, axis: usdAxis('Notional per bar, USD') },
          y2: { field: 'high' },
          fill: { field: 'fill', type: 'nominal', scale: null },
        },
      },
      {
        data: { values: [{}] },
        mark: { type: 'rule', stroke: colour('price'), strokeWidth: 1.4, strokeDash: [2, 3] },
        encoding: { x: { datum: triggers.startPriceUsd, type: 'quantitative' } },
      },
    ],
  };
}

function rowsOf({ priceUsd, longUsd, shortUsd }: TriggerBins): StackedBar[] {
  return priceUsd.flatMap((_, index) => stackedBars({ ...edges(priceUsd, index), longUsd: longUsd[index], shortUsd: shortUsd[index] }));
}

/** Bins meet half-way between their centres. */
function edges(centres: readonly number[], index: number): { from: number; to: number } {
  const here = centres[index];
  const below = centres[index - 1] ?? (centres.length > 1 ? 2 * here - centres[index + 1] : here * 0.99);
  const above = centres[index + 1] ?? (centres.length > 1 ? 2 * here - centres[index - 1] : here * 1.01);
  return { from: (below + here) / 2, to: (here + above) / 2 };
}
