/** Liquidated notional by cascade generation: how far liquidations went on causing liquidations. */
import type { GenerationRow } from '../../engine/study/run-folder-types.ts';
import { formatCount } from '../format.ts';
import { chartConfig, colour } from '../theme.ts';
import { fixedFrame, plotWidth, usdAxis } from './axes.ts';
import type { ChartSpec } from './axes.ts';

const mostBars = 12;

/** Bars in USD, mean per path, the number of liquidations above each; generations past the twelfth bar are summed in the last one. */
export function cascadeGenerations({ generations, maxUsd }: { generations: readonly GenerationRow[]; maxUsd: number }): ChartSpec {
  const x = {
    field: 'title',
    type: 'nominal',
    sort: null,
    scale: { paddingInner: 0.3, paddingOuter: 0.2 },
    axis: { title: 'Generation (0 = started by the market itself)', labelAngle: 0, ticks: false },
  };
  const scale = { domain: [0, maxUsd * 1.08], nice: true };
  const y = { field: 'usd', type: 'quantitative', scale, axis: usdAxis('Liquidated, mean per path, USD') };
  return {
    ...fixedFrame,
    config: chartConfig,
    width: plotWidth,
    height: 190,
    data: { values: rowsOf(generations) },
    encoding: { x, y },
    layer: [
      { mark: { type: 'bar', fill: colour('long') } },
      { mark: { type: 'text', baseline: 'bottom', dy: -3 }, encoding: { text: { field: 'count', type: 'nominal' } } },
    ],
  };
}

function rowsOf(generations: readonly GenerationRow[]): object[] {
  const late = generations.length > mostBars ? generations.slice(mostBars - 1) : [];
  const shown = late.length > 0 ? [...generations.slice(0, mostBars - 1), merged(late)] : generations;
  return shown.map(({ generation, liquidations, notionalUsd }, index) => ({
    title: index === mostBars - 1 && late.length > 0 ? `${generation}+` : String(generation),
    usd: notionalUsd,
    count: formatCount(liquidations),
  }));
}

function merged(rows: readonly GenerationRow[]): GenerationRow {
  return rows.reduce((sum, row) => ({
    generation: sum.generation,
    liquidations: sum.liquidations + row.liquidations,
    notionalUsd: sum.notionalUsd + row.notionalUsd,
  }));
}
