/** 4. How the shortfall was paid. */
import type { EvidenceSet, RunFolder, WaterfallMeans } from '../../engine/study/run-folder-types.ts';
import { lossWaterfall as chart, waterfallLayers } from '../charts/loss-waterfall.ts';
import type { FigureContent, TableContent } from '../document.ts';
import { formatPercent, formatUsd } from '../format.ts';
import { metricWriter, writeInterval, zeroBound } from '../metrics.ts';
import { metricOf, setFigures } from './section.ts';
import type { Section } from './section.ts';

export const lossWaterfall: Section = {
  id: 'waterfall',
  title: 'Loss waterfall',
  blocks: (run) => {
    const maxUsd = Math.max(...run.evidence.sets.map((set) => set.waterfall.shortfall_usd));
    return [setFigures(run, (set, setNumber) => setFigure({ run, set, id: `waterfall-${setNumber}`, maxUsd }))];
  },
};

interface Subject {
  readonly run: RunFolder;
  readonly set: EvidenceSet;
  readonly id: string;
  readonly maxUsd: number;
}

function setFigure({ run, set, id, maxUsd }: Subject): FigureContent | string {
  const { waterfall } = set;
  if (!(waterfall.shortfall_usd > 0)) return `No shortfall on any path (${zeroBound(run.summary.paths)}), so no layer had to pay.`;
  return {
    id,
    title: `Of ${formatUsd(waterfall.shortfall_usd)} shortfall, ${finding(waterfall)}`,
    facts: `n = ${run.summary.paths} paths, means${intervalText(run, set)}.`,
    spec: chart({ waterfall, maxUsd }),
    key: [],
    howToRead:
      'The top bar is what insolvent accounts could not pay. Each bar below starts where the one above ended: the layers pay ' +
      'in this order and together they make up the shortfall exactly; what nobody paid is unfunded.',
    numbers: numbersOf(set, waterfall),
  };
}

/** The layer that paid most, and what stayed unfunded if anything did. */
function finding(waterfall: WaterfallMeans): string {
  const largest = waterfallLayers.reduce((best, layer) => (waterfall[layer.key] > waterfall[best.key] ? layer : best));
  const share = formatPercent(waterfall[largest.key] / waterfall.shortfall_usd);
  if (largest.key === 'unfunded_usd') return `${share} stayed unfunded`;
  return `${paidBy[largest.key] ?? largest.title} ${share}`;
}

const paidBy: Readonly<Partial<Record<keyof WaterfallMeans, string>>> = {
  fund_usd: 'the insurance fund paid',
  backstop_usd: 'the backstop paid',
  adl_usd: 'auto-deleveraging absorbed',
  socialized_usd: 'winners paid through socialisation',
};

function intervalText(run: RunFolder, set: EvidenceSet): string {
  const metric = metricOf(run, set.id, 'shortfall_usd');
  const interval = metric ? writeInterval(metric.interval, metricWriter({ name: 'shortfall_usd', unit: metric.unit })) : null;
  return interval === null ? '' : `; shortfall 95 % interval ${interval}`;
}

function numbersOf(set: EvidenceSet, waterfall: WaterfallMeans): TableContent {
  const row = (title: string, usd: number): { cells: string[] } => ({
    cells: [title, formatUsd(usd), formatPercent(usd / waterfall.shortfall_usd)],
  });
  return {
    caption: `${set.title}: mean shortfall per path and who paid it`,
    columns: [{ title: 'Layer' }, { title: 'Mean per path', numeric: true }, { title: 'Share', numeric: true }],
    rows: [row('Shortfall', waterfall.shortfall_usd), ...waterfallLayers.map(({ key, title }) => row(title, waterfall[key]))],
  };
}
