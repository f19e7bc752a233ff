/** Level of the insurance fund over time: the middle path, bands of half and of nine tenths of the paths. */
import type { FundSeries } from '../../engine/study/run-folder-types.ts';
import { chartConfig, colour } from '../theme.ts';
import { smallest, thinIndexes } from '../thin.ts';
import { fixedFrame, plotWidth, timeAxis, usdAxis } from './axes.ts';
import type { ChartSpec } from './axes.ts';

/** A fund of which the quarters are known too. */
export type FundFan = FundSeries & Required<Pick<FundSeries, 'p25Usd' | 'p75Usd'>>;

/** Lines and bands in USD; `maxUsd` is the end of the axis, equal for parameter sets that are compared. */
export function fundFan({ fund, maxUsd }: { fund: FundFan; maxUsd: number }): ChartSpec {
  const [startMs, endMs] = [fund.timeMs[0], fund.timeMs[fund.timeMs.length - 1]];
  const x = { field: 't', type: 'quantitative', scale: { domain: [startMs, endMs], nice: false }, axis: timeAxis({ startMs, endMs }) };
  const y = (field: string): object => ({
    field,
    type: 'quantitative',
    scale: { domain: [Math.min(0, smallest(fund.p05Usd)), maxUsd], nice: true },
    axis: usdAxis('Insurance fund, USD'),
  });
  const band = (fillOpacity: number): object => ({ type: 'area', fill: colour('fund'), fillOpacity });
  return {
    ...fixedFrame,
    config: chartConfig,
    width: plotWidth,
    height: 190,
    data: { values: rowsOf(fund) },
    encoding: { x },
    layer: [
      { mark: band(0.16), encoding: { y: y('p05'), y2: { field: 'p95' } } },
      { mark: band(0.3), encoding: { y: y('p25'), y2: { field: 'p75' } } },
      { mark: { type: 'line', strokeWidth: 1.8, stroke: colour('fund') }, encoding: { y: y('p50') } },
    ],
  };
}

function rowsOf(fund: FundFan): object[] {
  return thinIndexes([fund.p05Usd, fund.p50Usd], 90).map((index) => ({
    t: fund.timeMs[index],
    p05: fund.p05Usd[index],
    p25: fund.p25Usd[index],
    p50: fund.p50Usd[index],
    p75: fund.p75Usd[index],
    p95: fund.p95Usd[index],
  }));
}
