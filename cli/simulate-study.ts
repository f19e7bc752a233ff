/** The steps of a run: load and plan, in one thread; summarise, in one of them. Paths are run in between, see simulation-thread.ts. */
import { JournalColumns } from '../engine/runner/journal-columns.ts';
import type { StoredRows } from '../engine/runner/journal-columns.ts';
import { resultOf } from '../engine/runner/running-result.ts';
import type { RunningTotals } from '../engine/runner/running-result.ts';
import type { PathRunner } from '../engine/study/path-runner.ts';
import { gatherEvidence } from '../engine/study/evidence.ts';
import type { Evidence, Manifest, Summary } from '../engine/study/run-folder-types.ts';
import { planStudy } from '../engine/study/study.ts';
import type { Study, StudyResult } from '../engine/study/study.ts';
import { summarizeStudy } from '../engine/study/summary.ts';
import { comparisonsOf, namedSets, planFor } from './compare-study.ts';
import type { ComparisonPlan } from '../engine/study/hybrids.ts';
import { assembleStudy } from './assemble-study.ts';
import type { ReadStudy } from './assemble-study.ts';
import { describeRun } from './describe-run.ts';
import type { RunRequest } from './run-request.ts';
import { untilText } from './until.ts';
import type { Until } from './until.ts';

/** Columns of events.arrow. */
export type EventColumns = Readonly<Record<string, readonly (string | number | null)[]>>;

/** Everything that a run folder is written from, but for the outcomes, which are there already. Plain data: it travels between threads. */
export interface FinishedRun {
  readonly manifest: Omit<Manifest, 'files' | 'manifestSha256'>;
  readonly summary: Summary;
  readonly evidence: Evidence;
  readonly journal: EventColumns;
}

/** A request whose files were read and whose worlds were planned. */
export interface PreparedRun {
  readonly request: RunRequest;
  readonly assembled: ReadStudy;
  readonly study: Study;
  /** Null for a run that compares nothing. */
  readonly comparison: ComparisonPlan | null;
}

/** What all paths have left: what was added up, and where the rest lies on disk. */
export interface FinishedRows {
  readonly totals: RunningTotals;
  readonly stored: StoredRows;
}

/** Throws UserError for the first input that cannot be used. */
export async function prepareRun(request: RunRequest): Promise<PreparedRun> {
  const assembled = await assembleStudy(request);
  const comparison = planFor(request, assembled.input);
  return { request, assembled, study: planStudy(comparison?.input ?? assembled.input), comparison };
}

/** From the rows of all paths to results; columns are read one at a time. A runner that has run paths has what evidence needs. */
export function finishRun(prepared: PreparedRun, { totals, stored }: FinishedRows, runner?: PathRunner): FinishedRun {
  const columns = new JournalColumns(stored);
  try {
    return summarizeRun(prepared, resultOf(prepared.study, totals, (set) => columns.ofSet(set)), runner);
  } finally {
    columns.close();
  }
}

function summarizeRun(prepared: PreparedRun, all: StudyResult, runner: PathRunner | undefined): FinishedRun {
  const { request, assembled } = prepared;
  const { study, result } = namedSets(prepared, all);
  const { until } = request;
  const early = until && result.paths < study.input.paths ? earlyText(until, result.paths) : null;
  const summary = { ...summarizeStudy(study, result, early === null ? 'fixed' : 'sequential'), comparisons: comparisonsOf(prepared, all) };
  const { evidence, journal } = gatherEvidence(study, result, { runner, summary });
  const told = early === null ? evidence : withLimit(evidence, early);
  return { manifest: describeRun(request, assembled, result), summary, evidence: told, journal };
}

function withLimit(evidence: Evidence, limit: string): Evidence {
  const { scenario } = evidence;
  return { ...evidence, scenario: { ...scenario, limits: [...scenario.limits, limit] } };
}

function earlyText(until: Until, paths: number): string {
  return (
    `The run stopped after ${paths} paths, when a 95 % confidence sequence had reached ${untilText(until)}. Intervals of means and of ` +
    'shares of paths are confidence sequences too, wider than those of a run whose length was fixed before and good wherever it stops. ' +
    'Those of quantiles and of comparisons are for a number of paths that was fixed before: after stopping early somewhat too narrow.'
  );
}
