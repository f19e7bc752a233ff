/** From the baseline's mean to the candidate's: every block of rules starts where the one before it ended. */
import { chartConfig, colour } from '../theme.ts';
import { chartWidth, fixedFrame, space } from './axes.ts';
import type { ChartSpec } from './axes.ts';

export interface AttributionStep {
  readonly title: string;
  /** What it adds; the whole mean for the two ends. */
  readonly value: number;
  readonly isEnd: boolean;
  readonly isWorse: boolean;
  readonly label: string;
}

const labelSpace = 116;
const labelRoom = 0.3;

/** Steps from the first end to the last; `axis` as of axes.ts, in the unit of the metric. */
export function ruleAttribution({ steps, axis }: { steps: readonly AttributionStep[]; axis: object }): ChartSpec {
  const bars = barsOf(steps);
  const low = Math.min(0, ...bars.flatMap(({ from, to }) => [from, to]));
  const high = Math.max(0, ...bars.flatMap(({ from, to }) => [from, to]));
  const span = high - low || 1;
  const scale = { domain: [low - (low < 0 ? 0.04 : 0) * span, high + labelRoom * span], nice: false };
  const y = {
    field: 'title',
    type: 'nominal',
    sort: null,
    scale: { paddingInner: 0.35, paddingOuter: 0.2 },
    axis: { title: null, grid: false },
  };
  return {
    ...fixedFrame,
    padding: { ...space, left: labelSpace, top: 4 },
    config: chartConfig,
    width: chartWidth - labelSpace - space.right,
    height: 28 * steps.length,
    data: { values: bars },
    encoding: { y },
    layer: [
      {
        mark: 'bar',
        encoding: {
          x: { field: 'from', type: 'quantitative', scale, axis },
          x2: { field: 'to' },
          fill: { field: 'fill', type: 'nominal', scale: null },
        },
      },
      {
        mark: { type: 'text', align: 'left', baseline: 'middle', dx: 6 },
        encoding: { x: { field: 'end', type: 'quantitative' }, text: { field: 'label', type: 'nominal' } },
      },
    ],
  };
}

interface Bar {
  readonly title: string;
  readonly from: number;
  readonly to: number;
  /** The right end, where the label stands. */
  readonly end: number;
  readonly fill: string;
  readonly label: string;
}

function barsOf(steps: readonly AttributionStep[]): Bar[] {
  let level = 0;
  return steps.map(({ title, value, isEnd, isWorse, label }) => {
    const from = isEnd ? 0 : level;
    level = from + value;
    const fill = colour(isEnd ? 'shortfall' : isWorse ? 'unfunded' : 'fund');
    return { title, from, to: level, end: Math.max(from, level), fill, label };
  });
}
