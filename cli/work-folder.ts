/**
 * The folder in which a run works: `<final name>.partial`, with the journal, a lock and the files that are being made. It becomes the run
 * folder at the end; whoever kills the run before finds it there, and `simulate resume` goes on with it.
 */
import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Journal } from '../engine/runner/journal.ts';
import type { JournalDamage } from '../engine/runner/journal.ts';
import { takeLock } from '../engine/runner/run-lock.ts';
import { exitCodes, UserError } from '../engine/errors.ts';
import type { Problem } from '../engine/errors.ts';
import { outputError } from './failure.ts';
import { makeFolder } from './make-folder.ts';
import { checkSameIdentity, shortHash } from './run-identity.ts';
import type { RunIdentity } from './run-identity.ts';
import { safeName } from './write-run-folder.ts';
import type { OutputOptions } from './write-run-folder.ts';

const suffix = '.partial';
const ownNames = new Set(['journal', 'lock', 'new', 'old']);
const journalVersion = 1;

/** The first record of a journal. */
export interface JournalHeader {
  readonly version: number;
  /** Where the run began: paths in its request are relative to it. */
  readonly cwd: string;
  readonly output: OutputOptions;
  readonly identity: RunIdentity;
}

export class WorkFolder {
  readonly path: string;
  readonly journal: Journal;
  readonly header: JournalHeader;
  /** Made by this process: a folder that was there before is not removed before its run is done. */
  readonly #isNew: boolean;
  #isOpen = true;

  private constructor(path: string, journal: Journal) {
    this.path = path;
    this.journal = journal;
    this.#isNew = journal.isNew;
    this.header = checkedHeader(journal, path);
  }

  /**
   * The folder of a run that begins, or goes on: the same command after a kill finds what is done.
   * @throws UserError exit 41 when the folder cannot be made, is in use, or holds another run
   */
  static begin(identity: RunIdentity, output: OutputOptions): WorkFolder {
    const path = placeOf(identity, output);
    const shown = shownAs(path);
    checkOwn(path);
    try {
      makeFolder(path);
      lock(path);
      const header: JournalHeader = { version: journalVersion, cwd: process.cwd(), output, identity };
      const folder = new WorkFolder(path, openOrCreate(join(path, 'journal'), header));
      if (JSON.stringify(folder.header.identity) !== JSON.stringify(identity)) throw otherRun(folder, shown);
      return folder;
    } catch (error) {
      if (error instanceof UserError) throw error;
      removeUnused(path);
      throw outputError(shown, error);
    }
  }

  /**
   * The folder of an interrupted run.
   * @throws UserError exit 2 when there is none, 31 when its journal is damaged from the start, 41 when it is in use
   */
  static reopen(folder: string): WorkFolder {
    const path = resolve(folder);
    const file = join(path, 'journal');
    if (!existsSync(file)) throw noRun(folder);
    try {
      lock(path);
      return new WorkFolder(path, Journal.open(file));
    } catch (error) {
      if (!(error instanceof UserError)) throw outputError(folder, error);
      if (error.exitCode !== exitCodes.outputNotWritable) unlock(path);
      throw error;
    }
  }

  /** As the user would type it. */
  get shownAs(): string {
    return shownAs(this.path);
  }

  /** @throws UserError exit 31 */
  checkIdentity(identity: RunIdentity): void {
    checkSameIdentity(identity, this.header.identity, this.shownAs);
  }

  /** Makes the folder for the files of the run anew. */
  prepareNew(): string {
    const made = join(this.path, 'new');
    rmSync(made, { recursive: true, force: true });
    mkdirSync(made);
    return made;
  }

  /** Ends the work. What is done stays for later, unless it is of no use; a run that has done nothing leaves nothing. */
  release({ isUseless = false } = {}): void {
    if (!this.#isOpen) return;
    if (this.#isNew && (isUseless || this.journal.shards.size === 0)) this.remove();
    else {
      this.#close();
      unlock(this.path);
    }
  }

  /** The run is done, or not wanted. */
  remove(): void {
    this.#close();
    rmSync(this.path, { recursive: true, force: true });
  }

  #close(): void {
    if (this.#isOpen) this.journal.close();
    this.#isOpen = false;
  }
}

function lock(path: string): void {
  const owner = takeLock(join(path, 'lock'));
  if (owner === null) return;
  const what = `process ${owner} works on this run, in ${shownAs(path)}`;
  throw refused({ what, expected: 'one process per folder', suggestion: 'wait for it, or another folder with --out' });
}

/** What a run that could not begin has made, unless there is something in it. */
function removeUnused(path: string): void {
  if (existsSync(path) && !existsSync(join(path, 'journal'))) rmSync(path, { recursive: true, force: true });
}

function unlock(path: string): void {
  rmSync(join(path, 'lock'), { force: true });
}

function openOrCreate(file: string, header: JournalHeader): Journal {
  if (!existsSync(file)) return Journal.create(file, header);
  try {
    return Journal.open(file);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // Not even its header is whole: nothing of it can be used.
    rmSync(file);
    return Journal.create(file, header);
  }
}

function placeOf(identity: RunIdentity, { out }: OutputOptions): string {
  if (out === null) return resolve('runs', `${safeName(identity.inputs.scenario)}-${shortHash(identity)}${suffix}`);
  const folder = resolve(out);
  return `${existsSync(folder) ? realpathSync(folder) : folder}${suffix}`;
}

function shownAs(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}

/** Whatever else has the name that we need is not touched. */
function checkOwn(path: string): void {
  if (!existsSync(path)) return;
  const shown = shownAs(path);
  const expected = 'a name that is free';
  const suggestion = 'another folder with --out';
  if (!statSync(path).isDirectory()) throw refused({ what: `${shown} is a file`, expected, suggestion });
  const foreign = readdirSync(path).filter((name) => !ownNames.has(name));
  if (foreign.length > 0) throw refused({ what: `${shown} holds other files: ${foreign.slice(0, 3).join(', ')}`, expected, suggestion });
}

function otherRun(folder: WorkFolder, shown: string): UserError {
  folder.release();
  return refused({
    what: `${shown} holds an interrupted run of other inputs`,
    expected: 'a new folder, or that of the same command with the same files',
    suggestion: `npx simulate resume ${shown}, or remove it, or another folder with --out`,
  });
}

function noRun(folder: string): UserError {
  const what = `${folder} holds no interrupted run`;
  const expected = `a folder that ends in ${suffix}, as the interrupted run said`;
  return new UserError(exitCodes.usage, [{ what, expected, suggestion: 'ls -d runs/*.partial' }]);
}

function refused(problem: Problem): UserError {
  return new UserError(exitCodes.outputNotWritable, [problem]);
}

function checkedHeader({ header, file }: Journal, path: string): JournalHeader {
  const known = header as Partial<JournalHeader> | null;
  if (known?.version === journalVersion && known.identity && known.output && known.cwd !== undefined) return known as JournalHeader;
  const suggestion = `remove ${shownAs(path)} and run the command again`;
  const what = `the journal is of version ${String(known?.version)}`;
  throw new UserError(exitCodes.dataIntegrity, [{ place: { file }, what, expected: `version ${journalVersion}`, suggestion }]);
}

/** What to tell of a journal whose end could not be used. */
export function damageText({ offset, droppedBytes, isTorn }: JournalDamage): string {
  const what = isTorn ? 'ends in the middle of a record' : 'is damaged';
  return `the journal ${what} at byte ${offset}: ${droppedBytes} bytes from there on are dropped, their paths run again`;
}
