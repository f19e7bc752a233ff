/** How a run ends that does not end well, and how to go on with it. */
import { exitCodes } from '../engine/errors.ts';
import type { BrokenRun } from '../engine/runner/shard-supervisor.ts';
import type { Failure } from './failure.ts';
import type { RunInputs } from './run-identity.ts';
import { commandLine } from './run-request.ts';
import type { RunRequest } from './run-request.ts';
import type { WorkFolder } from './work-folder.ts';

/** The run did not finish: a failure of the input or of the program, or a signal. */
export class RunFailed extends Error {
  override readonly name = 'RunFailed';
  constructor(readonly failure: Failure) {
    super('the run failed');
  }
}

/** What an interrupted run leaves. */
interface Kept {
  readonly work: Pick<WorkFolder, 'shownAs'>;
  readonly kept: number;
  readonly paths: number;
}

/** A run that was told to end. */
export function interruption(signal: NodeJS.Signals, kept: Kept | null): Failure {
  const exitCode = signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated;
  if (kept === null) {
    const suggestion = 'the same command starts again from the beginning';
    return { exitCode, problems: [{ what: `interrupted by ${signal}: nothing was written`, suggestion }] };
  }
  const what = `interrupted by ${signal}: ${kept.kept} of ${kept.paths} paths are kept in ${kept.work.shownAs}`;
  return { exitCode, problems: [{ what, suggestion: resumeCommand(kept.work) }] };
}

/** Goes on with an interrupted run. */
export function resumeCommand({ shownAs }: Pick<WorkFolder, 'shownAs'>): string {
  return `npx simulate resume ${/^[A-Za-z0-9_@%+=:,./-]+$/.test(shownAs) ? shownAs : `'${shownAs.replaceAll("'", "'\\''")}'`}`;
}

/** Threads died over and over on one path, or before they began one. */
export function brokenRun(
  { path, reason, isOutOfMemory }: BrokenRun,
  request: RunRequest,
  begun: { readonly inputs: RunInputs; readonly work: Pick<WorkFolder, 'shownAs'> } | undefined,
): Failure {
  const exitCode = exitCodes.infrastructure;
  const memory = 'fewer --workers or accounts, or NODE_OPTIONS=--max-old-space-size=8192';
  if (path === null || !begun) {
    const suggestion = isOutOfMemory ? memory : 'this is a bug of Breakwater: report it with the command and the files';
    return { exitCode, problems: [{ what: `three simulating threads ended before they began: the last ${reason}`, suggestion }] };
  }
  const { seed } = begun.inputs;
  const alone = commandLine({ ...request, firstPath: path, until: undefined }, { paths: 1, seed });
  const advice = isOutOfMemory ? `${memory}; ` : '';
  return {
    exitCode,
    problems: [
      { what: `path ${path} failed three times: the last thread ${reason}`, suggestion: `${advice}that path alone: ${alone}` },
      { what: `the other paths are kept in ${begun.work.shownAs}`, suggestion: resumeCommand(begun.work) },
    ],
  };
}

/** Two threads of a gate read different files. */
export function changedWhileStarting(): Failure {
  const what = 'a file of the run changed while it was read';
  return { exitCode: exitCodes.dataIntegrity, problems: [{ what, expected: 'files that stand still', suggestion: 'run it again' }] };
}
