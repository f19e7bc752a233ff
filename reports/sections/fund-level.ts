/** 5. The insurance fund over time. */
import type { EvidenceSet, FundSeries, RunFolder } from '../../engine/study/run-folder-types.ts';
import { fundLevel as chart } from '../charts/fund-level.ts';
import type { FigureContent, KeyEntry, TableContent } from '../document.ts';
import { formatTime, formatUsd } from '../format.ts';
import { largest, sampleIndexes, smallest } from '../thin.ts';
import { setFigures, shownPathText } from './section.ts';
import type { Section } from './section.ts';

export const fundLevel: Section = {
  id: 'fund',
  title: 'Insurance fund',
  blocks: (run) => {
    const levels = run.evidence.sets.flatMap(({ fund }) => (fund === null ? [] : [...fund.p95Usd, ...fund.shownUsd]));
    const maxUsd = Math.max(0, largest(levels));
    return [setFigures(run, (set, setNumber) => setFigure({ run, set, id: `fund-${setNumber}`, maxUsd }))];
  },
};

interface Subject {
  readonly run: RunFolder;
  readonly set: EvidenceSet;
  readonly id: string;
  readonly maxUsd: number;
}

function setFigure({ run, set, id, maxUsd }: Subject): FigureContent | string {
  const { fund } = set;
  if (fund === null || fund.timeMs.length < 2 || maxUsd <= 0) {
    return `${set.title} has no insurance fund, or its level was not kept.`;
  }
  return {
    id,
    title: finding(fund),
    facts: `n = ${bandPaths(run, fund)} for the band and the median; dashed line, ${shownPathText(run, set)}.`,
    spec: chart({ fund, maxUsd }),
    key,
    howToRead:
      'At each moment, nine paths of ten have a fund inside the band. Where the band reaches zero, the next layer of the waterfall ' +
      'pays on some paths.',
    numbers: numbersOf(set, fund),
  };
}

/** Long runs keep the fund of their first paths only: a band needs no more. */
function bandPaths({ summary }: RunFolder, { paths = summary.paths }: FundSeries): string {
  return paths < summary.paths ? `the first ${paths} of ${summary.paths} paths` : `${paths} paths`;
}

const key: readonly KeyEntry[] = [
  { text: 'Median', colour: 'fund', shape: 'line' },
  { text: '5th to 95th percentile', colour: 'fund', shape: 'band' },
  { text: 'Shown path', colour: 'price', shape: 'dashed' },
];

function finding({ p50Usd, p05Usd }: FundSeries): string {
  const opening = formatUsd(p50Usd[0]);
  const lowest = (levels: readonly number[]): string => formatUsd(smallest(levels));
  if (lowest(p05Usd) === opening) {
    // Whether it paid is told elsewhere: what it took in may have been more.
    const closing = formatUsd(p50Usd[p50Usd.length - 1]);
    const median = closing === opening ? `The fund stays at ${opening}` : `From ${opening}, the median rises to ${closing}`;
    return `${median}; the 5th percentile never falls below the start`;
  }
  return `From ${opening}, the median falls to ${lowest(p50Usd)}, the 5th percentile to ${lowest(p05Usd)}`;
}

function numbersOf(set: EvidenceSet, { asset, timeMs, p05Usd, p50Usd, p95Usd, shownUsd }: FundSeries): TableContent {
  return {
    caption: `${set.title}: insurance fund (${asset}) in USD at equal steps`,
    columns: [{ title: 'Time', name: true }, ...['p5', 'Median', 'p95', 'Shown path'].map((title) => ({ title, numeric: true }))],
    rows: sampleIndexes(timeMs.length, 13).map((index) => ({
      cells: [formatTime(timeMs[index]), ...[p05Usd, p50Usd, p95Usd, shownUsd].map((levels) => formatUsd(levels[index]))],
    })),
  };
}
