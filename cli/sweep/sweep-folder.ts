/** The folder of a sweep: what it is of (sweep.json, written first), its points, and what was made of them at the end. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes, UserError } from '../../engine/errors.ts';
import { outputError } from '../failure.ts';
import { makeFolder } from '../make-folder.ts';
import { packageVersion } from '../package-version.ts';
import { jsonText } from '../run-json.ts';
import type { CheckedAxes, SweepBasis } from './sweep-rules.ts';
import type { SweepRequest } from './sweep-request.ts';

const runsFolder = 'runs';
const ownFiles = new Set(['sweep.json', 'points.csv', 'points.arrow', 'summary.json', 'report.html']);

/** Everything that decides the rows of points.csv. A folder is gone on with when all of it is equal. */
export type SweepIdentity = Readonly<Record<string, unknown>>;

/** What a sweep is of. How its points are judged is not part of it: the same rows may be judged again. */
export function sweepIdentity(request: SweepRequest, { assembled }: SweepBasis, { axes }: CheckedAxes): SweepIdentity {
  const { scenario, sets, data, input } = assembled;
  const { loaded } = sets[0].venues[0];
  return {
    schemaVersion: 1,
    engineVersion: packageVersion(),
    scenario: { name: scenario.document.name, sha256: scenario.sha256 },
    parameterSet: { id: sets[0].id, sha256: loaded.sha256 },
    data: data.map(({ name, sha256 }) => ({ name, sha256 })),
    paths: input.paths,
    seed: input.scenario.seed,
    feedback: input.scenario.feedback,
    axes,
    method: request.method,
    points: request.points,
  };
}

/** SHA-256 of an identity, hexadecimal. */
export function identityDigest(identity: SweepIdentity): string {
  return createHash('sha256').update(jsonText(identity, { indent: 0 })).digest('hex');
}

export interface OpenedFolder {
  /** As the user would type it. */
  readonly folder: string;
  /** Rows of an earlier start may be there. */
  readonly isKnown: boolean;
}

/**
 * Makes the folder, or finds that it holds this very sweep.
 * @throws UserError exit 41 for a folder of anything else
 */
export function openSweepFolder(out: string | null, identity: SweepIdentity, scenario: string): OpenedFolder {
  const name = scenario.replaceAll(/[^a-z0-9-]/g, '-').slice(0, 64);
  const folder = out ?? join(runsFolder, `sweep-${name}-${identityDigest(identity).slice(0, 8)}`);
  const isKnown = existsSync(folder) && holdsSweep(folder, identity);
  if (!isKnown) {
    writing(folder, () => makeFolder(folder));
    writeWhole(folder, 'sweep.json', jsonText(identity, { indent: 2 }));
  }
  return { folder, isKnown };
}

function holdsSweep(folder: string, identity: SweepIdentity): boolean {
  if (!statSync(folder).isDirectory()) throw refused(`${folder} is a file`);
  const names = readdirSync(folder);
  const foreign = names.filter((name) => !ownFiles.has(name) && !name.startsWith('.'));
  if (foreign.length > 0) throw refused(`${folder} holds other files: ${foreign.slice(0, 3).join(', ')}`);
  if (!names.includes('sweep.json')) {
    if (names.length > 0) throw refused(`${folder} is not empty and has no sweep.json`);
    return false;
  }
  const known = readIdentity(join(folder, 'sweep.json'));
  const differing = [...new Set([...Object.keys(known), ...Object.keys(identity)])].filter((key) => !equal(known[key], identity[key]));
  if (differing.length === 0) return true;
  throw refused(`${folder} holds another sweep: ${differing.map((key) => difference(key, known, identity)).join('; ')}`);
}

function readIdentity(path: string): SweepIdentity {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as SweepIdentity;
  } catch {
    // Told below: whatever it is, no sweep wrote it.
  }
  throw refused(`${path} is not what a sweep wrote`);
}

function equal(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function difference(key: string, known: SweepIdentity, wanted: SweepIdentity): string {
  const short = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 60);
  return typeof wanted[key] === 'object' ? `other ${key}` : `${key} is ${short(known[key])} there and ${short(wanted[key])} here`;
}

function refused(what: string): UserError {
  const expected = 'a new or empty folder, or one of this very sweep, which is gone on with';
  return new UserError(exitCodes.outputNotWritable, [{ what, expected, suggestion: 'another folder with --out' }]);
}

/** Writes a file beside its place and moves it there. @throws UserError exit 41 */
export function writeWhole(folder: string, name: string, content: string | Uint8Array): void {
  writing(folder, () => {
    const draft = join(folder, `.${name}`);
    writeFileSync(draft, content);
    renameSync(draft, join(folder, name));
  });
}

function writing(folder: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw outputError(folder, error);
  }
}
