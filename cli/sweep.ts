/** `simulate sweep`: many parameter sets on the same paths, to a folder of points, a frontier and what each parameter does. */
import { availableParallelism } from 'node:os';
import { exitCodes } from '../engine/errors.ts';
import { sweepPoints } from '../engine/study/sweep-points.ts';
import type { SweepAxis } from '../engine/study/sweep-points.ts';
import { wholeNumberOf } from './arguments.ts';
import { failureText } from './failure.ts';
import type { Failure } from './failure.ts';
import type { FlagValues, ParsedArguments } from './flags.ts';
import { openProgress } from './progress.ts';
import { jsonText } from './run-json.ts';
import { RunFailed } from './run-failures.ts';
import { mostWorkers } from './thread-count.ts';
import { finishedRows, judgeSweep, openPoints, runPoints } from './sweep/run-sweep.ts';
import type { JudgedSweep, SweepRun } from './sweep/run-sweep.ts';
import { openSweepFolder, sweepIdentity, writeWhole } from './sweep/sweep-folder.ts';
import { sweepPage } from './sweep/sweep-page.ts';
import { sweepRequest } from './sweep/sweep-request.ts';
import type { SweepRequest } from './sweep/sweep-request.ts';
import { checkAxes, shareBasis, sweepBasis } from './sweep/sweep-rules.ts';
import { SweepThreads } from './sweep/sweep-threads.ts';
import type { Terminal } from './terminal.ts';
import { valueOf } from './arguments.ts';

export async function sweepCommand({ values }: ParsedArguments, terminal: Terminal): Promise<number> {
  const request = sweepRequest(values);
  const wanted = wholeNumberOf(values, 'workers', { least: 1, most: mostWorkers });
  const basis = await sweepBasis(request.run);
  const checked = checkAxes(basis, request.axes);
  const { axes } = checked;
  const { input } = basis.assembled;
  const points = sweepPoints({ axes, method: request.method, points: request.points, seed: input.scenario.seed });
  const { folder, isKnown } = openSweepFolder(valueOf(values, 'out') ?? null, sweepIdentity(request, basis, checked), input.scenario.name);
  const progress = openProgress(terminal, `sweep ${input.scenario.name}`);
  [...basis.assembled.notices, ...checked.notices].forEach((notice) => progress.notice(notice));
  const most = wanted ?? threadsWorth(points.count * input.paths);
  const task = { basis: shareBasis(basis, request.run), axes };
  const threads = new SweepThreads({ task, most, onLost: (notice) => progress.notice(notice) });
  const run: SweepRun = { request, basis, axes, points, threads, folder, onProgress: (done, total) => progress.update(done, total, '') };
  try {
    const judged = await stopping(threads, folder, () => sweep(run, isKnown, (text) => progress.notice(text)));
    progress.end();
    return await finish(judged, { run, request, values, terminal });
  } catch (error) {
    progress.end();
    if (!(error instanceof RunFailed)) throw error;
    terminal.messages.write(failureText(error.failure));
    return error.failure.exitCode;
  } finally {
    await threads.close();
  }
}

/** Every thread compiles the engine anew, which takes as long as a hundred paths. */
function threadsWorth(paths: number): number {
  return Math.max(1, Math.min(availableParallelism(), mostWorkers, Math.ceil(paths / 100)));
}

async function sweep(run: SweepRun, isKnown: boolean, notify: (text: string) => void): Promise<JudgedSweep> {
  const file = openPoints(run);
  try {
    const first = isKnown ? await finishedRows(run) : 0;
    if (first > 0) notify(`${run.folder} has ${first} of ${run.points.count} points: going on after them`);
    await runPoints(run, file, first);
  } finally {
    file.close();
  }
  return await judgeSweep(run);
}

/** Signals end the work; rows that are finished stay. */
async function stopping<Result>(threads: SweepThreads, folder: string, work: () => Promise<Result>): Promise<Result> {
  const stop = (signal: NodeJS.Signals): void => threads.fail(interruption(signal, folder));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await work();
  } finally {
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
  }
}

function interruption(signal: NodeJS.Signals, folder: string): Failure {
  const exitCode = signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated;
  const what = `interrupted by ${signal}: finished points are in ${folder}/points.csv`;
  return { exitCode, problems: [{ what, suggestion: `the same command with --out ${folder} goes on after them` }] };
}

interface Ending {
  readonly run: SweepRun;
  readonly request: SweepRequest;
  readonly values: FlagValues;
  readonly terminal: Terminal;
}

async function finish({ summary, tallied }: JudgedSweep, { run, values, terminal }: Ending): Promise<number> {
  const { folder, axes } = run;
  const { writePointsArrow } = await import('./sweep/points-arrow.ts');
  await writePointsArrow({
    folder,
    parameters: axes.map((axis) => ({ key: axis.key, isNumeric: isNumeric(axis) })),
    isOnFrontier: (point) => tallied.admits(point),
  });
  writeWhole(folder, 'summary.json', jsonText(summary, { indent: 2 }));
  const files = ['points.arrow', 'points.csv', 'summary.json', 'sweep.json'];
  if (values['no-report'] === undefined) {
    const { renderSweepHtml } = await import('../reports/sweep/sweep-html.ts');
    writeWhole(folder, 'report.html', await renderSweepHtml(summary));
    files.push('report.html');
  }
  const { results } = terminal;
  const written = { folder, files: files.sort() };
  results.write(values.json === undefined ? sweepPage(summary, written, results) : jsonText(summary, { indent: 2 }));
  return exitCodes.ok;
}

function isNumeric({ spread }: SweepAxis): boolean {
  return 'range' in spread || spread.values.every((value) => typeof value === 'number');
}
