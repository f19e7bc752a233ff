/** The stages of a sweep: all points, then what only the end can know: the rules of the file and around them, winners on fresh paths. */
import { join } from 'node:path';
import { openStream } from '../../engine/math/random.ts';
import { ParetoFrontier, spreadOver } from '../../engine/study/pareto.ts';
import type { Judged } from '../../engine/study/pareto.ts';
import type { ParameterValue } from '../../engine/study/run-folder-types.ts';
import { metricDefinitions } from '../../engine/study/metrics.ts';
import { endsOfAxis } from '../../engine/study/sweep-points.ts';
import type { SweepAxis, SweepPoints } from '../../engine/study/sweep-points.ts';
import { pointStatistics } from '../../engine/study/sweep-runner.ts';
import type { PointRow } from '../../engine/study/sweep-runner.ts';
import type { FrontierPoint, SweepSummary, TornadoBar } from '../../reports/sweep/sweep-summary.ts';
import { packageVersion } from '../package-version.ts';
import { judgeOf } from './judge.ts';
import type { Judge, JudgedRow } from './judge.ts';
import { pointColumns, PointsFile, readPoints } from './points-file.ts';
import type { FinishedPoint } from './points-file.ts';
import { sweepCommand } from './sweep-request.ts';
import type { SweepRequest } from './sweep-request.ts';
import type { PointValues, SweepBasis } from './sweep-rules.ts';
import type { SweepThreads } from './sweep-threads.ts';
import { spreadText, tallyPoints } from './tally-points.ts';
import type { Candidate, TalliedPoints } from './tally-points.ts';

export interface SweepRun {
  readonly request: SweepRequest;
  readonly basis: SweepBasis;
  readonly axes: readonly SweepAxis[];
  readonly points: SweepPoints;
  readonly threads: SweepThreads;
  readonly folder: string;
  onProgress(done: number, total: number): void;
}

/** Winners that are run again on fresh paths. */
const mostChecked = 16;

/** Rows that an earlier start left whole. @throws UserError exit 31 */
export async function finishedRows({ axes, folder }: Pick<SweepRun, 'axes' | 'folder'>): Promise<number> {
  const columns = pointColumns(axes.map(({ key }) => key));
  let count = 0;
  for await (const { index } of readPoints(join(folder, 'points.csv'), columns)) count = index + 1;
  return count;
}

/** Opens points.csv, which cuts a broken last line off. */
export function openPoints({ axes, folder }: Pick<SweepRun, 'axes' | 'folder'>): PointsFile {
  return new PointsFile(join(folder, 'points.csv'), pointColumns(axes.map(({ key }) => key)));
}

/** Runs the points from `first` on; every row is in the file before the next is looked at. */
export async function runPoints({ basis, points, threads, onProgress }: SweepRun, file: PointsFile, first: number): Promise<void> {
  const { paths, scenario } = basis.assembled.input;
  onProgress(first * paths, points.count * paths);
  await threads.run({
    first,
    count: points.count,
    seed: scenario.seed,
    at: (index) => points.at(index),
    onRow: (index, row) => {
      const finished: FinishedPoint = { index, values: points.at(index), row };
      file.append([finished]);
      onProgress((index + 1) * paths, points.count * paths);
    },
  });
}

export interface JudgedSweep {
  readonly tallied: TalliedPoints;
  readonly summary: SweepSummary;
}

/** Reads all rows once, runs the last points, and puts the summary together. */
export async function judgeSweep(run: SweepRun): Promise<JudgedSweep> {
  const { request, axes, points, folder } = run;
  const keys = axes.map(({ key }) => key);
  const safety = judgeOf(request.safety, 'safety', keys);
  const cost = judgeOf(request.cost, 'cost', keys);
  const rows = readPoints(join(folder, 'points.csv'), pointColumns(keys));
  const tallied = await tallyPoints(rows, { axes, method: request.method, count: points.count, safety, cost });
  const around = await runAround(run);
  const freshSeed = freshSeedOf(run);
  const frontier = await runWinners(run, { tallied, freshSeed, safety, cost });
  return { tallied, summary: summaryOf(run, { tallied, around, frontier, freshSeed, safety, cost }) };
}

/** Runs points that are in no file, in order. */
async function runExtra({ threads }: SweepRun, values: readonly PointValues[], seed: number): Promise<JudgedRow[]> {
  const rows: JudgedRow[] = [];
  const onRow = (index: number, row: PointRow): void => void rows.push({ values: values[index], statistics: statisticsOf(row) });
  await threads.run({ first: 0, count: values.length, seed, at: (index) => values[index], onRow });
  return rows;
}

function statisticsOf(row: PointRow): Float64Array {
  return 'statistics' in row ? row.statistics : new Float64Array(metricDefinitions.length * pointStatistics.length).fill(NaN);
}

interface Around {
  readonly base: JudgedRow;
  readonly moves: readonly { readonly axis: number; readonly value: ParameterValue; readonly row: JudgedRow }[];
}

/** The rules of the file, and each parameter moved to its ends while the others stay. */
async function runAround(run: SweepRun): Promise<Around> {
  const { axes, basis } = run;
  const moves = axes.flatMap((axis, index) => spreadOver(endsOfAxis(axis), mostChecked).map((value) => ({ axis: index, value })));
  const standing: PointValues = axes.map(() => null);
  const values = [standing, ...moves.map(({ axis, value }) => standing.with(axis, value))];
  const rows = await runExtra(run, values, basis.assembled.input.scenario.seed);
  const inFile = axes.map(({ key }) => basis.parameters.valueOf(basis.parameters.address(key)));
  const whole = rows.map(({ values: moved, statistics }): JudgedRow => {
    return { values: moved.map((value, axis) => value ?? inFile[axis] ?? ''), statistics };
  });
  return { base: whole[0], moves: moves.map((move, index) => ({ ...move, row: whole[index + 1] })) };
}

/** Its paths have nothing in common with those that chose the winners. */
function freshSeedOf({ basis }: SweepRun): number {
  const { seed, name } = basis.assembled.input.scenario;
  return openStream({ seed, scenario: name, path: 0, component: 'sweep', purpose: 'fresh-seed' }).integerBelow(2 ** 32);
}

interface Judges {
  readonly safety: Judge;
  readonly cost: Judge;
}

/**
 * The frontier, some of it run again: of many points the best looks better than it is, because its luck helped to choose it (winner's
 * curse); fresh paths know nothing of that.
 */
async function runWinners(run: SweepRun, { tallied, freshSeed, safety, cost }: Judges & Tallied): Promise<FrontierPoint[]> {
  const { points } = run;
  const checked = spreadOver(tallied.frontier, mostChecked);
  const rows = await runExtra(run, checked.map(({ point }) => points.at(point.index)), freshSeed);
  const frontier = new ParetoFrontier<Judged>();
  const again = rows.map((row) => ({ row, safety: safety.badness(row), cost: cost.badness(row) }));
  again.forEach((one) => frontier.add(one));
  return tallied.frontier.map((winner) => {
    const found = again[checked.indexOf(winner)];
    const { point, ties } = winner;
    const fresh = found && { safety: safety.reading(found.row), cost: cost.reading(found.row), isUndominated: frontier.admits(found) };
    return { ...judgedPoint(point, { safety, cost }), values: points.at(point.index), ties, fresh: fresh ?? null };
  });
}

function judgedPoint({ index, read }: Candidate, { safety, cost }: Judges): Pick<FrontierPoint, 'point' | 'safety' | 'cost'> {
  return { point: index, safety: safety.reading(read), cost: cost.reading(read) };
}

interface Tallied {
  readonly tallied: TalliedPoints;
  readonly freshSeed: number;
}

interface Ingredients extends Judges, Tallied {
  readonly around: Around;
  readonly frontier: readonly FrontierPoint[];
}

function summaryOf({ request, basis, axes, points }: SweepRun, parts: Ingredients): SweepSummary {
  const { tallied, around, frontier, freshSeed, safety, cost } = parts;
  const { scenario, input, sets } = basis.assembled;
  const { seed, feedback } = input.scenario;
  return {
    schemaVersion: 1,
    engineVersion: packageVersion(),
    scenario: { name: scenario.document.name, title: scenario.document.title },
    parameterSet: { id: sets[0].id, title: sets[0].venues[0].loaded.document.title },
    paths: input.paths,
    seed,
    freshSeed,
    feedback,
    command: sweepCommand(request, { paths: input.paths, seed }),
    digest: tallied.digest,
    method: request.method,
    parameters: axes.map((axis) => ({ key: axis.key, spread: spreadText(axis) })),
    points: points.count,
    refused: tallied.refused,
    safety: safety.described,
    cost: cost.described,
    costRange: tallied.costRange,
    base: { safety: safety.reading(around.base), cost: cost.reading(around.base) },
    frontier,
    cloud: tallied.cloud,
    tornado: axes.map((axis, index) => tornadoBar(axis.key, around.moves.filter((move) => move.axis === index), { safety, cost })),
    heatMap: tallied.heatMap,
  };
}

function tornadoBar(parameter: string, moves: Around['moves'], { safety, cost }: Judges): TornadoBar {
  const shown = moves.map(({ value, row }) => ({ value, safety: safety.reading(row).value, cost: cost.reading(row).value }));
  return { parameter, moves: shown };
}
