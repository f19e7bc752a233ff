/** Everything that decides the result of a run, so that an interrupted one only goes on with the same. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitCodes, UserError } from '../engine/errors.ts';
import type { ReadStudy } from './assemble-study.ts';
import { packageVersion } from './package-version.ts';
import type { RunRequest } from './run-request.ts';

interface IdentifiedFile {
  readonly name: string;
  readonly sha256: string;
}

/** What was asked for and what was read. Plain data without undefined values: it is compared as JSON. */
export interface RunInputs {
  readonly request: RunRequest;
  readonly scenario: string;
  readonly seed: number;
  readonly firstPath: number;
  readonly paths: number;
  readonly feedback: string;
  readonly sets: readonly string[];
  readonly files: readonly IdentifiedFile[];
}

export interface RunIdentity {
  readonly engineVersion: string;
  /** Hash of the compiled engine: versions under development change without changing their name. */
  readonly engineSha256: string;
  readonly inputs: RunInputs;
}

interface IdentifiedRun {
  readonly request: RunRequest;
  readonly assembled: ReadStudy;
  /** Its sets are those that run: hybrids of a comparison are among them. */
  readonly study: { readonly sets: readonly { readonly id: string }[] };
}

/** The inputs of a run that was prepared. */
export function inputsOf({ request, assembled, study }: IdentifiedRun): RunInputs {
  const { input, scenario, sets, baseline, data } = assembled;
  const { name, seed, feedback } = input.scenario;
  const parameterFiles = [...sets, ...(baseline ? [baseline] : [])].flatMap(({ venues }) => venues.map(({ loaded }) => loaded));
  const files = [scenario, ...parameterFiles].map(({ file, sha256 }) => ({ name: file, sha256 }));
  const inputs: RunInputs = {
    request,
    scenario: name,
    seed,
    firstPath: input.firstPath ?? 0,
    paths: input.paths,
    feedback,
    sets: study.sets.map(({ id }) => id),
    files: [...files, ...data.map((one) => ({ name: one.name, sha256: one.sha256 }))],
  };
  return JSON.parse(JSON.stringify(inputs)) as RunInputs;
}

/** The inputs together with the program that runs them. */
export function identityOf(inputs: RunInputs): RunIdentity {
  return { engineVersion: packageVersion(), engineSha256: engineSha256(), inputs };
}

/** Eight hexadecimal characters that stand for the identity in the name of a folder. */
export function shortHash(identity: RunIdentity): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 8);
}

let engineHash: string | undefined;

/** Reads the program ahead of `identityOf`, which takes it from there: for a moment in which there is nothing else to do. */
export function readEngine(): void {
  engineSha256();
}

function engineSha256(): string {
  engineHash ??= hashOf(fileURLToPath(new URL('../engine', import.meta.url)));
  return engineHash;
}

function hashOf(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js')).sort();
  const hash = createHash('sha256');
  for (const name of names) hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}

/**
 * Refuses to go on with other inputs than those that a run began with, naming what changed.
 * @throws UserError exit 31
 */
export function checkSameIdentity(now: RunIdentity, before: RunIdentity, folder: string): void {
  const changes = differences(now, before);
  if (changes.length === 0) return;
  const suggestion = `bring back what it began with, or remove ${folder} and run the command again`;
  throw new UserError(
    exitCodes.dataIntegrity,
    changes.map((what) => ({ what, expected: `what the run in ${folder} began with`, suggestion })),
  );
}

function differences(now: RunIdentity, before: RunIdentity): string[] {
  const { engineVersion } = before;
  if (now.engineVersion !== engineVersion) return [`this is version ${now.engineVersion}, the run began with ${engineVersion}`];
  if (now.engineSha256 !== before.engineSha256) return [`the engine of version ${now.engineVersion} has changed since the run began`];
  const known = new Map(before.inputs.files.map(({ name, sha256 }) => [name, sha256]));
  const changed = now.inputs.files.filter(({ name, sha256 }) => known.get(name) !== sha256);
  if (changed.length > 0) return changed.map(({ name }) => `${name} has changed since the run began`);
  return JSON.stringify(now.inputs) === JSON.stringify(before.inputs) ? [] : ['the run in the folder is another one'];
}
