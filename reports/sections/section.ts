/** What a section of the report is, and how it walks over parameter sets. */
import type { EvidenceSet, MetricSummary, RunFolder } from '../../engine/study/run-folder-types.ts';
import { figures } from '../figure.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';

export interface Section {
  /** Anchor in the page. */
  readonly id: string;
  readonly title: string;
  /** False for a run that has nothing to do with the section; absent: it always belongs there. */
  applies?(run: RunFolder): boolean;
  /** The section without its heading. Never empty: a section without data says why. */
  body(run: RunFolder): Promise<Markup> | Markup;
}

/** Bodies of all parameter sets one after the other, each under its name when there are several. */
export async function perSet(run: RunFolder, body: (set: EvidenceSet, index: number) => Promise<Markup>): Promise<Markup> {
  const parts: Markup[] = [];
  for (const [index, set] of run.evidence.sets.entries()) {
    parts.push(setHeading(run, set), await body(set, index));
  }
  return html`${parts}`;
}

type DrawSet = (set: EvidenceSet, setNumber: number) => Promise<readonly Markup[]>;

/**
 * Figures of every parameter set, each set under its name when there are several: side by side when each has one figure,
 * otherwise one set after the other. `draw` gets the number of the set from 1, for ids.
 */
export async function setFigures(run: RunFolder, draw: DrawSet): Promise<Markup> {
  const groups: { set: EvidenceSet; drawn: readonly Markup[] }[] = [];
  for (const [index, set] of run.evidence.sets.entries()) groups.push({ set, drawn: await draw(set, index + 1) });
  if (groups.length === 1) return figures(groups[0].drawn);
  if (groups.some(({ drawn }) => drawn.length > 1)) return html`${groups.map(({ set, drawn }) => [setHeading(run, set), figures(drawn)])}`;
  return figures(groups.map(({ set, drawn }) => html`<div class="of-set">${setHeading(run, set)}${drawn}</div>
`));
}

function setHeading(run: RunFolder, set: EvidenceSet): Markup {
  return run.evidence.sets.length === 1 ? html`` : html`<h3>${set.title}</h3>
`;
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
