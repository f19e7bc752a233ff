/** n(p): liquidated notional that one dollar of liquidation would set free, by price. Above one a cascade feeds itself. */
import type { CriticalityProfile } from '../../engine/study/run-folder-types.ts';
import { chartConfig, colour } from '../theme.ts';
import { largest, smallest } from '../thin.ts';
import { fixedFrame, numberAxis, plotWidth, priceAxisBelow } from './axes.ts';
import type { ChartSpec } from './axes.ts';

/**
 * Lines of n(p) at the start and at the worst moment, and the line at one; `maxValue` is the end of the axis unless the line
 * at one needs more.
 */
export function criticalityProfile({ profile, maxValue }: { profile: CriticalityProfile; maxValue: number }): ChartSpec {
  const { priceUsd, atStart, atWorst } = profile;
  const rows = priceUsd.map((price, index) => ({ price, start: atStart[index], worst: atWorst?.[index] ?? null }));
  const top = Math.max(1.15, maxValue);
  const domain = [smallest(priceUsd), largest(priceUsd)];
  const axis = priceAxisBelow({ title: 'Price, USD', domain });
  const x = { field: 'price', type: 'quantitative', scale: { domain, nice: false, zero: false }, axis };
  const y = { type: 'quantitative', scale: { domain: [0, top], nice: true }, axis: numberAxis('n(p)') };
  const line = (field: string, stroke: string, dash?: readonly number[]): object => ({
    mark: { type: 'line', stroke, strokeWidth: 1.8, strokeDash: dash },
    encoding: { x, y: { field, ...y } },
  });
  return {
    ...fixedFrame,
    config: chartConfig,
    width: plotWidth,
    height: 180,
    data: { values: rows },
    layer: [
      {
        data: { values: [{}] },
        mark: { type: 'rule', stroke: colour('price'), strokeWidth: 1.4, strokeDash: [2, 3] },
        encoding: { y: { datum: 1, ...y } },
      },
      line('start', colour('short'), [5, 3]),
      ...(atWorst === null ? [] : [line('worst', colour('long'))]),
    ],
  };
}
