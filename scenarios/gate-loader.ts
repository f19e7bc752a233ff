/** Loads gate files, checked and typed. */
import type { Place } from '../engine/errors.ts';
import type { Finding } from './findings.ts';
import { gateSchema } from './gate-schema.ts';
import type { GateDocument } from './gate-schema.ts';
import { isMapping, items, child, textOf, entries } from './raw.ts';
import { listNames, nearestName } from './suggest.ts';
import { checkDocument } from './validate.ts';
import { readYaml } from './yaml.ts';
import type { PathPart } from './yaml.ts';

export interface LoadedGate {
  readonly document: GateDocument;
  readonly file: string;
  readonly sha256: string;
  place(path: readonly PathPart[], at?: 'key' | 'value'): Place;
}

/**
 * Loads a gate file. `references` may object to what only the one who judges knows: metrics, statistics, limits.
 * @throws UserError exit 30 for a file that is not valid
 */
export function loadGate(file: string, references: (value: unknown) => readonly Finding[] = () => []): LoadedGate {
  const document = readYaml(file);
  const all = (value: unknown): readonly Finding[] => [...gateReferences(value), ...references(value)];
  return { document: checkDocument(document, { schema: gateSchema, references: all }), ...document };
}

/** A gate has checks; scenarios and parameter sets have none. */
export function looksLikeGate(value: unknown): boolean {
  return isMapping(value) && 'checks' in value && !('underlyings' in value);
}

/** Checks that are named but not there, names that are there twice, and waivers of what cannot be waived. */
function gateReferences(value: unknown): readonly Finding[] {
  const file = { path: [], value };
  const checks = items(child(file, 'checks'));
  const ids = checks.map((check) => textOf(child(check, 'id')) ?? '');
  const twice = checks.filter((_, index) => ids[index] !== '' && ids.indexOf(ids[index]) !== index);
  const invariants = new Set(ids.filter((_, index) => textOf(child(checks[index], 'invariant')) !== undefined));
  const waived = items(child(file, 'waivers')).map((waiver) => child(waiver, 'check'));
  const varied = items(child(file, 'matrix')).flatMap((entry) => entries(child(entry, 'checks')));
  return [
    ...twice.map((one): Finding => ({ path: [...one.path, 'id'], at: 'value', what: 'two checks have this id', expected: 'each id once' })),
    ...waived.flatMap((name) => unknownCheck(name.path, textOf(name), ids, 'value')),
    ...varied.flatMap(({ path, key }) => unknownCheck(path, key, ids, 'key')),
    ...waived.filter((name) => invariants.has(textOf(name) ?? '')).map(({ path }): Finding => {
      return { path, at: 'value', what: 'a waiver of an invariant', expected: 'a check of a metric: what breaks an invariant is a bug' };
    }),
  ];
}

function unknownCheck(path: readonly PathPart[], name: string | undefined, ids: readonly string[], at: Finding['at']): Finding[] {
  if (name === undefined || ids.includes(name)) return [];
  const suggestion = nearestName(name, ids);
  const what = `there is no check ${JSON.stringify(name.slice(0, 64))}`;
  return [{ path, at, what, expected: listNames(ids), ...(suggestion && { suggestion }) }];
}
