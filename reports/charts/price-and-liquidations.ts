/** Mark and exogenous price of one instrument on the shown path, and under them what was liquidated when. */
import type { LiquidationBins, PriceSeries } from '../../engine/study/run-folder-types.ts';
import { chartConfig, colour } from '../theme.ts';
import { thinIndexes } from '../thin.ts';
import { fixedFrame, plotWidth, priceAxis, stackedBars, timeAxis, usdAxis } from './axes.ts';
import type { ChartSpec } from './axes.ts';

export interface PriceAndLiquidations {
  readonly prices: PriceSeries;
  /** null when the instrument had no liquidation: the lower panel is then left out. */
  readonly liquidations: LiquidationBins | null;
  /** Ends of the two axes, equal for parameter sets that are compared. */
  readonly priceDomainUsd: readonly [low: number, high: number];
  readonly maxBinUsd: number;
  /** Every point instead of those that the width can show. */
  readonly whole?: boolean;
}

/** Two panels on one time axis: prices in USD, liquidated notional in USD per bin (longs from below, shorts on top). */
export function priceAndLiquidations({ prices, liquidations, priceDomainUsd, maxBinUsd, whole }: PriceAndLiquidations): ChartSpec {
  const [startMs, endMs] = [prices.timeMs[0], prices.timeMs[prices.timeMs.length - 1]];
  const domain = [startMs, endMs];
  const upper = pricePanel({ prices, domain, priceDomainUsd, labels: liquidations === null, whole });
  const panels = liquidations === null ? [upper] : [upper, liquidationPanel({ bins: liquidations, domain, maxBinUsd })];
  return { ...fixedFrame, config: chartConfig, bounds: 'flush', spacing: 40, vconcat: panels };
}

export interface PricePanel {
  readonly prices: PriceSeries;
  /** Ends of the time axis. */
  readonly domain: readonly number[];
  readonly priceDomainUsd: readonly number[];
  /** False for a panel above another one with the same time axis. */
  readonly labels: boolean;
  readonly whole?: boolean;
}

/** The upper panel: mark and exogenous price. */
export function pricePanel({ prices, domain, priceDomainUsd, labels, whole = false }: PricePanel): object {
  const rows = thinIndexes([prices.markUsd, prices.exogenousUsd], whole ? prices.timeMs.length : 150).map((index) => ({
    t: prices.timeMs[index],
    mark: prices.markUsd[index],
    exogenous: prices.exogenousUsd[index],
  }));
  const [startMs, endMs] = domain;
  return {
    width: plotWidth,
    height: 170,
    data: { values: rows },
    encoding: { x: { field: 't', type: 'quantitative', scale: { domain, nice: false }, axis: timeAxis({ startMs, endMs, labels }) } },
    layer: [
      line({ field: 'exogenous', stroke: colour('exogenous'), dash: [4, 3], priceDomainUsd }),
      line({ field: 'mark', stroke: colour('price'), priceDomainUsd }),
    ],
  };
}

interface Line {
  readonly field: string;
  readonly stroke: string;
  readonly dash?: readonly number[];
  readonly priceDomainUsd: readonly number[];
}

function line({ field, stroke, dash, priceDomainUsd }: Line): object {
  const scale = { domain: priceDomainUsd, zero: false, nice: true };
  return {
    mark: { type: 'line', stroke, strokeWidth: 1.6, strokeDash: dash, strokeJoin: 'round' },
    encoding: { y: { field, type: 'quantitative', scale, axis: priceAxis('Price, USD') } },
  };
}

export interface LiquidationPanel {
  readonly bins: LiquidationBins;
  readonly domain: readonly number[];
  readonly maxBinUsd: number;
  /** As of the panel of prices; shown unless this is false. */
  readonly labels?: boolean;
}

/** The lower panel: liquidated notional. */
export function liquidationPanel({ bins, domain, maxBinUsd, labels }: LiquidationPanel): object {
  const [startMs, endMs] = domain;
  return {
    width: plotWidth,
    height: 84,
    data: { values: stackedBins(bins, endMs) },
    mark: 'bar',
    encoding: {
      x: { field: 'from', type: 'quantitative', scale: { domain, nice: false }, axis: timeAxis({ startMs, endMs, labels }) },
      x2: { field: 'to' },
      y: { field: 'low', type: 'quantitative', scale: { domain: [0, maxBinUsd], nice: true }, axis: usdAxis('Liquidated per bar, USD', 3) },
      y2: { field: 'high' },
      fill: { field: 'fill', type: 'nominal', scale: null },
    },
  };
}

function stackedBins({ timeMs, longUsd, shortUsd }: LiquidationBins, endMs: number): object[] {
  const widthMs = timeMs.length > 1 ? timeMs[1] - timeMs[0] : Math.max(1, endMs - timeMs[0]);
  const binAt = (index: number): { from: number; to: number } => ({ from: timeMs[index], to: Math.min(endMs, timeMs[index] + widthMs) });
  return timeMs.flatMap((_, index) => stackedBars({ ...binAt(index), longUsd: longUsd[index], shortUsd: shortUsd[index] }));
}
