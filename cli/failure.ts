/** Errors as people read them, and the exit codes that machines read. */
import { rmSync } from 'node:fs';
import { exitCodes, formatProblem, UserError } from '../engine/errors.ts';
import type { Problem } from '../engine/errors.ts';
import { printable, printableSentence } from './printable.ts';

/** An error that survives the way between threads. */
export interface Failure {
  readonly exitCode: number;
  readonly problems: readonly Problem[];
}

/** What to tell of anything that was thrown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UserError) return { exitCode: error.exitCode, problems: error.problems };
  const name = error instanceof Error ? error.name : '';
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (name === 'InvariantError') {
    return { exitCode: exitCodes.invariantViolated, problems: [bug(`an invariant is violated, results are withheld: ${detail}`)] };
  }
  return { exitCode: exitCodes.bug, problems: [bug(`an unexpected error: ${detail}`)] };
}

function bug(what: string): Problem {
  return { what, suggestion: 'this is a bug of Breakwater: report it with the command and the files' };
}

/** Lines for stderr. */
export function failureText({ problems, exitCode }: Failure): string {
  return `${problems.map(problemText).join('\n')}\n${exitCode === exitCodes.usage ? '' : `exit code ${exitCode}\n`}`;
}

/** A problem as lines for a terminal. Only what is wrong may have several: the stack of a bug. */
export function problemText({ place, what, expected, suggestion }: Problem): string {
  return formatProblem({
    ...(place && { place: { ...place, file: printable(place.file) } }),
    what: what.split(stackLine).map(printableSentence).join('\n'),
    ...(expected && { expected: printableSentence(expected) }),
    ...(suggestion && { suggestion: printable(suggestion) }),
  });
}

const stackLine = /\n(?= +at )/;

/** Takes away what could not be written whole. Where there is nothing to take away, the first error is the one to tell. */
export function removeUnfinished(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A part of the path is no folder: nothing was written.
  }
}

/** Failure of the system at an output path: what is wrong with it and what to do. */
export function outputError(path: string, error: unknown): UserError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  const [what, suggestion] = outputAdvice[code] ?? [`cannot be written (${code})`, 'another folder with --out'];
  return new UserError(exitCodes.outputNotWritable, [{ what: `${path}: ${what}`, expected: 'a folder that can be written', suggestion }]);
}

const outputAdvice: Readonly<Record<string, readonly [what: string, suggestion: string]>> = {
  EACCES: ['this user may not write there', 'another folder with --out, or the rights of this one'],
  EPERM: ['this user may not write there', 'another folder with --out, or the rights of this one'],
  EROFS: ['the file system is read-only', 'another folder with --out'],
  ENOSPC: ['the disk is full', 'make room or choose another disk with --out'],
  EDQUOT: ['the quota of this user is used up', 'make room or choose another disk with --out'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'another folder with --out'],
  EISDIR: ['this is a folder', 'the path of a file'],
  EEXIST: ['a file with this name is in the way', 'another folder with --out'],
  ENAMETOOLONG: ['the name is too long', 'a shorter name with --out'],
};
