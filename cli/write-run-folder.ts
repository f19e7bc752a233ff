/** Writes a run folder: everything into a hidden folder beside it, then one rename. Nothing is ever half-written. */
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { exitCodes, UserError } from '../engine/errors.ts';
import type { Manifest, ManifestFile, RunFolder } from '../engine/study/run-folder-types.ts';
import { outputError } from './failure.ts';
import { jsonText } from './run-json.ts';
import type { FinishedRun } from './simulate-study.ts';

/** Every file that a run folder may hold. A folder with others is not ours to replace. */
const ownFiles = new Set(['manifest.json', 'summary.json', 'evidence.json', 'outcomes.arrow', 'events.arrow', 'report.html', 'report.pdf']);
const runsFolder = 'runs';

export interface OutputOptions {
  /** Folder of the user, or null for one under runs/. */
  readonly out: string | null;
  readonly report: boolean;
}

/**
 * Looks at the output before a long run: what would be refused at its end is refused now.
 * @throws UserError exit 41
 */
export function checkOutput({ out }: Pick<OutputOptions, 'out'>): void {
  const folder = resolve(out ?? runsFolder);
  if (out !== null) checkReplaceable(folder, out);
  const nearest = nearestExisting(folder);
  if (!statSync(nearest).isDirectory()) throw notReplaceable(`${nearest} is a file`);
  try {
    accessSync(nearest, constants.W_OK);
  } catch (error) {
    throw outputError(out ?? runsFolder, error);
  }
}

/** A file is in the way, or a folder holds files that are not of a run. */
function checkReplaceable(folder: string, shownAs: string): void {
  if (!existsSync(folder)) return;
  const isAbove = `${process.cwd()}${sep}`.startsWith(`${realpathSync(folder)}${sep}`);
  if (isAbove) throw notReplaceable(`${shownAs} is the folder you are in, or one above it`);
  if (!statSync(folder).isDirectory()) throw notReplaceable(`${shownAs} is a file`);
  const names = readdirSync(folder);
  const foreign = names.filter((name) => !ownFiles.has(name));
  if (foreign.length > 0) throw notReplaceable(`${shownAs} holds other files: ${foreign.slice(0, 3).join(', ')}`);
  if (names.length > 0 && !names.includes('manifest.json')) throw notReplaceable(`${shownAs} is not empty and has no manifest.json`);
}

function notReplaceable(what: string): UserError {
  const expected = 'a new or empty folder, or one of an earlier run';
  return new UserError(exitCodes.outputNotWritable, [{ what, expected, suggestion: 'another folder with --out' }]);
}

/** The path itself or the nearest one above that exists. */
function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

/** A file before it is written. */
interface Content {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface WrittenFolder {
  /** As the user would type it. */
  readonly folder: string;
  readonly files: readonly string[];
}

/** Writes all files of a run; the manifest, with the hash of every other file, is the last. @throws UserError exit 41 */
export async function writeRunFolder(run: FinishedRun, { out, report }: OutputOptions): Promise<WrittenFolder> {
  const contents = await contentsOf(run, report);
  const files: Record<string, ManifestFile> = {};
  for (const { name, bytes } of contents) files[name] = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  contents.push({ name: 'manifest.json', bytes: Buffer.from(jsonText({ ...run.manifest, files }, { indent: 2 })) });
  const shownAs = out ?? join(runsFolder, folderName(run.manifest));
  if (out !== null) checkReplaceable(resolve(out), out);
  try {
    writeAll(existsSync(shownAs) ? realpathSync(shownAs) : resolve(shownAs), contents);
  } catch (error) {
    throw outputError(shownAs, error);
  }
  return { folder: shownAs, files: contents.map(({ name }) => name).sort() };
}

/** The scenario schema allows a-z, 0-9 and - in names; whatever else reached this point must not become a path. */
function folderName({ scenario, digest }: Pick<Manifest, 'scenario' | 'digest'>): string {
  return `${scenario.name.replaceAll(/[^a-z0-9-]/g, '-').slice(0, 64)}-${digest.slice(0, 8)}`;
}

async function contentsOf(run: FinishedRun, report: boolean): Promise<Content[]> {
  const { manifest, summary, evidence } = run;
  const { outcomesFile, eventsFile } = await import('./arrow-files.ts');
  const contents: Content[] = [
    { name: 'evidence.json', bytes: Buffer.from(jsonText(evidence, { indent: 0 })) },
    { name: 'events.arrow', bytes: eventsFile(run.journal) },
    { name: 'outcomes.arrow', bytes: outcomesFile(run.outcomes) },
    { name: 'summary.json', bytes: Buffer.from(jsonText(summary, { indent: 2 })) },
  ];
  if (report) {
    const text = await reportText({ manifest: { ...manifest, files: {} }, summary, evidence });
    contents.push({ name: 'report.html', bytes: Buffer.from(text) });
  }
  return contents.sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function reportText(run: RunFolder): Promise<string> {
  const { renderHtml } = await import('../reports/html.ts');
  return await renderHtml(run);
}

/** Files are made in a scratch folder on the same disk; the last step is a rename. */
function writeAll(folder: string, contents: readonly Content[]): void {
  mkdirSync(dirname(folder), { recursive: true });
  const scratch = mkdtempSync(join(dirname(folder), `.${basename(folder)}-`));
  try {
    const made = join(scratch, 'new');
    mkdirSync(made);
    for (const { name, bytes } of contents) writeFileSync(join(made, name), bytes, { flag: 'wx' });
    exchange({ folder, made, old: join(scratch, 'old') });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** An earlier run in the same place comes back when the new one cannot take it. */
function exchange({ folder, made, old }: { folder: string; made: string; old: string }): void {
  const replaces = existsSync(folder);
  if (replaces) renameSync(folder, old);
  try {
    renameSync(made, folder);
  } catch (error) {
    if (replaces) renameSync(old, folder);
    throw error;
  }
}
