/** What a section of the report is, and how it walks over parameter sets. */
import type { EvidenceSet, MetricSummary, RunFolder } from '../../engine/study/run-folder-types.ts';
import type { Block, FigureContent, SectionContent } from '../document.ts';

export interface Section {
  /** Anchor in the report. */
  readonly id: string;
  readonly title: string;
  /** False for a run that has nothing to do with the section; absent: it always belongs there. */
  applies?(run: RunFolder): boolean;
  /** Never empty: a section without data says why. */
  blocks(run: RunFolder): readonly Block[];
}

/** The sections that belong to a run, with what they say. */
export function contentOf(sections: readonly Section[], run: RunFolder): SectionContent[] {
  const belonging = sections.filter(({ applies }) => applies?.(run) ?? true);
  return belonging.map((section) => ({ id: section.id, title: section.title, blocks: section.blocks(run) }));
}

/** Stands where something would be, and says why there is nothing. */
export function absent(text: string): Block {
  return { kind: 'absent', text };
}

/** Blocks of all parameter sets one after the other, each under its name when there are several. */
export function perSet(run: RunFolder, blocks: (set: EvidenceSet, index: number) => readonly Block[]): Block {
  return { kind: 'sets', sets: run.evidence.sets.map((set, index) => ({ title: set.title, blocks: blocks(set, index) })) };
}

/** The figures of a parameter set, or the sentence that stands for them. */
export type Drawn = FigureContent | readonly FigureContent[] | string;

/** Figures of every parameter set. `draw` gets the number of the set from 1, for ids. */
export function setFigures(run: RunFolder, draw: (set: EvidenceSet, setNumber: number) => Drawn): Block {
  return perSet(run, (set, index) => {
    const drawn = draw(set, index + 1);
    return [typeof drawn === 'string' ? absent(drawn) : { kind: 'figures', figures: 'spec' in drawn ? [drawn] : drawn }];
  });
}

/** A metric of a parameter set, or undefined when the run did not compute it. */
export function metricOf(run: RunFolder, setId: string, name: string): MetricSummary | undefined {
  const metrics = run.summary.parameterSets.find((set) => set.id === setId)?.metrics ?? {};
  return Object.hasOwn(metrics, name) ? metrics[name] : undefined;
}

/** `n = 1: path 17, one of 32 (the largest shortfall of all paths)`. */
export function shownPathText(run: RunFolder, set: EvidenceSet): string {
  return `n = 1: path ${set.shownPath.index}, one of ${run.summary.paths} (${set.shownPath.reason})`;
}
