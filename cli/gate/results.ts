/** Judges run folders that are there already; nothing is run. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import type { Table } from 'apache-arrow';
import { exitCodes, UserError } from '../../engine/errors.ts';
import type { GateCheck } from '../../engine/study/gate/gate-check.ts';
import { judgeCheck, withoutEstimate } from '../../engine/study/gate/judge-check.ts';
import type { GateSideName, ScenarioPaths } from '../../engine/study/gate/judge-check.ts';
import type { Manifest } from '../../engine/study/run-folder-types.ts';
import { readRunFolder } from '../../reports/read-run-folder.ts';
import type { LoadedScenario } from '../../scenarios/loader.ts';
import { quoted } from '../run-request.ts';
import type { JudgedScenario } from './run-scenario.ts';

/** A run folder whose files are whole. */
export interface RunResults {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly table: Table;
}

/** @throws UserError exit 31 when a file is missing, damaged or of another run */
export function readResults(folder: string): RunResults {
  const { manifest } = readRunFolder(folder);
  const file = join(folder, 'outcomes.arrow');
  const bytes = read(file);
  const known = Object.hasOwn(manifest.files, 'outcomes.arrow') ? manifest.files['outcomes.arrow'] : undefined;
  // Arrow readers trust their input: bytes are checked before they are parsed.
  if (known?.sha256 !== createHash('sha256').update(bytes).digest('hex')) {
    throw damaged(file, 'the file is not the one that manifest.json describes');
  }
  return { folder, manifest, table: tableFromIPC(bytes) };
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw damaged(file, 'the file cannot be read');
  }
}

function damaged(file: string, what: string): UserError {
  const suggestion = 'run the simulation again with the command in manifest.json';
  return new UserError(exitCodes.dataIntegrity, [{ place: { file }, what, expected: 'the outcomes of the run', suggestion }]);
}

export interface ResultsQuestion {
  readonly scenario: LoadedScenario;
  readonly checks: readonly GateCheck[];
  readonly results: readonly RunResults[];
  readonly confidence: number;
  /** Of the rules: how the sets of the folder are told apart. */
  readonly candidate: { readonly id: string; readonly sha256: string };
  readonly baseline: { readonly id: string } | null;
}

/** A scenario without a folder fails, check by check. @throws UserError exit 31 for results of other rules */
export function judgeResults(question: ResultsQuestion): JudgedScenario {
  const { scenario, checks, results, confidence } = question;
  const { name, title } = scenario.document;
  const found = results.find(({ manifest }) => manifest.scenario.name === name);
  if (!found) {
    const finding = { verdict: 'fail', reason: 'no-paths', text: 'none of the results is of this scenario' } as const;
    const judged = checks.map((check) => withoutEstimate(check, { scenario: name, paths: 0 }, { confidence }, finding));
    return { scenario: { name, title, paths: 0, looks: 0, seed: 0, digest: '', command: '' }, judged };
  }
  const paths = pathsOf(found, question);
  const plan = { first: Math.max(1, paths.paths), most: Math.max(1, paths.paths), confidence };
  const { digest, command } = found.manifest;
  return {
    scenario: { name, title, paths: paths.paths, looks: 1, seed: paths.seed, digest, command },
    judged: checks.map((check) => judgeCheck(check, paths, plan)),
  };
}

function pathsOf({ folder, manifest, table }: RunResults, { scenario, candidate, baseline }: ResultsQuestion): ScenarioPaths {
  const own = manifest.parameterSets.find(({ id }) => id === candidate.id);
  if (own === undefined || !isSame(own.sha256, candidate.sha256, scenario)) {
    const what = own === undefined ? `there is no parameter set ${candidate.id}` : `the rules of ${candidate.id} have changed since`;
    const suggestion = 'run the simulation again, or leave --results out';
    throw new UserError(exitCodes.dataIntegrity, [{ place: { file: folder }, what, expected: 'results of the candidate', suggestion }]);
  }
  const sets = manifest.parameterSets.map(({ id }) => id);
  const numbers = rowNumbers(table, sets.length);
  const other = baseline === null ? -1 : sets.indexOf(baseline.id);
  const setOf: Readonly<Record<GateSideName, number>> = { candidate: sets.indexOf(candidate.id), baseline: other };
  const { seed } = manifest;
  return {
    scenario: scenario.document.name,
    seed: typeof seed === 'number' ? seed : 0,
    firstPath: numbers.firstPath,
    paths: numbers.paths,
    figures: null,
    column: (side, metric) => (setOf[side] < 0 ? null : columnOf(table, metric, { set: setOf[side], sets: sets.length })),
    command: (path) => `npx simulate replay ${quoted(folder)} --path ${path}`,
  };
}

/** A scenario that overrides rules hashes both files together, as the loader does. */
function isSame(found: string, candidate: string, scenario: LoadedScenario): boolean {
  const together = createHash('sha256').update(`${candidate} ${scenario.sha256}`).digest('hex');
  return found === (scenario.document.parameters === null ? candidate : together);
}

function rowNumbers(table: Table, sets: number): { firstPath: number; paths: number } {
  const path = table.getChild('path');
  const first = path?.length ? Number(path.get(0)) : 0;
  return { firstPath: first, paths: sets === 0 ? 0 : Math.floor(table.numRows / sets) };
}

/** Rows are paths, the sets of each path in their order; null is a metric that does not exist there. */
function columnOf(table: Table, metric: string, { set, sets }: { set: number; sets: number }): Float64Array | null {
  const column = table.getChild(metric);
  if (column === null) return null;
  const paths = Math.floor(table.numRows / sets);
  return Float64Array.from({ length: paths }, (_, path) => {
    const value: unknown = column.get(path * sets + set);
    return typeof value === 'number' ? value : NaN;
  });
}
