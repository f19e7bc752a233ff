/** Level of the insurance fund over time: the middle path, the band of 90 % of the paths, and the shown path. */
import type { FundSeries } from '../../engine/study/run-folder-types.ts';
import { chartConfig, colour } from '../theme.ts';
import { smallest, thinIndexes } from '../thin.ts';
import { fixedFrame, plotWidth, timeAxis, usdAxis } from './axes.ts';
import type { ChartSpec } from './axes.ts';

/** Lines and a band in USD; `maxUsd` is the end of the axis, equal for parameter sets that are compared. */
export function fundLevel({ fund, maxUsd }: { fund: FundSeries; maxUsd: number }): ChartSpec {
  const [startMs, endMs] = [fund.timeMs[0], fund.timeMs[fund.timeMs.length - 1]];
  const x = { field: 't', type: 'quantitative', scale: { domain: [startMs, endMs], nice: false }, axis: timeAxis({ startMs, endMs }) };
  const y = (field: string): object => ({
    field,
    type: 'quantitative',
    scale: { domain: [Math.min(0, smallest(fund.shownUsd), smallest(fund.p05Usd)), maxUsd], nice: true },
    axis: usdAxis('Insurance fund, USD'),
  });
  const stroke = { type: 'line', strokeWidth: 1.8 };
  return {
    ...fixedFrame,
    config: chartConfig,
    width: plotWidth,
    height: 190,
    data: { values: rowsOf(fund) },
    encoding: { x },
    layer: [
      { mark: { type: 'area', fill: colour('fund'), fillOpacity: 0.2 }, encoding: { y: y('p05'), y2: { field: 'p95' } } },
      { mark: { ...stroke, stroke: colour('fund') }, encoding: { y: y('p50') } },
      { mark: { ...stroke, stroke: colour('price'), strokeDash: [5, 3] }, encoding: { y: y('shown') } },
    ],
  };
}

function rowsOf(fund: FundSeries): object[] {
  return thinIndexes([fund.p05Usd, fund.shownUsd], 90).map((index) => ({
    t: fund.timeMs[index],
    p05: fund.p05Usd[index],
    p50: fund.p50Usd[index],
    p95: fund.p95Usd[index],
    shown: fund.shownUsd[index],
  }));
}
