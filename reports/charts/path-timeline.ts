/** One path at a glance, for walking through it: price, liquidations and the insurance fund on one time axis. */
import type { FundSeries, LiquidationBins, PriceSeries } from '../../engine/study/run-folder-types.ts';
import { chartConfig, colour } from '../theme.ts';
import { largest, smallest, thinIndexes } from '../thin.ts';
import { fixedFrame, plotWidth, space, timeAxis, usdAxis } from './axes.ts';
import type { ChartSpec } from './axes.ts';
import { panelsOf } from './panels.ts';
import type { Panel } from './panels.ts';
import { liquidationPanel, pricePanel } from './price-and-liquidations.ts';

export interface PathTimeline {
  readonly prices: PriceSeries;
  /** null or without a liquidation: the panel is left out. */
  readonly liquidations: LiquidationBins | null;
  /** null without an insurance fund: the panel is left out. */
  readonly fund: FundSeries | null;
}

const gap = 40;
const fundHeight = 84;

/** Panels below each other, the time written under the last one. */
export function pathTimeline({ prices, liquidations, fund }: PathTimeline): ChartSpec {
  const domain = [prices.timeMs[0], prices.timeMs[prices.timeMs.length - 1]];
  const levels = [...prices.markUsd, ...prices.exogenousUsd];
  const maxBinUsd = liquidations === null ? 0 : largest(liquidations.longUsd.map((usd, index) => usd + liquidations.shortUsd[index]));
  const bins = maxBinUsd > 0 ? liquidations : null;
  const priceDomainUsd = [smallest(levels), largest(levels)];
  const panels = [
    pricePanel({ prices, domain, priceDomainUsd, labels: bins === null && fund === null }),
    ...(bins === null ? [] : [liquidationPanel({ bins, domain, maxBinUsd, labels: fund === null })]),
    ...(fund === null ? [] : [fundPanel(fund, domain)]),
  ];
  return { ...fixedFrame, config: chartConfig, bounds: 'flush', spacing: gap, vconcat: panels };
}

/** Where the plot lies in the drawing, in SVG units: what a rule over all panels needs. */
export function plotOf(spec: ChartSpec): { left: number; top: number; width: number; panels: Panel[] } {
  return { left: space.left, top: space.top, width: plotWidth, panels: panelsOf(spec) };
}

function fundPanel(fund: FundSeries, domain: readonly number[]): object {
  const rows = thinIndexes([fund.shownUsd], 90).map((index) => ({ t: fund.timeMs[index], level: fund.shownUsd[index] }));
  const [startMs, endMs] = domain;
  const scale = { domain: [Math.min(0, smallest(fund.shownUsd)), Math.max(1, largest(fund.shownUsd))], nice: true };
  return {
    width: plotWidth,
    height: fundHeight,
    data: { values: rows },
    mark: { type: 'line', stroke: colour('fund'), strokeWidth: 1.8 },
    encoding: {
      x: { field: 't', type: 'quantitative', scale: { domain, nice: false }, axis: timeAxis({ startMs, endMs }) },
      y: { field: 'level', type: 'quantitative', scale, axis: usdAxis('Insurance fund, USD', 3) },
    },
  };
}
