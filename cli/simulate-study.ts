/** The whole computation of a run: load, plan, simulate, summarise. Runs in a thread of its own, see simulation-worker.ts. */
import { runInline } from '../engine/runner/inline.ts';
import { gatherEvidence } from '../engine/study/evidence.ts';
import type { Evidence, Manifest, Summary } from '../engine/study/run-folder-types.ts';
import { planStudy } from '../engine/study/study.ts';
import { summarizeStudy } from '../engine/study/summary.ts';
import { assembleStudy } from './assemble-study.ts';
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

export interface RunListener {
  onNotice(text: string): void;
  onProgress(done: number, total: number): void;
}

/** Runs a request from files to results. Throws UserError, and InvariantError for bugs. */
export async function simulateStudy(request: RunRequest, { onNotice, onProgress }: RunListener): Promise<FinishedRun> {
  const assembled = await assembleStudy(request);
  assembled.notices.forEach(onNotice);
  const study = planStudy(assembled.input);
  onProgress(0, study.input.paths);
  const result = runInline(study, { onProgress });
  const { evidence, journal } = gatherEvidence(study, result);
  return {
    manifest: describeRun(request, assembled, result.digest),
    summary: summarizeStudy(study, result),
    evidence,
    outcomes: { sets: result.sets.map(({ id, metrics }) => ({ id, metrics })), paths: result.paths },
    journal,
  };
}
