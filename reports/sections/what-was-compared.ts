/** What was compared: rules that differ, which policies execute them, on which paths and data. */
import type { ParameterBounds } from '../../engine/study/run-folder-rules.ts';
import type { EvidenceSet, ManifestData, ParameterRow, RunFolder } from '../../engine/study/run-folder-types.ts';
import type { Block, Fact, TableContent, TableRow } from '../document.ts';
import { countOf, formatSpan, formatTime, missing } from '../format.ts';
import { writeParameter } from '../parameter-values.ts';
import { absent } from './section.ts';
import type { Section } from './section.ts';

export const whatWasCompared: Section = {
  id: 'what-was-compared',
  title: 'What was compared',
  blocks: (run) => [...ruleBlocks(run), ...policyBlocks(run.evidence.sets), { kind: 'facts', facts: studyFacts(run) }],
};

function ruleBlocks(run: RunFolder): Block[] {
  const [baseline, ...candidates] = orderedSets(run);
  if (candidates.length === 0) {
    const text = `One parameter set, ${baseline.title}: nothing was compared. Its rules are listed under Parameters.`;
    return [absent(text)];
  }
  return candidates.map((candidate) => differenceBlock(baseline, candidate));
}

/** The baseline of the comparison first; without one, the first set. */
function orderedSets({ evidence: { sets }, summary }: RunFolder): readonly EvidenceSet[] {
  const id = summary.comparisons[0]?.baseline;
  const baseline = sets.find((set) => set.id === id) ?? sets[0];
  return [baseline, ...sets.filter((set) => set !== baseline)];
}

function differenceBlock(baseline: EvidenceSet, candidate: EvidenceSet): Block {
  const rows = changedRows(baseline, candidate);
  if (rows.length === 0) return absent(`${candidate.title} has the same rules as ${baseline.title}: no parameter differs.`);
  return { kind: 'table', table: differenceTable({ baseline, candidate, rows }) };
}

interface ChangedRow {
  readonly key: string;
  readonly before: ParameterRow | undefined;
  readonly after: ParameterRow | undefined;
}

/** Keys whose values differ, in the baseline's order and then the candidate's own. */
function changedRows(baseline: EvidenceSet, candidate: EvidenceSet): ChangedRow[] {
  const before = new Map(baseline.parameters.map((row) => [row.key, row]));
  const after = new Map(candidate.parameters.map((row) => [row.key, row]));
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  const rows = keys.map((key) => ({ key, before: before.get(key), after: after.get(key) }));
  return rows.filter((row) => row.before?.value !== row.after?.value);
}

interface Difference {
  readonly baseline: EvidenceSet;
  readonly candidate: EvidenceSet;
  readonly rows: readonly ChangedRow[];
}

function differenceTable({ baseline, candidate, rows }: Difference): TableContent {
  const all = new Set([...baseline.parameters, ...candidate.parameters].map(({ key }) => key)).size;
  const verb = rows.length === 1 ? 'differs' : 'differ';
  return {
    caption: `${rows.length} of ${countOf(all, 'parameter')} ${verb}: ${baseline.title} (baseline) against ${candidate.title}`,
    columns: [
      { title: 'Parameter', name: true },
      ...['Baseline', 'Candidate', 'Change'].map((title) => ({ title, numeric: true })),
      ...['Unit', 'Allowed'].map((title) => ({ title })),
    ],
    rows: rows.map(differenceRow),
  };
}

function differenceRow({ key, before, after }: ChangedRow): TableRow {
  const known = after ?? before;
  const cells = [before, after].map((row) => {
    const text = row === undefined ? 'not there' : writeParameter(row.value);
    return typeof row?.value === 'number' ? { text, value: row.value } : text;
  });
  return { cells: [[{ code: key }], ...cells, change(before?.value, after?.value), known?.unit || missing, allowed(known?.bounds)] };
}

function change(before: unknown, after: unknown): string {
  if (typeof before !== 'number' || typeof after !== 'number' || !(before > 0) || !(after > 0)) return missing;
  return `x ${Number((after / before).toPrecision(3))}`;
}

function allowed(bounds: ParameterBounds | undefined): string {
  if (bounds === undefined) return missing;
  const { low, high, lowIsOpen, highIsOpen } = bounds;
  const parts = [
    ...(low === null ? [] : [`${lowIsOpen ? 'above' : 'at least'} ${low}`]),
    ...(high === null ? [] : [`${highIsOpen ? 'below' : 'at most'} ${high}`]),
  ];
  return parts.join(', ') || missing;
}

function policyBlocks(sets: readonly EvidenceSet[]): Block[] {
  const rows = sets.flatMap((set) => (set.policies ?? []).map((policy) => ({ set, ...policy })));
  if (rows.length === 0) return [absent('The run folder does not say which versions of the policies ran.')];
  const keys = [...new Set(rows.map(({ role }) => role))];
  const text = ({ id }: EvidenceSet, role: string): string => {
    const found = rows.filter((row) => row.set.id === id && row.role === role);
    return found.map(({ name, version }) => `${name} (version ${version})`).join(', ') || missing;
  };
  const table: TableContent = {
    caption: 'Policies that executed the rules. A version changes when the same parameters may lead to another result.',
    columns: [{ title: 'Rule' }, ...sets.map(({ title }) => ({ title }))],
    rows: keys.map((role) => ({ cells: [role, ...sets.map((set) => text(set, role))] })),
  };
  return [{ kind: 'table', table }];
}

function studyFacts({ manifest, evidence: { scenario } }: RunFolder): Fact[] {
  const { startMs, endMs } = scenario;
  return [
    { term: 'Scenario', text: [{ strong: scenario.title }, ` (${scenario.name}): ${scenario.summary}`] },
    { term: 'Time', text: `${formatTime(startMs)} to ${formatTime(endMs)}, ${formatSpan(endMs - startMs)}` },
    { term: 'Paths', text: `${countOf(manifest.paths, 'path')}, the same prices and shocks for every parameter set` },
    { term: 'Seed', text: [{ code: String(manifest.seed) }] },
    { term: 'Price feedback', text: feedback[manifest.feedback] ?? manifest.feedback },
    { term: 'Data', text: dataText(manifest.data), items: manifest.data.map(dataItem) },
  ];
}

const feedback: Readonly<Record<string, string>> = {
  none: 'none: liquidations move no price that margins are tested at',
  full: 'full: liquidations push prices, and prices start liquidations',
  counterfactual: 'counterfactual: history as it was, changed by what the rules do differently from the baseline of the scenario',
};

function dataText(data: readonly ManifestData[]): string {
  return data.length === 0 ? 'No data files: prices come from a model or stand in the scenario.' : countOf(data.length, 'data file');
}

function dataItem({ name, rows, source, firstTime, lastTime }: ManifestData): string {
  const span = firstTime !== undefined && lastTime !== undefined ? `, ${firstTime} to ${lastTime}` : '';
  return `${name}: ${countOf(rows, 'row')}${span}; ${source}`;
}
