/** One path of a run folder again, held against the row that the run left. */
import { join } from 'node:path';
import { exitCodes, UserError } from '../../engine/errors.ts';
import type { Problem } from '../../engine/errors.ts';
import { assert } from '../../engine/math/assert.ts';
import { metricDefinitions } from '../../engine/study/metrics.ts';
import { PathRunner } from '../../engine/study/path-runner.ts';
import { pathTimeline, totalsOfOutcome } from '../../engine/study/path-timeline.ts';
import type { Timeline, TimelineTotals } from '../../engine/study/path-timeline.ts';
import type { Manifest } from '../../engine/study/run-folder-types.ts';
import type { WorldPlan } from '../../engine/study/world-plan.ts';
import { readManifest } from '../../reports/read-run-folder.ts';
import { nearestName } from '../../scenarios/suggest.ts';
import { describeRun } from '../describe-run.ts';
import { requestOf } from '../manifest-command.ts';
import { readOutcomes } from '../outcomes-table.ts';
import type { OutcomesTable } from '../outcomes-table.ts';
import { packageVersion } from '../package-version.ts';
import { prepareRun } from '../simulate-study.ts';
import type { PreparedRun } from '../simulate-study.ts';
import { usageError } from '../usage-error.ts';

export interface ReplayRequest {
  readonly folder: string;
  readonly path: number;
  /** Ids of sets; empty for all that the manifest names. */
  readonly params: readonly string[];
}

export interface ReplayedSet {
  readonly id: string;
  readonly timeline: Timeline;
}

export interface ReplayedRun {
  readonly manifest: Manifest;
  readonly path: number;
  readonly sets: readonly ReplayedSet[];
}

/**
 * Replays a path under the sets asked for.
 * @throws UserError exit 2 for a path or set that the run does not have, 31 when an input has changed since, 70 when a metric comes out
 * otherwise than it did.
 */
export async function replayRun({ folder, path, params }: ReplayRequest): Promise<ReplayedRun> {
  const manifest = readManifest(folder);
  const request = await requestOf(manifest, join(folder, 'manifest.json'));
  const prepared = await prepareRun(request);
  checkInputs(manifest, prepared, folder);
  const first = request.firstPath ?? 0;
  checkPath(path, { first, last: first + manifest.paths - 1 });
  const plans = plansOf(prepared, manifest, params);
  const table = readOutcomes(join(folder, 'outcomes.arrow'));
  const runner = new PathRunner(prepared.study);
  const sets = plans.map((plan) => {
    const timeline = pathTimeline(runner, plan, path);
    checkMetrics(timeline, { table, id: plan.id, path, manifest });
    checkTotals(timeline);
    return { id: plan.id, timeline };
  });
  return { manifest, path, sets };
}

/** Scenario, sets and data must be those of the run: otherwise the path is another one, and nobody is to blame for it. */
function checkInputs(manifest: Manifest, { request, assembled, study }: PreparedRun, folder: string): void {
  const now = describeRun(request, assembled, { digest: manifest.digest, paths: study.input.paths });
  const named = [manifest, now].map(({ scenario, parameterSets, data }) => {
    return new Map([scenario, ...parameterSets, ...data].map((input) => ['file' in input ? input.file : input.name, input.sha256]));
  });
  const [before, after] = named;
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((file) => before.get(file) !== after.get(file));
  if (changed.length === 0) return;
  const suggestion = 'bring back the file as it was, or run the simulation again';
  const problems = changed.map((file): Problem => {
    const what = `${file} is not what the run in ${folder} was made of (SHA-256 ${after.get(file) ?? 'unknown'})`;
    return { what, expected: before.get(file) ?? 'no such input', suggestion };
  });
  throw new UserError(exitCodes.dataIntegrity, problems);
}

function checkPath(path: number, { first, last }: { first: number; last: number }): void {
  if (path >= first && path <= last) return;
  throw usageError({ what: `--path is ${path}`, expected: `a path of the run, ${first} to ${last}` });
}

function plansOf({ study }: PreparedRun, { parameterSets }: Manifest, params: readonly string[]): readonly WorldPlan[] {
  if (params.length === 0) return study.sets.slice(0, parameterSets.length);
  const ids = study.sets.map(({ id }) => id);
  return [...new Set(params)].map((wanted) => {
    const plan = study.sets.find(({ id }) => id === wanted);
    if (plan) return plan;
    const suggestion = nearestName(wanted, ids);
    throw usageError({ what: `the run has no set ${JSON.stringify(wanted)}`, expected: ids.join(', '), suggestion });
  });
}

interface OutcomeRow {
  readonly table: OutcomesTable;
  readonly id: string;
  readonly path: number;
  readonly manifest: Manifest;
}

/** Bit for bit; a metric that does not exist must not have existed. */
function checkMetrics({ metrics }: Timeline, { table, id, path, manifest }: OutcomeRow): void {
  const row = table.sets.findIndex((set, place) => set === id && table.path[place] === path);
  if (row < 0) throw new UserError(exitCodes.dataIntegrity, [{ place: { file: table.file }, what: `no row of path ${path} of ${id}` }]);
  const version = packageVersion();
  const suggestion = version === manifest.engineVersion
    ? 'simulate audit tells whether the folder was changed'
    : `the run was made by version ${manifest.engineVersion}, this is ${version}: replay it with that one`;
  const problems = metricDefinitions.flatMap(({ name }): Problem[] => {
    const [found, expected] = [metrics.get(name) ?? NaN, table.metrics.get(name)?.[row] ?? NaN];
    if (Object.is(found + 0, expected + 0)) return [];
    const what = `${name} of path ${path} of ${id} comes out as ${found}`;
    return [{ place: { file: table.file }, what, expected: `${expected}, as the run left it`, suggestion }];
  });
  if (problems.length > 0) throw new UserError(exitCodes.invariantViolated, problems);
}

/** The events tell of all the money: only the order of addition may differ. */
function checkTotals({ totals, outcome }: Timeline): void {
  const counted = totalsOfOutcome(outcome);
  for (const key of Object.keys(totals) as (keyof TimelineTotals)[]) {
    const allowed = 1e-9 * Math.max(1, Math.abs(counted[key]), counted.shortfallUsd);
    assert(Math.abs(totals[key] - counted[key]) <= allowed, `events add up to ${totals[key]} ${key}, the path counted ${counted[key]}`);
  }
}
