/** How far the mark stood from the market over time. */
import type { OracleTrack } from '../../engine/study/run-folder-rules.ts';
import { chartConfig, colour } from '../theme.ts';
import { largest, smallest, thinIndexes } from '../thin.ts';
import { fixedFrame, plotWidth, timeAxis } from './axes.ts';
import type { ChartSpec } from './axes.ts';

/** A stepped line around 0; `halts` are stretches of time in which the instrument was halted. */
export function oracleDeviation(options: { track: OracleTrack; halts: readonly { timeMs: number; untilMs: number }[] }): ChartSpec {
  const { track, halts } = options;
  const { timeMs, deviation } = track;
  const [startMs, endMs] = [timeMs[0], timeMs[timeMs.length - 1]];
  const x = { field: 't', type: 'quantitative', scale: { domain: [startMs, endMs], nice: false }, axis: timeAxis({ startMs, endMs }) };
  const reach = Math.max(0.0005, largest(deviation), -smallest(deviation));
  const titled = { titleAngle: 0, titleAlign: 'left', titleAnchor: 'end', titleBaseline: 'bottom', titleX: -52, titleY: -10 };
  const axis = { title: 'Mark over market price, minus 1', ...titled, tickCount: 5, format: '+.2~%' };
  const y = { field: 'deviation', type: 'quantitative', scale: { domain: [-reach, reach], nice: true }, axis };
  const rows = thinIndexes([deviation], 150).map((index) => ({ t: timeMs[index], deviation: deviation[index] }));
  const halted = halts.map(({ timeMs: from, untilMs }) => ({ t: from, until: Math.min(untilMs, endMs), low: -reach, high: reach }));
  return {
    ...fixedFrame,
    config: chartConfig,
    width: plotWidth,
    height: 170,
    layer: [
      {
        data: { values: halted },
        mark: { type: 'rect', fill: colour('socialized'), fillOpacity: 0.25 },
        encoding: { x, x2: { field: 'until' }, y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      {
        data: { values: rows },
        mark: { type: 'line', interpolate: 'step-after', stroke: colour('price'), strokeWidth: 1.4 },
        encoding: { x, y },
      },
    ],
  };
}
