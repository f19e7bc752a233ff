/** Writes reports: into the folder of their run, whose manifest then lists them, or into another folder. Nothing is ever half-written. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes, UserError } from '../engine/errors.ts';
import type { Manifest } from '../engine/study/run-folder-types.ts';
import { outputError, removeUnfinished } from './failure.ts';
import { makeFolder } from './make-folder.ts';
import { checksumOf, manifestText } from './manifest-text.ts';

export interface ReportFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The files replace those of their names in a run folder, and the manifest follows. Returns the paths.
 * @throws UserError exit 41 for a folder that cannot be written, 31 for a manifest that was edited: a new checksum would hide it
 */
export function addToRunFolder(folder: string, files: readonly ReportFile[]): string[] {
  const { manifestSha256, ...manifest } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  if (manifestSha256 !== undefined && manifestSha256 !== checksumOf(manifest)) throw editedManifest(folder);
  const added = files.map(({ name, bytes }) => {
    return [name, { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }] as const;
  });
  const listed = Object.entries({ ...manifest.files, ...Object.fromEntries(added) }).sort(([one], [other]) => (one < other ? -1 : 1));
  const text = manifestText({ ...manifest, files: Object.fromEntries(listed) });
  return replaceAll(folder, [...files, { name: 'manifest.json', bytes: Buffer.from(text) }]).slice(0, -1);
}

function editedManifest(folder: string): UserError {
  const what = 'manifestSha256 is not the checksum of the other fields: the manifest was edited';
  const suggestion = 'simulate audit shows what else is different; --out FOLDER writes the report elsewhere';
  const place = { file: join(folder, 'manifest.json') };
  return new UserError(exitCodes.dataIntegrity, [{ place, what, expected: 'a manifest as the run left it', suggestion }]);
}

/** Files in a folder that may be there already. Throws UserError, exit 41, when one of them is and `replaces` is false. */
export function writeBeside(folder: string, files: readonly ReportFile[], replaces: boolean): string[] {
  const there = files.map(({ name }) => join(folder, name)).find((path) => existsSync(path));
  if (there !== undefined && !replaces) {
    const suggestion = '--force, or another folder with --out';
    throw new UserError(exitCodes.outputNotWritable, [{ what: `${there} is there already`, expected: 'a new file', suggestion }]);
  }
  return replaceAll(folder, files);
}

/**
 * All files are written under other names first; then they get their own, the last one last. Returns the paths.
 * @throws UserError exit 41
 */
export function replaceAll(folder: string, files: readonly ReportFile[]): string[] {
  const suffix = `.${randomBytes(6).toString('hex')}.new`;
  const paths = files.map(({ name }) => join(folder, name));
  try {
    makeFolder(folder);
    files.forEach(({ bytes }, index) => writeFileSync(`${paths[index]}${suffix}`, bytes, { flag: 'wx' }));
    for (const path of paths) renameSync(`${path}${suffix}`, path);
  } catch (error) {
    for (const path of paths) removeUnfinished(`${path}${suffix}`);
    throw outputError(folder, error);
  }
  return paths;
}
