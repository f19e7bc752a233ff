/**
 * Parameter sets with some values exchanged: what sweeps run. Parameters are addressed by the keys that reports print
 * (margin.maintenance, losses.insurance-fund.opening.USD, instruments.BTC-PERP.lot): items of lists by their policy, id or name, or by
 * their place from 0. Every exchanged value goes through the schema of the file.
 */
import { exitCodes, UserError } from '../engine/errors.ts';
import type { PolicyKind } from '../engine/policies/contract.ts';
import { policiesOfKind } from '../engine/policies/registry.ts';
import { knownKeys } from './expectations.ts';
import { explainIssues, showPath, valueAt } from './findings.ts';
import type { Finding } from './findings.ts';
import { parameterSetSchema } from './parameters-schema.ts';
import type { ParameterSet } from './parameters-schema.ts';
import { selectorOf } from './policy-schema.ts';
import { isMapping } from './raw.ts';
import { parameterReferences } from './references.ts';
import { listNames, nearestName, shorten } from './suggest.ts';
import type { PathPart } from './yaml.ts';

/** A value as files write it. */
export type WrittenScalar = string | number | boolean | null;

/** A parameter that can be exchanged: its key as typed and its path in the file. */
export interface ParameterAddress {
  readonly key: string;
  readonly path: readonly PathPart[];
}

/** What came of exchanging values: a set, or what is wrong with it. */
export type VariedParameters = { readonly set: ParameterSet } | { readonly findings: readonly Finding[] };

/** Blocks of a parameter set that are rules; the others are texts about it. */
const blocks = ['margin', 'collateral', 'liquidation', 'losses', 'oracle', 'breakers', 'funding', 'instruments', 'population'];
const kindOfBlock: Readonly<Record<string, PolicyKind>> = {
  margin: 'margin',
  collateral: 'collateral',
  liquidation: 'liquidation',
  losses: 'loss',
  oracle: 'oracle',
  breakers: 'breaker',
  funding: 'funding',
};
const reserved = new Set(['__proto__', 'constructor', 'prototype']);

/** A parameter set as written, whose values can be exchanged. */
export class VariableParameters {
  /** `written`: the mapping of a valid file. */
  constructor(readonly written: Readonly<Record<string, unknown>>) {}

  /**
   * The place of a key. Keys that the file leaves out are found too: whether they exist is the schema's to say.
   * @throws UserError exit 2, naming what there is instead
   */
  address(key: string): ParameterAddress {
    const path = this.#resolve(key);
    const value = valueAt(this.written, path);
    if (typeof value === 'object' && value !== null) throw notOneValue(key, value);
    return { key, path };
  }

  /** What the file says, undefined where it says nothing. */
  valueOf({ path }: ParameterAddress): unknown {
    return valueAt(this.written, path);
  }

  /** The set with these values in place of its own, all of them together. */
  with(changes: readonly { readonly address: ParameterAddress; readonly value: WrittenScalar }[]): VariedParameters {
    const document = structuredClone(plainCopy(this.written)) as Record<string, unknown>;
    // A policy is chosen before its parameters are set: those that the new one does not know are left out.
    const policiesFirst = changes.toSorted((one, other) => Number(isSelector(other.address)) - Number(isSelector(one.address)));
    for (const { address, value } of policiesFirst) {
      if (isSelector(address)) dropForeignParameters(document, address, value);
      place(document, address.path, value);
    }
    return checked(document);
  }

  /** Keys that choosing another policy leaves out of its block. */
  leftOut(address: ParameterAddress, value: WrittenScalar): readonly string[] {
    return isSelector(address) ? foreignKeys(this.written, address, value) : [];
  }

  #resolve(key: string): PathPart[] {
    const path: PathPart[] = [];
    let rest = key;
    let value: unknown = this.written;
    while (rest !== '') {
      const part = path.length === 0 ? blockOf(key) : nextPart({ key, rest, value, path });
      path.push(part.step);
      rest = rest.slice(part.length + 1);
      if (rest === '' && key.endsWith('.')) throw unknownPart(key, 'a key that ends in a dot', []);
      value = valueAt(this.written, path);
      if (rest !== '' && value !== undefined && (typeof value !== 'object' || value === null)) throw noBlock(key, path, value);
    }
    return path;
  }
}

interface Part {
  readonly step: PathPart;
  /** Characters of the key that it takes. */
  readonly length: number;
}

function blockOf(key: string): Part {
  const first = key.split('.')[0];
  if (blocks.includes(first)) return { step: first, length: first.length };
  throw unknownPart(key, `there is no block ${JSON.stringify(shorten(first))} of rules`, blocks, first);
}

interface Position {
  readonly key: string;
  readonly rest: string;
  readonly value: unknown;
  readonly path: readonly PathPart[];
}

function nextPart({ key, rest, value, path }: Position): Part {
  if (Array.isArray(value)) return itemPart({ key, rest, value, path });
  const known = isMapping(value) ? longestStart(rest, Object.keys(value)) : undefined;
  const name = known ?? rest.split('.')[0];
  if (name === '' || reserved.has(name)) throw unknownPart(key, `"${name}" is not a key`, isMapping(value) ? Object.keys(value) : []);
  return { step: name, length: name.length };
}

/** An item of a list by what it is called, else by its place. */
function itemPart({ key, rest, value, path }: Position & { readonly value: readonly unknown[] }): Part {
  const names = value.map(nameOfItem);
  const name = longestStart(rest, names.filter((known) => known !== undefined));
  if (name !== undefined) return { step: names.indexOf(name), length: name.length };
  const first = rest.split('.')[0];
  if (/^\d{1,4}$/.test(first) && Number(first) < value.length) return { step: Number(first), length: first.length };
  const known = names.map((own, index) => own ?? String(index));
  throw unknownPart(key, `${showPath(path)} has no ${JSON.stringify(shorten(first))}`, known, first);
}

function nameOfItem(item: unknown): string | undefined {
  if (!isMapping(item)) return undefined;
  return [item['policy'], item['id'], item['name']].find((name) => typeof name === 'string');
}

/** The longest name that the text is or begins with up to a dot: names may hold dots themselves. */
function longestStart(text: string, names: readonly string[]): string | undefined {
  const fitting = names.filter((name) => text === name || text.startsWith(`${name}.`));
  return fitting.sort((one, other) => other.length - one.length)[0];
}

function isSelector({ path }: ParameterAddress): boolean {
  const last = path.at(-1);
  const kind = kindOfBlock[String(path[0])];
  return kind !== undefined && last === selectorOf(kind) && path.length === (typeof path[1] === 'number' ? 3 : 2);
}

/** True when one address names the policy of the block in which the other lies. */
export function choosesPolicyOf(selector: ParameterAddress, address: ParameterAddress): boolean {
  const block = selector.path.slice(0, -1);
  return selector !== address && isSelector(selector) && block.every((part, index) => address.path[index] === part);
}

/** Keys of a block that the named policy does not know; none when there is no such policy, which the schema will say. */
function foreignKeys(document: unknown, { path }: ParameterAddress, policy: WrittenScalar): readonly string[] {
  const kind = kindOfBlock[String(path[0])];
  const definition = policiesOfKind(kind).find(({ name }) => name === policy);
  const block = valueAt(document, path.slice(0, -1));
  if (!definition || !isMapping(block)) return [];
  const known = new Set([selectorOf(kind), ...knownKeys(definition.parameters)]);
  return Object.keys(block).filter((key) => !known.has(key));
}

function dropForeignParameters(document: Record<string, unknown>, address: ParameterAddress, policy: WrittenScalar): void {
  const block = valueAt(document, address.path.slice(0, -1)) as Record<string, unknown>;
  for (const key of foreignKeys(document, address, policy)) delete block[key];
}

/** Sets a value, making the mappings on the way that are not there. Paths come from `address`: no part is a name of the machinery. */
function place(document: Record<string, unknown>, path: readonly PathPart[], value: WrittenScalar): void {
  let parent = document as Record<PathPart, unknown>;
  for (const part of path.slice(0, -1)) {
    if (parent[part] === undefined || parent[part] === null) parent[part] = {};
    parent = parent[part] as Record<PathPart, unknown>;
  }
  parent[path[path.length - 1]] = value;
}

/** Mappings of files have no prototype, which cloning does not keep; plain ones are what the schema sees either way. */
function plainCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainCopy);
  return isMapping(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainCopy(item)])) : value;
}

function checked(document: unknown): VariedParameters {
  const result = parameterSetSchema.safeParse(document);
  const issues = result.success ? [] : explainIssues(result.error.issues, { schema: parameterSetSchema, value: document });
  const findings = [...issues, ...parameterReferences(document)];
  return result.success && findings.length === 0 ? { set: result.data } : { findings };
}

/** True when the finding is about how values of a block go together, so that other values beside may mend it. */
export function isAboutCombination({ path, at }: Finding, address: ParameterAddress): boolean {
  return at === 'value' && path.length < address.path.length;
}

function notOneValue(key: string, value: object): UserError {
  const inside = Array.isArray(value) ? value.map((item, index) => nameOfItem(item) ?? String(index)) : Object.keys(value);
  const what = `${key} is ${Array.isArray(value) ? 'a list' : 'a block'}, not one value`;
  const suggestion = inside.length > 0 ? `${key}.${inside[0]}` : undefined;
  return new UserError(exitCodes.usage, [{ what, expected: `one of its keys: ${listNames(inside)}`, ...(suggestion && { suggestion }) }]);
}

function noBlock(key: string, path: readonly PathPart[], value: unknown): UserError {
  const what = `${shorten(key)} lies below ${showPath(path)}, which is ${JSON.stringify(value)}`;
  const expected = 'a key inside a block; the file has to write the block out before its keys can be varied';
  return new UserError(exitCodes.usage, [{ what, expected }]);
}

function unknownPart(key: string, what: string, known: readonly string[], written = ''): UserError {
  const suggestion = nearestName(written, known);
  const expected = known.length > 0 ? listNames(known) : 'keys of the parameter file with dots between them';
  return new UserError(exitCodes.usage, [{ what: `${shorten(key)}: ${what}`, expected, ...(suggestion && { suggestion }) }]);
}
