/** Forest plot: the paired difference of every metric with its interval, each on the scale of its own size. */
import type { ComparisonVerdict } from '../../engine/study/comparison-types.ts';
import type { Interval } from '../../engine/study/run-folder-types.ts';
import { chartConfig, colour } from '../theme.ts';
import type { ChartColour } from '../theme.ts';
import { chartWidth, fixedFrame, space } from './axes.ts';
import type { ChartSpec } from './axes.ts';

export interface DifferenceRow {
  readonly title: string;
  readonly baseline: number;
  readonly candidate: number;
  readonly difference: number;
  readonly interval: Interval | null;
  readonly verdict: ComparisonVerdict;
  /** The difference as it is written. */
  readonly label: string;
}

/** Space of the names of metrics, left, and of the written differences, right. */
const labelSpace = 212;
const valueSpace = 76;
const rowHeight = 26;
/** Intervals that reach further are cut: what lies there is far from nothing. */
const mostShown = 1.5;

export const verdictColours: Readonly<Record<ComparisonVerdict, ChartColour>> = {
  worse: 'unfunded',
  better: 'fund',
  mixed: 'socialized',
  different: 'short',
  'no-difference-shown': 'exogenous',
  'not-enough-paths': 'exogenous',
};

/** x is the difference over the larger of both means: -1 is down to nothing, +1 up from nothing. */
export function pairedDifferences(rows: readonly DifferenceRow[]): ChartSpec {
  const points = rows.map(scaled);
  const reach = Math.max(0.1, ...points.flatMap(({ low, high, at }) => [-low, high, Math.abs(at)]));
  const scale = { domain: [-1.06 * reach, 1.06 * reach], nice: false };
  const axis = { title: 'Difference, share of the larger mean', tickCount: 5, format: '+.0%', grid: true };
  const y = { field: 'title', type: 'nominal', sort: null, scale: { padding: 0.5 }, axis: { title: null, grid: false } };
  const ink = { field: 'ink', type: 'nominal', scale: null };
  return {
    ...fixedFrame,
    padding: { ...space, left: labelSpace, right: valueSpace, top: 4 },
    config: chartConfig,
    width: chartWidth - labelSpace - valueSpace,
    height: rowHeight * rows.length,
    layer: [
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: 'rule', color: colour('axis') },
        encoding: { x: { field: 'zero', type: 'quantitative' } },
      },
      {
        data: { values: points },
        encoding: { y },
        layer: [
          {
            mark: { type: 'rule', strokeWidth: 3 },
            encoding: { x: { field: 'low', type: 'quantitative', scale, axis }, x2: { field: 'high' }, stroke: ink },
          },
          {
            mark: { type: 'point', filled: true, size: 70, opacity: 1 },
            encoding: { x: { field: 'at', type: 'quantitative' }, fill: ink },
          },
          {
            mark: { type: 'text', align: 'right', baseline: 'middle', dx: valueSpace - 4 },
            encoding: { x: { value: chartWidth - labelSpace - valueSpace }, text: { field: 'label', type: 'nominal' } },
          },
        ],
      },
    ],
  };
}

interface Point {
  readonly title: string;
  readonly at: number;
  readonly low: number;
  readonly high: number;
  readonly ink: string;
  readonly label: string;
}

function scaled({ title, baseline, candidate, difference, interval, verdict, label }: DifferenceRow): Point {
  const size = Math.max(Math.abs(baseline), Math.abs(candidate)) || 1;
  const cut = (value: number): number => Math.max(-mostShown, Math.min(mostShown, value / size));
  const [low, high] = interval ?? [difference, difference];
  return { title, at: cut(difference), low: cut(low), high: cut(high), ink: colour(verdictColours[verdict]), label };
}
