/** Files as they were at another revision. Git is called without a shell, and no text of a user can become one of its options. */
import { execFileSync } from 'node:child_process';
import { isAbsolute } from 'node:path';
import { exitCodes, UserError } from '../../engine/errors.ts';

export interface FileAtRevision {
  readonly bytes: Uint8Array;
  /** Full hash of the commit. */
  readonly commit: string;
}

/** What git itself allows in names of branches and tags, and ways to count back from them. */
const refPattern = /^[A-Za-z0-9_][A-Za-z0-9_./@{}~^+#-]{0,199}$/;
const mostBytes = 1 << 20;

/**
 * A file, relative to the current folder, as it is at a revision.
 * @throws UserError exit 22 for a revision or a file that is not there, 2 for a text that is none
 */
export function fileAtRevision({ ref, file }: { readonly ref: string; readonly file: string }): FileAtRevision {
  checkRef(ref);
  checkFile(file);
  const commit = git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])?.toString('utf8').trim();
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) throw missingRef(ref);
  const bytes = git(['show', '--end-of-options', `${commit}:${file.startsWith('../') ? file : `./${file.replace(/^(\.\/)+/, '')}`}`]);
  if (bytes === undefined) throw missingFile(ref, file);
  return { bytes, commit };
}

/** The commit that is checked out. @throws UserError exit 2 outside a repository */
export function headCommit(): string {
  const commit = git(['rev-parse', '--verify', '--quiet', 'HEAD'])?.toString('utf8').trim();
  if (commit !== undefined && /^[0-9a-f]{40,64}$/.test(commit)) return commit;
  const what = '--seed commit, but this is no git repository with a commit';
  throw new UserError(exitCodes.usage, [{ what, expected: 'a repository', suggestion: '--seed 1' }]);
}

/** Undefined where git fails, for whatever reason. */
function git(words: readonly string[]): Buffer | undefined {
  try {
    return execFileSync('git', [...words], { stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: mostBytes, windowsHide: true });
  } catch {
    return undefined;
  }
}

function checkRef(ref: string): void {
  if (refPattern.test(ref) && !ref.includes('..')) return;
  const what = `the revision is ${JSON.stringify(ref.slice(0, 64))}`;
  throw new UserError(exitCodes.usage, [{ what, expected: 'a branch, a tag or a commit', suggestion: 'git:origin/main' }]);
}

function checkFile(file: string): void {
  if (file !== '' && !isAbsolute(file) && !file.startsWith('-') && !/[\0\n:]/.test(file)) return;
  const what = `${JSON.stringify(file.slice(0, 64))} at another revision`;
  throw new UserError(exitCodes.usage, [{ what, expected: 'a path relative to the current folder', suggestion: 'rules/current.yaml' }]);
}

function missingRef(ref: string): UserError {
  const what = `git knows no revision ${JSON.stringify(ref)} here`;
  const suggestion = 'fetch it first (git fetch origin; in CI fetch-depth: 0), or --baseline file:FILE';
  return new UserError(exitCodes.baselineMissing, [{ what, expected: 'a branch, a tag or a commit that was fetched', suggestion }]);
}

function missingFile(ref: string, file: string): UserError {
  const what = `there is no ${JSON.stringify(file.slice(0, 200))} at ${ref}`;
  const suggestion = 'baseline: {params: FILE} names another file, --baseline file:FILE takes one from disk';
  return new UserError(exitCodes.baselineMissing, [{ what, expected: 'the rules before the change', suggestion }]);
}
