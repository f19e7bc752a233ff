/** What each parameter does by itself: a bar from the lowest to the highest number that it reaches, the widest on top. */
import type { JudgedNumber, TornadoBar } from '../sweep/sweep-summary.ts';
import { chartConfig, colour } from '../theme.ts';
import { chartWidth, fixedFrame, space } from './axes.ts';
import type { ChartSpec } from './axes.ts';
import { judgedAxisBelow } from './judged-axes.ts';

export interface TornadoOptions {
  readonly bars: readonly TornadoBar[];
  /** The number of the file; null when it has none. */
  readonly base: number | null;
  readonly safety: JudgedNumber;
  readonly title: string;
}

const rowHeight = 44;
const side = 20;

/** Bars in the order given, each under its name; the values at both ends are in the name. */
export function tornado({ bars, base, safety, title }: TornadoOptions): ChartSpec {
  const rows = bars.map(rowOf).filter((row) => row !== null);
  const x = { field: 'low', type: 'quantitative', scale: { zero: false, nice: true }, axis: judgedAxisBelow(safety, title) };
  const y = { field: 'name', type: 'nominal', sort: null, scale: { paddingInner: 0.62, paddingOuter: 0.5 }, axis: null };
  return {
    ...fixedFrame,
    padding: { ...space, left: side, right: side, top: 8 },
    config: chartConfig,
    width: chartWidth - 2 * side,
    height: rowHeight * rows.length,
    data: { values: rows },
    layer: [
      ...(base === null ? [] : [baseRule(base)]),
      { mark: { type: 'bar', fill: colour('short') }, encoding: { x, x2: { field: 'high' }, y } },
      { mark: { type: 'text', align: 'left', dy: -17 }, encoding: { x: { value: 0 }, y, text: { field: 'name', type: 'nominal' } } },
    ],
  };
}

function baseRule(base: number): object {
  return {
    data: { values: [{}] },
    mark: { type: 'rule', stroke: colour('price'), strokeWidth: 1.4, strokeDash: [2, 3] },
    encoding: { x: { datum: base, type: 'quantitative' } },
  };
}

function rowOf({ parameter, moves }: TornadoBar): { name: string; low: number; high: number } | null {
  const reached = moves.flatMap(({ value, safety }) => (safety === null ? [] : [{ value, safety }]));
  if (reached.length === 0) return null;
  const sorted = reached.sort((one, other) => one.safety - other.safety);
  const [lowest, highest] = [sorted[0], sorted[sorted.length - 1]];
  return { name: `${parameter}: ${String(lowest.value)} to ${String(highest.value)}`, low: lowest.safety, high: highest.safety };
}
