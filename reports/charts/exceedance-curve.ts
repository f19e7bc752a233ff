/** How often a loss is reached or passed: both axes logarithmic, with the pointwise band. */
import type { Exceedance } from '../loss-tail.ts';
import { chartConfig, colour } from '../theme.ts';
import { fixedFrame, plotWidth, usdAxisBelow } from './axes.ts';
import type { ChartSpec } from './axes.ts';
import { logTicks } from './log-axis.ts';

const shareLabel = "datum.value >= 0.01 ? format(datum.value, '.0%') : format(datum.value, '~%')";

export interface ExceedanceOptions {
  readonly points: readonly Exceedance[];
  /** Ends of the axis of losses, equal for parameter sets that are compared. */
  readonly domainUsd: readonly [low: number, high: number];
  /** Of the axis: what is lost. */
  readonly title: string;
}

/** Steps: between two losses of the sample the share is that of the larger one. */
export function exceedanceCurve({ points, domainUsd, title }: ExceedanceOptions): ChartSpec {
  const lowest = points.reduce((least, { share, interval }) => Math.min(least, interval.low > 0 ? interval.low : share), 1);
  const shares = [lowest, 1] as const;
  const x = {
    field: 'loss',
    type: 'quantitative',
    scale: { type: 'log', domain: [...domainUsd], nice: false, clamp: true },
    axis: { ...usdAxisBelow(title), values: logTicks(...domainUsd) },
  };
  const y = (field: string): object => ({
    field,
    type: 'quantitative',
    scale: { type: 'log', domain: [...shares], nice: false, clamp: true },
    axis: {
      title: 'Share of paths, log scale',
      ...{ titleAngle: 0, titleAlign: 'left', titleAnchor: 'end', titleBaseline: 'bottom', titleX: -52, titleY: -10 },
      values: logTicks(...shares, 5),
      labelExpr: shareLabel,
    },
  });
  const stepped = { interpolate: 'step-before' };
  return {
    ...fixedFrame,
    config: chartConfig,
    width: plotWidth,
    height: 210,
    data: { values: rowsOf(points, lowest) },
    encoding: { x },
    layer: [
      {
        mark: { type: 'area', fill: colour('shortfall'), fillOpacity: 0.2, ...stepped },
        encoding: { y: y('low'), y2: { field: 'high' } },
      },
      { mark: { type: 'line', stroke: colour('shortfall'), strokeWidth: 1.8, ...stepped }, encoding: { y: y('share') } },
      { mark: { type: 'point', filled: true, fill: colour('shortfall'), size: 14, opacity: 1 }, encoding: { y: y('share') } },
    ],
  };
}

function rowsOf(points: readonly Exceedance[], lowest: number): object[] {
  return points.map(({ loss, share, interval }) => ({ loss, share, low: Math.max(lowest, interval.low), high: interval.high }));
}
