/** Writes a run folder: everything is made in the folder where the run worked (work-folder.ts), then one rename. */
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { exitCodes, UserError } from '../engine/errors.ts';
import type { Manifest, ManifestFile, RunFolder } from '../engine/study/run-folder-types.ts';
import { outputError } from './failure.ts';
import { makeFolder } from './make-folder.ts';
import { manifestText } from './manifest-text.ts';
import { jsonText } from './run-json.ts';
import type { FinishedRun } from './simulate-study.ts';

/** Every file that a run folder may hold. A folder with others is not ours to replace. */
const ownFiles = new Set([
  'manifest.json', 'summary.json', 'evidence.json', 'outcomes.arrow', 'events.arrow', 'report.html',
  'outcomes.parquet',
  ...['report.pdf', 'report.md', 'report.json', 'report.csv'],
]);
const runsFolder = 'runs';

export interface OutputOptions {
  /** Folder of the user, or null for one under runs/. */
  readonly out: string | null;
  readonly report: boolean;
  /** outcomes.parquet beside outcomes.arrow; absent in work folders of version 0.1. */
  readonly parquet?: boolean;
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

/** A run of which the results are there and `work.path/new` holds the outcomes. */
export interface RunToWrite {
  readonly run: FinishedRun;
  readonly outcomes: ManifestFile;
  readonly work: { readonly path: string };
}

/**
 * Writes all other files of a run beside its outcomes; the manifest, with the hash of every other file, is the last. Then the folder gets
 * its name: nothing is ever half-written.
 * @throws UserError exit 41
 */
export async function writeRunFolder({ run, outcomes, work }: RunToWrite, { out, report, parquet }: OutputOptions): Promise<WrittenFolder> {
  const contents = await contentsOf({ run, work: work.path, report });
  const made: [string, ManifestFile][] = contents.map(({ name, bytes }) => {
    return [name, { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }];
  });
  const tables = await tablesOf({ outcomes, folder: join(work.path, 'new'), parquet: parquet === true, shownAs: out ?? runsFolder });
  const files = Object.fromEntries([...made, ...tables].sort(([one], [other]) => (one < other ? -1 : 1)));
  contents.push({ name: 'manifest.json', bytes: Buffer.from(manifestText({ ...run.manifest, files })) });
  const shownAs = out ?? join(runsFolder, folderName(run.manifest));
  if (out !== null) checkReplaceable(resolve(out), out);
  try {
    for (const { name, bytes } of contents) writeFileSync(join(work.path, 'new', name), bytes, { flag: 'wx' });
    exchange({ folder: existsSync(shownAs) ? realpathSync(shownAs) : resolve(shownAs), work: work.path });
  } catch (error) {
    throw outputError(shownAs, error);
  }
  return { folder: shownAs, files: [...Object.keys(files), 'manifest.json'].sort() };
}

interface OutcomeTables {
  readonly outcomes: ManifestFile;
  readonly folder: string;
  readonly parquet: boolean;
  readonly shownAs: string;
}

/** The tables of outcomes: the one that the run wrote as it went, and its copy for other tools. */
async function tablesOf({ outcomes, folder, parquet, shownAs }: OutcomeTables): Promise<[string, ManifestFile][]> {
  if (!parquet) return [['outcomes.arrow', outcomes]];
  const { writeParquet } = await import('./parquet-file.ts');
  try {
    const copy = await writeParquet(join(folder, 'outcomes.arrow'), join(folder, 'outcomes.parquet'));
    return [['outcomes.arrow', outcomes], ['outcomes.parquet', copy]];
  } catch (error) {
    throw outputError(shownAs, error);
  }
}

function folderName({ scenario, digest }: Pick<Manifest, 'scenario' | 'digest'>): string {
  return `${safeName(scenario.name)}-${digest.slice(0, 8)}`;
}

/** The scenario schema allows a-z, 0-9 and - in names; whatever else reached this point must not become a path. */
export function safeName(name: string): string {
  return name.replaceAll(/[^a-z0-9-]/g, '-').slice(0, 64);
}

interface Written {
  readonly run: FinishedRun;
  readonly work: string;
  readonly report: boolean;
}

async function contentsOf({ run, work, report }: Written): Promise<Content[]> {
  const { manifest, summary, evidence } = run;
  const { eventsFile } = await import('./arrow-files.ts');
  const contents: Content[] = [
    { name: 'evidence.json', bytes: Buffer.from(jsonText(evidence, { indent: 0 })) },
    { name: 'events.arrow', bytes: eventsFile(run.journal) },
    { name: 'summary.json', bytes: Buffer.from(jsonText(summary, { indent: 2 })) },
  ];
  if (!report) return contents;
  const { renderHtml } = await import('../reports/html/render.ts');
  const { briefReport } = await import('../reports/stress-report.ts');
  const { storedOutcomes } = await import('../reports/run-tables.ts');
  const outcomes = storedOutcomes({ file: join(work, 'new', 'outcomes.arrow'), expected: null }, manifest.parameterSets.length);
  const folder: RunFolder = { manifest: { ...manifest, files: {} }, summary, evidence, outcomes, events: run.journal };
  return [...contents, { name: 'report.html', bytes: Buffer.from(await renderHtml(briefReport(folder))) }];
}

/** An earlier run in the same place comes back when the new one cannot take it. */
function exchange({ folder, work }: { folder: string; work: string }): void {
  const old = join(work, 'old');
  const replaces = existsSync(folder);
  if (replaces) {
    rmSync(old, { recursive: true, force: true });
    renameSync(folder, old);
  } else makeFolder(dirname(folder));
  try {
    renameSync(join(work, 'new'), folder);
  } catch (error) {
    if (replaces) renameSync(old, folder);
    throw error;
  }
}
