/** The manifest of a run but for the files: what went in, so that anyone can tell whether they have the same. */
import { createHash } from 'node:crypto';
import { runFolderSchemaVersion } from '../engine/study/run-folder-types.ts';
import type { Manifest, ManifestParameterSet, ParameterTree, ParameterValue } from '../engine/study/run-folder-types.ts';
import type { ParameterSet } from '../scenarios/parameters-schema.ts';
import type { AssembledSet, ReadStudy } from './assemble-study.ts';
import { packageVersion } from './package-version.ts';
import { commandLine } from './run-request.ts';
import type { RunRequest } from './run-request.ts';

/** What came out: fewer paths than asked for where the run was allowed to stop early. */
interface RanPaths {
  readonly digest: string;
  readonly paths: number;
}

/** The manifest before its files are known. */
export type DescribedRun = Omit<Manifest, 'files' | 'manifestSha256'>;

/** No clock, no host, no path of this machine: the same inputs give the same bytes. */
export function describeRun(request: RunRequest, assembled: ReadStudy, { digest, paths }: RanPaths): DescribedRun {
  const { input, scenario, sets, data } = assembled;
  const { seed, feedback } = input.scenario;
  const { name, title } = scenario.document;
  return {
    schemaVersion: runFolderSchemaVersion,
    engineVersion: packageVersion(),
    nodeVersion: process.version,
    scenario: { name, title, file: scenario.file, sha256: scenario.sha256 },
    parameterSets: sets.map(describeSet),
    data: [...data],
    seed,
    paths,
    feedback,
    command: commandLine(request, { paths: input.paths, seed }),
    digest,
  };
}

function describeSet({ id, title, venues }: AssembledSet): ManifestParameterSet {
  if (venues.length === 1) {
    const { document, file, sha256 } = venues[0].loaded;
    return { id, title, file, sha256, parameters: parameterTree(document) };
  }
  return {
    id,
    title,
    file: venues.map(({ loaded }) => loaded.file).join(' + '),
    sha256: createHash('sha256').update(venues.map(({ id: venue, loaded }) => `${venue} ${loaded.sha256}`).join('\n')).digest('hex'),
    parameters: Object.fromEntries(venues.map(({ id: venue, loaded }) => [venue, parameterTree(loaded.document)])),
  };
}

/** What a set says about itself; the other keys are rules. */
const texts = new Set(['version', 'name', 'title', 'summary', 'sources']);

/** The rules of a set with all defaults, nested as in its file; keys ascend. */
function parameterTree(document: ParameterSet): ParameterTree {
  return plain(Object.fromEntries(Object.entries(document).filter(([key]) => !texts.has(key)))) as ParameterTree;
}

function plain(value: unknown): ParameterValue | ParameterTree | (ParameterValue | ParameterTree)[] {
  if (Array.isArray(value)) return value.map((item) => plain(item) as ParameterValue | ParameterTree);
  if (typeof value === 'object' && value !== null) return plainObject(value as Readonly<Record<string, unknown>>);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

/** A policy choice {kind, policy, parameters} becomes what the file wrote: the name beside its parameters. */
function plainObject(value: Readonly<Record<string, unknown>>): ParameterTree {
  const { policy, parameters } = value;
  const isChoice = typeof policy === 'string' && typeof parameters === 'object';
  const entries = Object.entries(isChoice ? { policy, ...parameters } : value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, item]) => [key, plain(item)]));
}
