/** 3. Price with liquidations under it, one figure per instrument. */
import type { EvidenceSet, LiquidationBins, PriceSeries, RunFolder } from '../../engine/study/run-folder-types.ts';
import { priceAndLiquidations as chart } from '../charts/price-and-liquidations.ts';
import type { FigureContent, KeyEntry, TableContent } from '../document.ts';
import { formatPercent, formatPrice, formatTime, formatUsd } from '../format.ts';
import { largest, sampleIndexes, smallest } from '../thin.ts';
import { setFigures, shownPathText } from './section.ts';
import type { Drawn, Section } from './section.ts';

export const priceAndLiquidations: Section = {
  id: 'price',
  title: 'Price and liquidations',
  blocks: (run) => [setFigures(run, (set, setNumber) => instrumentFigures(run, set, setNumber))],
};

function instrumentFigures(run: RunFolder, set: EvidenceSet, setNumber: number): Drawn {
  const drawn: FigureContent[] = [];
  for (const [index, prices] of set.prices.entries()) {
    if (prices.timeMs.length > 1) drawn.push(instrumentFigure({ run, set, prices, id: `price-${setNumber}-${index + 1}` }));
  }
  return drawn.length === 0 ? 'The run kept no price series of the shown path.' : drawn;
}

interface Subject {
  readonly run: RunFolder;
  readonly set: EvidenceSet;
  readonly prices: PriceSeries;
  readonly id: string;
}

function instrumentFigure({ run, set, prices, id }: Subject): FigureContent {
  const bins = set.liquidations.find((candidate) => candidate.instrument === prices.instrument);
  const liquidations = bins !== undefined && total(bins.longUsd) + total(bins.shortUsd) > 0 ? bins : null;
  return {
    id,
    title: `${prices.instrument}: ${finding(prices)}`,
    facts: `${liquidatedText(liquidations)} ${shownPathText(run, set)}.`,
    spec: chart({ prices, liquidations, ...sharedScales(run, prices.instrument) }),
    key: liquidations === null ? priceKey : [...priceKey, ...liquidationKey(liquidations)],
    howToRead: howToRead(liquidations),
    numbers: numbersOf(prices),
  };
}

/** Over all parameter sets, so that the same height means the same amount in each of their figures. */
function sharedScales(run: RunFolder, instrument: string): { priceDomainUsd: [number, number]; maxBinUsd: number } {
  const sets = run.evidence.sets;
  const prices = sets.flatMap((set) => set.prices.filter((series) => series.instrument === instrument));
  const levels = prices.flatMap((series) => [...series.markUsd, ...series.exogenousUsd]);
  const bins = sets.flatMap((set) => set.liquidations.filter((series) => series.instrument === instrument));
  const heights = bins.flatMap((series) => series.longUsd.map((usd, index) => usd + series.shortUsd[index]));
  return { priceDomainUsd: [smallest(levels), largest(levels)], maxBinUsd: largest(heights) };
}

function howToRead(bins: LiquidationBins | null): string {
  const prices = "The mark price and the price without the venue's own liquidations; the gap between them is what liquidations did.";
  return bins === null ? prices : `${prices} Below them, the notional liquidated in each interval of time.`;
}

const priceKey: readonly KeyEntry[] = [
  { text: 'Mark price', colour: 'price', shape: 'line' },
  { text: 'Exogenous price', colour: 'exogenous', shape: 'dashed' },
];

function liquidationKey({ longUsd, shortUsd }: LiquidationBins): KeyEntry[] {
  const entries: KeyEntry[] = [];
  if (total(longUsd) > 0) entries.push({ text: 'Longs liquidated', colour: 'long', shape: 'bar' });
  if (total(shortUsd) > 0) entries.push({ text: 'Shorts liquidated', colour: 'short', shape: 'bar' });
  return entries;
}

/** The larger of the deepest fall and the highest rise from the first mark. */
function finding({ markUsd }: PriceSeries): string {
  const first = markUsd[0];
  const low = smallest(markUsd);
  const high = largest(markUsd);
  if (first <= 0) return `mark price between ${formatPrice(low)} and ${formatPrice(high)}`;
  const fell = first - low >= high - first;
  const extreme = fell ? low : high;
  return `mark price ${fell ? 'down' : 'up'} ${formatPercent(Math.abs(extreme - first) / first)} to ${formatPrice(extreme)}`;
}

function liquidatedText(bins: LiquidationBins | null): string {
  if (bins === null) return 'No liquidation.';
  return `Liquidated: ${formatUsd(total(bins.longUsd))} of longs, ${formatUsd(total(bins.shortUsd))} of shorts.`;
}

function numbersOf({ instrument, timeMs, markUsd, exogenousUsd }: PriceSeries): TableContent {
  const lowest = markUsd.reduce((best, price, index) => (price < markUsd[best] ? index : best), 0);
  const shown = [...new Set([...sampleIndexes(timeMs.length, 13), lowest])].sort((a, b) => a - b);
  return {
    caption: `${instrument}: prices at equal steps and at the lowest mark; every point is in evidence.json`,
    columns: [{ title: 'Time', name: true }, { title: 'Mark', numeric: true }, { title: 'Exogenous', numeric: true }],
    rows: shown.map((index) => ({ cells: [formatTime(timeMs[index]), formatPrice(markUsd[index]), formatPrice(exogenousUsd[index])] })),
  };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
