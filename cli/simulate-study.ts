/** The steps of a run: load and plan, in every thread; summarise, in one of them. Paths are run in between, see simulation-worker.ts. */
import { resultOf } from '../engine/runner/path-rows.ts';
import type { PathRow } from '../engine/runner/path-rows.ts';
import { gatherEvidence } from '../engine/study/evidence.ts';
import type { Evidence, Manifest, Summary } from '../engine/study/run-folder-types.ts';
import { planStudy } from '../engine/study/study.ts';
import type { Study } from '../engine/study/study.ts';
import { summarizeStudy } from '../engine/study/summary.ts';
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
}

/** Throws UserError for the first input that cannot be used. */
export async function prepareRun(request: RunRequest): Promise<PreparedRun> {
  const assembled = await assembleStudy(request);
  return { request, assembled, study: planStudy(assembled.input) };
}

/** From the rows of all paths, rows[path][set], to results. */
export function finishRun({ request, assembled, study }: PreparedRun, rows: readonly (readonly PathRow[])[]): FinishedRun {
  const result = resultOf(study, rows);
  const { evidence, journal } = gatherEvidence(study, result);
  return {
    manifest: describeRun(request, assembled, result.digest),
    summary: summarizeStudy(study, result),
    evidence,
    outcomes: { sets: result.sets.map(({ id, metrics }) => ({ id, metrics })), paths: result.paths },
    journal,
  };
}
