/** Writes reports: into the folder of their run, whose manifest then lists them, or into another folder. Nothing is ever half-written. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes, UserError } from '../engine/errors.ts';
import type { Manifest } from '../engine/study/run-folder-types.ts';
import { outputError } from './failure.ts';
import { manifestText } from './manifest-text.ts';

export interface ReportFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The files replace those of their names in a run folder, and the manifest follows. Throws UserError, exit 41. Returns the paths. */
export function addToRunFolder(folder: string, files: readonly ReportFile[]): string[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Omit<Manifest, 'manifestSha256'>;
  // Written anew for the new content.
  Reflect.deleteProperty(manifest, 'manifestSha256');
  const added = files.map(({ name, bytes }) => [name, { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }] as const);
  const listed = Object.entries({ ...manifest.files, ...Object.fromEntries(added) }).sort(([one], [other]) => (one < other ? -1 : 1));
  const text = manifestText({ ...manifest, files: Object.fromEntries(listed) });
  return replaceAll(folder, [...files, { name: 'manifest.json', bytes: Buffer.from(text) }]).slice(0, -1);
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

/** All files are written under other names first; then they get their own, the last one last. */
function replaceAll(folder: string, files: readonly ReportFile[]): string[] {
  const suffix = `.${randomBytes(6).toString('hex')}.new`;
  const paths = files.map(({ name }) => join(folder, name));
  try {
    mkdirSync(folder, { recursive: true });
    files.forEach(({ bytes }, index) => writeFileSync(`${paths[index]}${suffix}`, bytes, { flag: 'wx' }));
    for (const path of paths) renameSync(`${path}${suffix}`, path);
  } catch (error) {
    for (const path of paths) rmSync(`${path}${suffix}`, { force: true });
    throw outputError(folder, error);
  }
  return paths;
}
