/** 8. Where a cascade would feed itself. */
import type { CriticalityProfile, EvidenceSet, RunFolder } from '../../engine/study/run-folder-types.ts';
import { criticalityProfile as chart } from '../charts/criticality-profile.ts';
import type { FigureContent, KeyEntry, TableContent } from '../document.ts';
import { formatPrice, formatRatio, formatTime } from '../format.ts';
import { largest, sampleIndexes } from '../thin.ts';
import { setFigures } from './section.ts';
import type { Drawn, Section } from './section.ts';

export const criticalityProfile: Section = {
  id: 'criticality',
  title: 'Criticality profile',
  blocks: (run) => [setFigures(run, (set, setNumber) => instrumentFigures(run, set, setNumber))],
};

function instrumentFigures(run: RunFolder, set: EvidenceSet, setNumber: number): Drawn {
  const drawn: FigureContent[] = [];
  for (const [index, profile] of set.criticality.entries()) {
    if (profile.priceUsd.length > 1) drawn.push(instrumentFigure({ run, set, profile, id: `criticality-${setNumber}-${index + 1}` }));
  }
  return drawn.length === 0 ? 'Not available: without market impact or open positions n(p) is zero everywhere.' : drawn;
}

interface Subject {
  readonly run: RunFolder;
  readonly set: EvidenceSet;
  readonly profile: CriticalityProfile;
  readonly id: string;
}

function instrumentFigure({ run, set, profile, id }: Subject): FigureContent {
  return {
    id,
    title: `${profile.instrument}: ${finding(profile)}`,
    facts: `n = 1: path ${set.shownPath.index}, one of ${run.summary.paths}. ${worstText(profile)}`,
    spec: chart({ profile, maxValue: sharedMax(run, profile.instrument) }),
    key: keyOf(profile),
    howToRead:
      'n(p) is the impact of selling everything that triggers within the next 1 % of price, over that 1 %. ' +
      'Below the line at one a cascade dies out; above it each liquidation sets off more than itself.',
    numbers: numbersOf(profile),
  };
}

/** Over all parameter sets, so that the same height means the same value in each of their figures. */
function sharedMax(run: RunFolder, instrument: string): number {
  const all = run.evidence.sets.flatMap((set) => set.criticality.filter((profile) => profile.instrument === instrument));
  return largest(all.flatMap(({ atStart, atWorst }) => [...atStart, ...(atWorst ?? [])]));
}

function finding({ atStart, atWorst, priceUsd }: CriticalityProfile): string {
  const values = atWorst ?? atStart;
  const peak = values.reduce((best, value, index) => (value > values[best] ? index : best), 0);
  const when = atWorst === null ? 'at the start' : 'at the worst moment';
  const side = values[peak] >= 1 ? 'above the line at 1' : 'below the line at 1';
  return `n(p) peaks at ${formatRatio(values[peak])} near ${formatPrice(priceUsd[peak])} ${when}, ${side}`;
}

function worstText({ worstTimeMs, atWorst }: CriticalityProfile): string {
  if (atWorst === null) return 'No moment was worse than the start.';
  return worstTimeMs === null ? '' : `Worst moment: ${formatTime(worstTimeMs)}.`;
}

function keyOf({ atWorst }: CriticalityProfile): KeyEntry[] {
  const worst: KeyEntry = { text: 'Worst moment', colour: 'long', shape: 'line' };
  const always: KeyEntry[] = [
    { text: 'Start', colour: 'short', shape: 'dashed' },
    { text: 'n = 1', colour: 'price', shape: 'dotted' },
  ];
  return atWorst === null ? always : [worst, ...always];
}

function numbersOf({ instrument, priceUsd, atStart, atWorst }: CriticalityProfile): TableContent {
  return {
    caption: `${instrument}: n(p) at equal steps of price`,
    columns: [{ title: 'Price' }, { title: 'Start', numeric: true }, { title: 'Worst moment', numeric: true }],
    rows: sampleIndexes(priceUsd.length, 16).map((index) => ({
      cells: [formatPrice(priceUsd[index]), formatRatio(atStart[index]), formatRatio(atWorst?.[index] ?? null)],
    })),
  };
}
