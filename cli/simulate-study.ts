/** The steps of a run: load and plan, in every thread; summarise, in one of them. Paths are run in between, see simulation-worker.ts. */
import { resultOf } from '../engine/runner/path-rows.ts';
import type { PathRow } from '../engine/runner/path-rows.ts';
import { gatherEvidence } from '../engine/study/evidence.ts';
import type { Evidence, Manifest, Summary } from '../engine/study/run-folder-types.ts';
import { planStudy } from '../engine/study/study.ts';
import type { Study } from '../engine/study/study.ts';
import { summarizeStudy } from '../engine/study/summary.ts';
import { comparisonsOf, namedSets, planFor } from './compare-study.ts';
import type { ComparisonPlan } from '../engine/study/hybrids.ts';
import { assembleStudy } from './assemble-study.ts';
import type { AssembledStudy } from './assemble-study.ts';
import { describeRun } from './describe-run.ts';
import type { RunRequest } from './run-request.ts';

/** Metrics per set and path, NaN where one does not exist. */
export interface Outcomes {
  readonly sets: readonly { readonly id: string; readonly metrics: Readonly<Record<string, Float64Array>> }[];
  readonly paths: number;
}

/** Columns of events.arrow. */
export type JournalColumns = Readonly<Record<string, readonly (string | number | null)[]>>;

/** Everything that a run folder is written from. Plain data: it travels between threads. */
export interface FinishedRun {
  readonly manifest: Omit<Manifest, 'files'>;
  readonly summary: Summary;
  readonly evidence: Evidence;
  readonly outcomes: Outcomes;
  readonly journal: JournalColumns;
}

/** A request whose files were read and whose worlds were planned. */
export interface PreparedRun {
  readonly request: RunRequest;
  readonly assembled: AssembledStudy;
  readonly study: Study;
  /** Null for a run that compares nothing. */
  readonly comparison: ComparisonPlan | null;
}

/** Throws UserError for the first input that cannot be used. */
export async function prepareRun(request: RunRequest): Promise<PreparedRun> {
  const assembled = await assembleStudy(request);
  const comparison = planFor(request, assembled.input);
  return { request, assembled, study: planStudy(comparison?.input ?? assembled.input), comparison };
}

/** From the rows of all paths, rows[path][set], to results. */
export function finishRun(prepared: PreparedRun, rows: readonly (readonly PathRow[])[]): FinishedRun {
  const { request, assembled } = prepared;
  const all = resultOf(prepared.study, rows);
  const { study, result } = namedSets(prepared, all);
  const { evidence, journal } = gatherEvidence(study, result);
  return {
    manifest: describeRun(request, assembled, result.digest),
    summary: { ...summarizeStudy(study, result), comparisons: comparisonsOf(prepared, all) },
    evidence,
    outcomes: { sets: all.sets.map(({ id, metrics }) => ({ id, metrics })), paths: result.paths },
    journal,
  };
}
