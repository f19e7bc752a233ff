/** 6. How far liquidations went on causing liquidations. */
import type { EvidenceSet, GenerationRow, RunFolder } from '../../engine/study/run-folder-types.ts';
import { cascadeGenerations as chart } from '../charts/cascade-generations.ts';
import type { FigureContent, TableContent } from '../document.ts';
import { formatCount, formatPercent, formatUsd } from '../format.ts';
import { zeroBound } from '../metrics.ts';
import { largest } from '../thin.ts';
import { setFigures } from './section.ts';
import type { Section } from './section.ts';

export const cascadeGenerations: Section = {
  id: 'cascade',
  title: 'Cascade generations',
  blocks: (run) => {
    const bars = run.evidence.sets.flatMap((set) => set.generations.map((row) => row.notionalUsd));
    const maxUsd = Math.max(0, largest(bars));
    return [setFigures(run, (set, setNumber) => setFigure({ run, set, id: `cascade-${setNumber}`, maxUsd }))];
  },
};

interface Subject {
  readonly run: RunFolder;
  readonly set: EvidenceSet;
  readonly id: string;
  readonly maxUsd: number;
}

function setFigure({ run, set, id, maxUsd }: Subject): FigureContent | string {
  const { generations } = set;
  const count = generations.reduce((sum, row) => sum + row.liquidations, 0);
  if (!(count > 0)) return `No liquidation on any path (${zeroBound(run.summary.paths)}), so no cascade.`;
  return {
    id,
    title: finding(generations, count),
    facts: `n = ${run.summary.paths} paths, means; ${formatCount(count)} liquidations per path.`,
    spec: chart({ generations, maxUsd }),
    key: [],
    howToRead:
      'Generation 0 would have been liquidated by the market alone. Generation 1 was pushed over its trigger by the fills of ' +
      'generation 0, and so on. The number above a bar counts its liquidations.',
    numbers: numbersOf(set, generations),
  };
}

function finding(generations: readonly GenerationRow[], count: number): string {
  const roots = generations.filter((row) => row.generation === 0).reduce((sum, row) => sum + row.liquidations, 0);
  const share = 1 - roots / count;
  return share > 0 ? `${formatPercent(share)} of liquidations were caused by earlier ones` : 'No liquidation was caused by another';
}

function numbersOf(set: EvidenceSet, generations: readonly GenerationRow[]): TableContent {
  return {
    caption: `${set.title}: liquidations by generation, mean per path`,
    columns: [{ title: 'Generation' }, { title: 'Liquidations', numeric: true }, { title: 'Notional', numeric: true }],
    rows: generations.map(({ generation, liquidations, notionalUsd }) => ({
      cells: [String(generation), formatCount(liquidations), formatUsd(notionalUsd)],
    })),
  };
}
