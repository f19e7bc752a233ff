/** Where the shipped scenarios and parameter sets live. Works from the sources and from `dist/`. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert } from '../engine/math/assert.ts';

let foundRoot: string | undefined;

/** Folder of the package: the nearest one above this file whose package.json is named breakwater. */
export function packageRoot(): string {
  foundRoot ??= searchUpward(dirname(fileURLToPath(import.meta.url)));
  return foundRoot;
}

function searchUpward(folder: string): string {
  if (packageName(folder) === 'breakwater') return folder;
  const above = dirname(folder);
  assert(above !== folder, 'no package.json named breakwater above this file');
  return searchUpward(above);
}

function packageName(folder: string): unknown {
  try {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: unknown }).name;
  } catch {
    return undefined;
  }
}

export type Shelf = 'scenarios' | 'scenarios/parameters';

/** Names on a shelf, ascending. */
export function namesOn(shelf: Shelf): readonly string[] {
  const files = readdirSync(join(packageRoot(), shelf));
  return files.flatMap((file) => /^([a-z0-9-]{1,64})\.yaml$/.exec(file)?.[1] ?? []).sort();
}

export interface NamedFile {
  /** Path to read. */
  readonly path: string;
  /** What messages call it: relative to the package for shipped files, as written for others. */
  readonly shownAs: string;
}

/** A value with a slash or ending in .yaml or .yml is a path; anything else is a name. */
export function isPath(nameOrFile: string): boolean {
  return /[/\\]|\.ya?ml$/i.test(nameOrFile);
}

/** The file of a name on a shelf. The name is known to be one. */
export function fileOn(shelf: Shelf, name: string): NamedFile {
  return { path: join(packageRoot(), shelf, `${name}.yaml`), shownAs: `${shelf}/${name}.yaml` };
}
