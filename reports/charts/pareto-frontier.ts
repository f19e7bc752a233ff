/** What safety costs: every point of a sweep, the frontier as a staircase, its points on fresh paths, and the rules of the file. */
import type { SweepSummary } from '../sweep/sweep-summary.ts';
import { chartConfig, colour } from '../theme.ts';
import { fixedFrame, plotWidth } from './axes.ts';
import type { ChartSpec } from './axes.ts';
import { judgedAxis, judgedAxisBelow } from './judged-axes.ts';

export interface ParetoTitles {
  readonly safety: string;
  readonly cost: string;
}

interface Dot {
  readonly cost: number;
  readonly safety: number;
}

/** Cost to the right, the safety number upwards. */
export function paretoFrontier(summary: SweepSummary, titles: ParetoTitles): ChartSpec {
  const won = dots(summary.frontier);
  const fresh = dots(summary.frontier.flatMap((winner) => (winner.fresh ? [winner.fresh] : [])));
  const cloud = summary.cloud.map(([, cost, safety]): Dot => ({ cost, safety }));
  const x = { field: 'cost', type: 'quantitative', scale: { zero: false, nice: true }, axis: judgedAxisBelow(summary.cost, titles.cost) };
  const y = { field: 'safety', type: 'quantitative', scale: { zero: false, nice: true }, axis: judgedAxis(summary.safety, titles.safety) };
  const points = (values: readonly Dot[], mark: object): object => {
    return { data: { values }, mark: { type: 'point', filled: true, ...mark }, encoding: { x, y } };
  };
  return {
    ...fixedFrame,
    config: chartConfig,
    width: plotWidth,
    height: 240,
    layer: [
      points(cloud, { size: 14, fill: colour('exogenous'), opacity: 0.45 }),
      {
        data: { values: won },
        mark: { type: 'line', interpolate: 'step-after', stroke: colour('short'), strokeWidth: 1.4 },
        encoding: { x, y, order: { field: 'cost', type: 'quantitative' } },
      },
      points(won, { size: 44, fill: colour('short') }),
      points(fresh, { size: 44, filled: false, stroke: colour('long'), strokeWidth: 1.4 }),
      points(dots([summary.base]), { size: 90, shape: 'diamond', fill: colour('price') }),
    ],
  };
}

function dots(points: readonly Pick<SweepSummary['base'], 'safety' | 'cost'>[]): Dot[] {
  return points.flatMap((point) => {
    const { safety: { value: safety }, cost: { value: cost } } = point;
    return safety === null || cost === null ? [] : [{ safety, cost }];
  });
}
