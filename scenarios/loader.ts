/** Loads scenarios and parameter sets by name or path, checked and typed. */
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { exitCodes, UserError } from '../engine/errors.ts';
import type { Place } from '../engine/errors.ts';
import type { Finding } from './findings.ts';
import { mergeParameters, parameterSetSchema } from './parameters-schema.ts';
import type { ParameterSet } from './parameters-schema.ts';
import { fileOn, isPath, namesOn } from './places.ts';
import type { NamedFile, Shelf } from './places.ts';
import { parameterReferences, scenarioReferences } from './references.ts';
import { scenarioSchema } from './schema.ts';
import type { Scenario } from './schema.ts';
import { listNames, nearestName } from './suggest.ts';
import { checkDocument, throwFindings } from './validate.ts';
import { parseYaml, readYaml } from './yaml.ts';
import type { PathPart, YamlDocument } from './yaml.ts';

interface Loaded<T> {
  readonly document: T;
  /** The file as it is written: kebab-case keys, nothing filled in. It is valid. */
  readonly written: Readonly<Record<string, unknown>>;
  /** What messages and manifests call the file. */
  readonly file: string;
  /** SHA-256 of the bytes of the file, hexadecimal. */
  readonly sha256: string;
  /** file:line:column of a path as the file writes it, e.g. ['margin', 'maintenance']. */
  place(path: readonly PathPart[], at?: 'key' | 'value'): Place;
}

/** `document.accountsFile` is an absolute path here. */
export type LoadedScenario = Loaded<Scenario>;
export type LoadedParameters = Loaded<ParameterSet>;

/** Names of the shipped scenarios, ascending. */
export function listScenarios(): readonly string[] {
  return namesOn('scenarios');
}

/** Names of the shipped parameter sets, ascending. */
export function listParameterSets(): readonly string[] {
  return namesOn('scenarios/parameters');
}

/**
 * Loads a scenario: a name from `listScenarios` or the path of a YAML file.
 * @throws UserError exit 2 for an unknown name, 30 for a file that is not valid.
 */
export function loadScenario(nameOrFile: string): LoadedScenario {
  const found = resolveName('scenarios', nameOrFile);
  const document = readYaml(found.path, found.shownAs);
  const references = (value: unknown): readonly Finding[] => [
    ...scenarioReferences(value, listParameterSets()),
    ...wrongName(value, found.name),
  ];
  const scenario = checkDocument(document, { schema: scenarioSchema, references });
  return loaded({ ...scenario, accountsFile: accountsPath(scenario, document, found.path) }, document);
}

/**
 * Loads a parameter set: a name from `listParameterSets` or the path of a YAML file.
 * @throws UserError exit 2 for an unknown name, 30 for a file that is not valid.
 */
export function loadParameterSet(nameOrFile: string): LoadedParameters {
  const found = resolveName('scenarios/parameters', nameOrFile);
  return checkedParameters(readYaml(found.path, found.shownAs), found.name);
}

/**
 * The same for bytes that are already here, of another revision for instance; `shownAs` is what messages call them.
 * @throws UserError exit 30 for bytes that are no valid set
 */
export function parseParameterSet(bytes: Uint8Array, shownAs: string): LoadedParameters {
  return checkedParameters(parseYaml(bytes, shownAs));
}

function checkedParameters(document: YamlDocument, name?: string): LoadedParameters {
  const references = (value: unknown): readonly Finding[] => [...parameterReferences(value), ...wrongName(value, name)];
  return loaded(checkDocument(document, { schema: parameterSetSchema, references }), document);
}

/** The set under test: the loaded one with the blocks that the scenario writes out in their place. */
export function parametersFor(scenario: LoadedScenario, set: LoadedParameters): LoadedParameters {
  const overrides = scenario.document.parameters;
  if (!overrides) return set;
  return {
    document: mergeParameters(set.document, overrides),
    written: { ...set.written, ...(scenario.written['parameters'] as Record<string, unknown>) },
    file: set.file,
    sha256: createHash('sha256').update(`${set.sha256} ${scenario.sha256}`).digest('hex'),
    place: (path, at) => (Object.hasOwn(overrides, path[0] ?? '') ? scenario.place(['parameters', ...path], at) : set.place(path, at)),
  };
}

function loaded<T>(content: T, { value, file, sha256, place }: YamlDocument): Loaded<T> {
  return { document: content, written: value as Record<string, unknown>, file, sha256, place };
}

type Found = NamedFile & { /** Name that the file must have; paths may have any. */ readonly name?: string };

function resolveName(shelf: Shelf, nameOrFile: string): Found {
  if (isPath(nameOrFile)) return { path: nameOrFile, shownAs: nameOrFile };
  const names = namesOn(shelf);
  if (names.includes(nameOrFile)) return { ...fileOn(shelf, nameOrFile), name: nameOrFile };
  const kind = shelf === 'scenarios' ? 'scenario' : 'parameter set';
  const suggestion = nearestName(nameOrFile, names) ?? 'for a file of your own write its path, like ./mine.yaml';
  const what = `there is no ${kind} ${JSON.stringify(nameOrFile.slice(0, 80))}`;
  throw new UserError(exitCodes.usage, [{ what, expected: listNames(names), suggestion }]);
}

function wrongName(value: unknown, name: string | undefined): Finding[] {
  const written = (value as { name?: unknown }).name;
  if (name === undefined || typeof written !== 'string' || written === name) return [];
  return [{ path: ['name'], at: 'value', what: `the name is "${written}"`, expected: `"${name}", as the file is called` }];
}

/** Absolute path of the CSV of accounts; links must not lead out of the folder of the scenario. */
function accountsPath({ accountsFile }: Scenario, document: YamlDocument, scenarioFile: string): string | null {
  if (accountsFile === null) return null;
  const folder = realpathSync(dirname(scenarioFile));
  const path = realPath(join(folder, accountsFile));
  if (path?.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return path;
  const what = path === undefined ? `there is no file "${accountsFile}"` : `"${accountsFile}" leads out of the folder of the scenario`;
  return throwFindings(document, [{ path: ['accounts-file'], at: 'value', what, expected: 'a CSV file in the folder of the scenario' }]);
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
