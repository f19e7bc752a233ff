/** Reads the JSON files of a run folder and checks them against docs/run-folder.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError, exitCodes } from '../engine/errors.ts';
import type { Place } from '../engine/errors.ts';
import { runFolderSchemaVersion } from '../engine/study/run-folder-types.ts';
import type { Manifest, RunDocuments, RunFolder } from '../engine/study/run-folder-types.ts';
import { storedEvents, storedOutcomes } from './run-tables.ts';
import type { StoredTable } from './run-tables.ts';
import { evidenceShape, manifestShape, summaryShape } from './run-folder-shape.ts';
import { ShapeError } from './shape.ts';
import type { Shape } from './shape.ts';

/**
 * The content of a run folder that reports are made of; its tables are opened at the first question. Throws UserError (exit 31) when a
 * file is missing, is not JSON, breaks the contract, or belongs to another run than its neighbours.
 */
export function readRunFolder(dir: string): RunFolder {
  const manifest = readJson(dir, 'manifest.json', manifestShape);
  const summary = readJson(dir, 'summary.json', summaryShape);
  const evidence = readJson(dir, 'evidence.json', evidenceShape);
  checkOneRun(dir, { manifest, summary, evidence });
  const table = (name: string): StoredTable => ({ file: join(dir, name), expected: fileOf(manifest, name) });
  let events: RunFolder['events'] | undefined;
  return {
    manifest,
    summary,
    evidence,
    outcomes: storedOutcomes(table('outcomes.arrow'), manifest.parameterSets.length),
    get events() {
      return (events ??= storedEvents(table('events.arrow')));
    },
  };
}

function fileOf({ files }: Manifest, name: string): Manifest['files'][string] | null {
  return Object.hasOwn(files, name) ? files[name] : null;
}

function readJson<T>(dir: string, name: string, shape: Shape<T>): T {
  const file = `${dir.replace(/\/+$/, '')}/${name}`;
  const value = parse(file, read(file));
  checkVersion(file, value);
  try {
    return shape(value, '');
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw broken({ file }, `${error.pointer || 'the file'} is ${error.found}`, error.expected);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw broken({ file }, `the file cannot be read (${reason})`, 'a run folder with manifest.json, summary.json and evidence.json');
  }
}

function parse(file: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw broken(placeOf(file, content, message), `the file is not JSON: ${message}`, 'a complete JSON document');
  }
}

/** The parser names a position only sometimes; without one the file alone is the place. */
function placeOf(file: string, content: string, message: string): Place {
  const position = /position (\d+)/.exec(message);
  if (!position) return { file };
  const lines = content.slice(0, Number(position[1])).split('\n');
  return { file, line: lines.length, column: lines[lines.length - 1].length + 1 };
}

function checkVersion(file: string, value: unknown): void {
  const version = typeof value === 'object' && value !== null && 'schemaVersion' in value ? value.schemaVersion : undefined;
  if (version === runFolderSchemaVersion) return;
  const found = JSON.stringify(version) ?? 'missing';
  throw broken({ file }, `schemaVersion is ${found}`, `${runFolderSchemaVersion}, the version this program reads`);
}

function checkOneRun(dir: string, { manifest, summary, evidence }: RunDocuments): void {
  if (summary.digest !== manifest.digest) {
    throw broken({ file: `${dir}/summary.json` }, `digest is ${summary.digest}`, `${manifest.digest}, the digest in manifest.json`);
  }
  const declared = manifest.parameterSets.map((set) => set.id).join(', ');
  for (const [file, sets] of [['summary.json', summary.parameterSets], ['evidence.json', evidence.sets]] as const) {
    const found = sets.map((set) => set.id).join(', ');
    if (found === declared) continue;
    throw broken({ file: `${dir}/${file}` }, `parameter sets are ${found || 'none'}`, `${declared}, as in manifest.json`);
  }
}

function broken(place: Place, what: string, expected: string): UserError {
  const suggestion = 'run the simulation again with the command in manifest.json, or restore the folder from where it was copied';
  return new UserError(exitCodes.dataIntegrity, [{ place, what, expected, suggestion }]);
}
