/** Histograms of amounts over paths: of losses on a logarithmic axis, of paired differences on a straight one. */
import type { Bin } from '../histogram-bins.ts';
import { chartConfig, colour } from '../theme.ts';
import type { ChartColour } from '../theme.ts';
import { fixedFrame, numberAxis, plotWidth, usdAxisBelow } from './axes.ts';
import type { ChartSpec } from './axes.ts';
import { logTicks } from './log-axis.ts';

const height = 170;

export interface LossHistogramOptions {
  readonly bins: readonly Bin[];
  readonly domainUsd: readonly [low: number, high: number];
  /** End of the axis of paths, equal for parameter sets that are compared. */
  readonly maxCount: number;
  readonly title: string;
  readonly fill: ChartColour;
}

/** Bins of equal ratio. */
export function lossHistogram({ bins, domainUsd, maxCount, title, fill }: LossHistogramOptions): ChartSpec {
  const scale = { type: 'log', domain: [...domainUsd], nice: false };
  const axis = { ...usdAxisBelow(`${title}, log scale`), values: logTicks(...domainUsd) };
  return bars({ bins, scale, axis, maxCount, fillOf: () => colour(fill) });
}

export interface DifferenceHistogramOptions {
  readonly bins: readonly Bin[];
  readonly title: string;
}

/** Paths where the candidate loses more are red, where it loses less green. */
export function differenceHistogram({ bins, title }: DifferenceHistogramOptions): ChartSpec {
  const domain = [bins[0].from, bins[bins.length - 1].to];
  const maxCount = bins.reduce((most, { count }) => Math.max(most, count), 0);
  return bars({
    bins,
    scale: { domain, nice: false },
    axis: usdAxisBelow(title),
    maxCount,
    fillOf: ({ from }) => colour(from >= 0 ? 'unfunded' : 'fund'),
  });
}

interface Bars {
  readonly bins: readonly Bin[];
  readonly scale: object;
  readonly axis: object;
  readonly maxCount: number;
  readonly fillOf: (bin: Bin) => string;
}

function bars({ bins, scale, axis, maxCount, fillOf }: Bars): ChartSpec {
  const values = bins.filter(({ count }) => count > 0).map((bin) => ({ ...bin, zero: 0, fill: fillOf(bin) }));
  return {
    ...fixedFrame,
    config: chartConfig,
    width: plotWidth,
    height,
    data: { values },
    mark: { type: 'rect', stroke: colour('grid'), strokeWidth: 0.5 },
    encoding: {
      x: { field: 'from', type: 'quantitative', scale, axis },
      x2: { field: 'to' },
      y: { field: 'count', type: 'quantitative', scale: { domain: [0, maxCount], nice: true }, axis: numberAxis('Paths') },
      y2: { field: 'zero' },
      fill: { field: 'fill', type: 'nominal', scale: null },
    },
  };
}
