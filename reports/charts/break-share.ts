/** Share of paths on which the venue broke, by how deep prices fell. */
import type { BreakBin } from '../break-share.ts';
import { chartConfig, colour } from '../theme.ts';
import { fixedFrame, plotWidth } from './axes.ts';
import type { ChartSpec } from './axes.ts';

/** A bar per group of paths from its shallowest to its deepest low, its 95 % interval as a line. */
export function breakShare(bins: readonly BreakBin[]): ChartSpec {
  const [low, high] = [Math.min(...bins.map(({ from }) => from)), Math.max(...bins.map(({ to }) => to))];
  const room = Math.max(0.005, 0.02 * (high - low));
  const scale = { domain: [low - room, high + room], nice: false, reverse: true };
  const lowAxis = { title: 'Lowest price to first (falls deeper to the right)', tickCount: 6, format: '.0%' };
  const x = { field: 'from', type: 'quantitative', scale, axis: lowAxis };
  const titled = { titleAngle: 0, titleAlign: 'left', titleAnchor: 'end', titleBaseline: 'bottom', titleX: -52, titleY: -10 };
  const axis = { title: 'Share of paths that broke', ...titled, tickCount: 4, format: '.0%' };
  const y = (field: string): object => ({ field, type: 'quantitative', scale: { domain: [0, 1] }, axis });
  return {
    ...fixedFrame,
    config: chartConfig,
    width: plotWidth,
    height: 180,
    data: { values: rowsOf(bins, room) },
    layer: [
      {
        mark: { type: 'rect', fill: colour('unfunded'), fillOpacity: 0.75 },
        encoding: { x, x2: { field: 'to' }, y: y('share'), y2: { field: 'zero' } },
      },
      {
        mark: { type: 'rule', stroke: colour('ink'), strokeWidth: 1.4 },
        encoding: { x: { ...x, field: 'middle' }, y: y('low'), y2: { field: 'high' } },
      },
    ],
  };
}

function rowsOf(bins: readonly BreakBin[], room: number): object[] {
  return bins.map(({ from, to, paths, broken, interval }) => {
    // Groups of equal lows would have no width.
    const widened = to - from < room / 2 ? { from: from - room / 4, to: to + room / 4 } : { from, to };
    return { ...widened, middle: (from + to) / 2, zero: 0, share: broken / paths, low: interval.low, high: interval.high };
  });
}
