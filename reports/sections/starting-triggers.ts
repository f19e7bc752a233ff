/** 7. Where positions would be liquidated, seen from the start. */
import type { EvidenceSet, RunFolder, TriggerBins } from '../../engine/study/run-folder-types.ts';
import { startingTriggers as chart } from '../charts/starting-triggers.ts';
import type { FigureContent, KeyEntry, TableContent } from '../document.ts';
import { formatPercent, formatPrice, formatUsd } from '../format.ts';
import { largest } from '../thin.ts';
import { setFigures } from './section.ts';
import type { Drawn, Section } from './section.ts';

export const startingTriggers: Section = {
  id: 'triggers',
  title: 'Where the triggers lay at the start',
  blocks: (run) => [setFigures(run, (set, setNumber) => instrumentFigures(run, set, setNumber))],
};

function instrumentFigures(run: RunFolder, set: EvidenceSet, setNumber: number): Drawn {
  const drawn: FigureContent[] = [];
  for (const [index, triggers] of set.triggers.entries()) {
    if (notional(triggers) > 0) drawn.push(instrumentFigure({ run, set, triggers, id: `triggers-${setNumber}-${index + 1}` }));
  }
  return drawn.length === 0 ? 'No position had a trigger price at the start, or the run did not keep them.' : drawn;
}

interface Subject {
  readonly run: RunFolder;
  readonly set: EvidenceSet;
  readonly triggers: TriggerBins;
  readonly id: string;
}

function instrumentFigure({ run, set, triggers, id }: Subject): FigureContent {
  return {
    id,
    title: `${triggers.instrument}: ${formatUsd(near(triggers))} within ${formatPercent(nearShare)} of the start price`,
    facts:
      `n = 1: accounts at the start of path ${set.shownPath.index}, one of ${run.summary.paths}; ` +
      `${formatUsd(notional(triggers))} in all.`,
    spec: chart({ triggers, maxBinUsd: sharedMaxUsd(run, triggers.instrument) }),
    key: keyOf(triggers),
    howToRead:
      'Each bar is the notional of the positions that become liquidatable when the price reaches it. The dotted line is the price at ' +
      'the start: the nearer and the taller the bars, the smaller the move that sets them off.',
    numbers: numbersOf(triggers),
  };
}

/** Over all parameter sets, so that the same height means the same amount in each of their figures. */
function sharedMaxUsd(run: RunFolder, instrument: string): number {
  const all = run.evidence.sets.flatMap((set) => set.triggers.filter((triggers) => triggers.instrument === instrument));
  return largest(all.flatMap(({ longUsd, shortUsd }) => longUsd.map((usd, index) => usd + shortUsd[index])));
}

const nearShare = 0.1;

function near({ priceUsd, longUsd, shortUsd, startPriceUsd }: TriggerBins): number {
  return priceUsd.reduce((sum, price, index) => {
    const inside = Math.abs(price - startPriceUsd) <= nearShare * Math.abs(startPriceUsd);
    return inside ? sum + longUsd[index] + shortUsd[index] : sum;
  }, 0);
}

function notional({ longUsd, shortUsd }: TriggerBins): number {
  return [...longUsd, ...shortUsd].reduce((sum, usd) => sum + usd, 0);
}

function keyOf({ longUsd, shortUsd }: TriggerBins): KeyEntry[] {
  const entries: KeyEntry[] = [{ text: 'Start price', colour: 'price', shape: 'dotted' }];
  if (longUsd.some((usd) => usd > 0)) entries.push({ text: 'Longs', colour: 'long', shape: 'bar' });
  if (shortUsd.some((usd) => usd > 0)) entries.push({ text: 'Shorts', colour: 'short', shape: 'bar' });
  return entries;
}

function numbersOf({ instrument, startPriceUsd, priceUsd, longUsd, shortUsd }: TriggerBins): TableContent {
  const filled = priceUsd.map((_, index) => index).filter((index) => longUsd[index] + shortUsd[index] > 0);
  return {
    caption: `${instrument}: notional by trigger price, start ${formatPrice(startPriceUsd)}`,
    columns: [{ title: 'Price' }, ...['From start', 'Longs', 'Shorts'].map((title) => ({ title, numeric: true }))],
    rows: filled.map((index) => ({
      cells: [formatPrice(priceUsd[index]), move(priceUsd[index], startPriceUsd), formatUsd(longUsd[index]), formatUsd(shortUsd[index])],
    })),
  };
}

function move(priceUsd: number, startPriceUsd: number): string {
  return startPriceUsd === 0 ? formatPercent(null) : formatPercent((priceUsd - startPriceUsd) / Math.abs(startPriceUsd));
}
