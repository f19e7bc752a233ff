/** What sections see of a run beyond its JSON files, and how they walk over its parameter sets. */
import type { EvidenceSet, RunFolder } from '../../engine/study/run-folder-types.ts';
import type { Block } from '../document.ts';

/** Rows of outcomes.arrow and events.arrow beside the JSON files. */
export interface RunData extends RunFolder {
  readonly outcomes: {
    readonly paths: number;
    readonly firstPath: number;
    /** One value per path, NaN where absent. */
    column(setId: string, metric: string): Float64Array | null;
  };
  readonly events: Readonly<Record<string, readonly (string | number | null)[]>>;
}

export interface BlockSection {
  readonly id: string;
  readonly title: string;
  applies?(run: RunData): boolean;
  blocks(run: RunData): readonly Block[];
}

/** Blocks of every parameter set, each under its name when there are several. `draw` gets the number of the set from 1, for ids. */
export function blocksPerSet(run: RunData, draw: (set: EvidenceSet, setNumber: number) => readonly Block[]): Block[] {
  const { sets } = run.evidence;
  if (sets.length === 1) return [...draw(sets[0], 1)];
  return [{ kind: 'sets', sets: sets.map((set, index) => ({ title: set.title, blocks: draw(set, index + 1) })) }];
}

/** Values of a metric on the paths where it exists, in path order; empty when the run did not keep it. */
export function presentValues(run: RunData, setId: string, metric: string): Float64Array {
  return (run.outcomes.column(setId, metric) ?? new Float64Array(0)).filter((value) => value === value);
}
