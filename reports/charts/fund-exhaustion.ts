/** Share of paths on which the insurance fund has been empty by a time, with the band of its interval. */
import type { FundExhaustion } from '../../engine/study/risk-evidence-types.ts';
import { chartConfig, colour } from '../theme.ts';
import { largest, thinIndexes } from '../thin.ts';
import { fixedFrame, numberAxis, plotWidth, timeAxis } from './axes.ts';
import type { ChartSpec } from './axes.ts';

/** The axis of shares ends at 100 %, or at the highest end of the band where that is much lower. */
export function fundExhaustion(exhausted: FundExhaustion): ChartSpec {
  const { timeMs } = exhausted;
  const [startMs, endMs] = [timeMs[0], timeMs[timeMs.length - 1]];
  const x = { field: 't', type: 'quantitative', scale: { domain: [startMs, endMs], nice: false }, axis: timeAxis({ startMs, endMs }) };
  const highest = Math.min(1, 1.1 * largest(exhausted.high));
  const axis = { ...numberAxis('Paths with an empty fund so far, share'), format: '~%' };
  const y = (field: string): object => ({ field, type: 'quantitative', scale: { domain: [0, highest], nice: false }, axis });
  const step = { interpolate: 'step-after' };
  return {
    ...fixedFrame,
    config: chartConfig,
    width: plotWidth,
    height: 150,
    data: { values: rowsOf(exhausted) },
    encoding: { x },
    layer: [
      { mark: { type: 'area', fill: colour('unfunded'), fillOpacity: 0.2, ...step }, encoding: { y: y('low'), y2: { field: 'high' } } },
      { mark: { type: 'line', stroke: colour('unfunded'), strokeWidth: 1.8, ...step }, encoding: { y: y('share') } },
    ],
  };
}

function rowsOf({ timeMs, share, low, high }: FundExhaustion): object[] {
  return thinIndexes([share], 97).map((index) => ({ t: timeMs[index], share: share[index], low: low[index], high: high[index] }));
}
