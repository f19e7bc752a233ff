/** Shortfall per cohort of accounts: one bar each, beside it how many of its accounts became insolvent. */
import type { CohortRow } from '../../engine/study/risk-evidence-types.ts';
import { formatCount, formatUsd } from '../format.ts';
import { chartConfig, colour } from '../theme.ts';
import { chartWidth, fixedFrame, space, usdAxisBelow } from './axes.ts';
import type { ChartSpec } from './axes.ts';

/** Space of the cohorts' names. */
const labelSpace = 146;
/** The axis ends this much past the longest bar, so that its label fits. */
const labelRoom = 1.8;

/** Bars in USD, mean over paths; `maxUsd` is the end of the axis, equal for parameter sets that are compared. */
export function cohortShortfall({ rows, maxUsd }: { rows: readonly CohortRow[]; maxUsd: number }): ChartSpec {
  const bands = { paddingInner: 0.35, paddingOuter: 0.2 };
  const y = { field: 'title', type: 'nominal', sort: null, scale: bands, axis: { title: null, grid: false } };
  const scale = { domain: [0, maxUsd * labelRoom], nice: false };
  const x = { field: 'usd', type: 'quantitative', scale, axis: usdAxisBelow('Mean per path, USD') };
  return {
    ...fixedFrame,
    padding: { ...space, left: labelSpace, top: 4 },
    config: chartConfig,
    width: chartWidth - labelSpace - space.right,
    height: 28 * rows.length,
    data: { values: rows.map(barOf) },
    encoding: { y },
    layer: [
      { mark: { type: 'bar', fill: colour('shortfall') }, encoding: { x } },
      {
        mark: { type: 'text', align: 'left', baseline: 'middle', dx: 6 },
        encoding: { x: { field: 'usd', type: 'quantitative' }, text: { field: 'label', type: 'nominal' } },
      },
    ],
  };
}

function barOf({ cohort, shortfallUsd, insolvent, accounts }: CohortRow): object {
  const label = `${formatUsd(shortfallUsd)}, ${formatCount(insolvent)} of ${formatCount(accounts)}`;
  return { title: cohort, usd: shortfallUsd, label };
}
