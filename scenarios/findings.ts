/** Turns zod's issues into findings: what was found at which path, what was expected, what was probably meant. */
import type { z } from 'zod';
import { describeSchema, isTuple, knownKeys, schemaAt } from './expectations.ts';
import { listNames, nearestName, shorten } from './suggest.ts';
import type { PathPart } from './yaml.ts';

/** A problem that still knows its path instead of its line. */
export interface Finding {
  readonly path: readonly PathPart[];
  /** Point at the key of the path or at its value. */
  readonly at: 'key' | 'value';
  readonly what: string;
  readonly expected?: string;
  readonly suggestion?: string;
}

/** Schemas that add their own issues pass a finished text as `params: {finding}` or the issues of another schema as `params: {nested}`. */
export type FindingText = Omit<Finding, 'path'>;

export interface NestedIssues extends Omit<Subject, 'base'> {
  readonly issues: readonly Issue[];
}

type Issue = z.core.$ZodIssue;

export interface Subject {
  readonly schema: z.core.$ZodType;
  readonly value: unknown;
  /** Path of the value in its document. */
  readonly base?: readonly PathPart[];
}

/** Findings of all issues that parsing `value` with `schema` gave. */
export function explainIssues(issues: readonly Issue[], subject: Subject): Finding[] {
  return issues.flatMap((issue) => explainIssue(issue, subject));
}

function explainIssue(issue: Issue, subject: Subject): Finding[] {
  const path = issue.path as PathPart[];
  const known = issue.code === 'custom' ? explainOwn(issue, subject) : undefined;
  if (known) return known;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key], subject));
  if (issue.code === 'invalid_key') return [wrongKey(issue, absolute(path, subject))];
  if (valueAt(subject.value, path) === undefined) return [missingKey(path, subject)];
  if (issue.code === 'invalid_union') return explainUnion(issue.errors, path, subject);
  return [wrongValue(issue, path, subject)];
}

function explainOwn(issue: z.core.$ZodIssueCustom, subject: Subject): Finding[] | undefined {
  const { finding, nested } = (issue.params ?? {}) as { finding?: FindingText; nested?: NestedIssues };
  const path = absolute(issue.path as PathPart[], subject);
  if (nested) return explainIssues(nested.issues, { ...nested, base: path });
  return finding && [{ ...finding, path }];
}

function absolute(path: readonly PathPart[], { base = [] }: Subject): PathPart[] {
  return [...base, ...path];
}

/** Of a union, the branch that got furthest; when none fits at all, the union as a whole. */
function explainUnion(branches: readonly (readonly Issue[])[], path: PathPart[], subject: Subject): Finding[] {
  const inner = branches.find((branch) => branch.length > 0 && branch.every(({ code, path: below }) => reachesInside(code, below.length)));
  if (!inner) return [wrongValue({ code: 'invalid_union' }, path, subject)];
  return explainIssues(inner.map((issue) => ({ ...issue, path: [...path, ...issue.path] })) as Issue[], subject);
}

function reachesInside(code: string, depth: number): boolean {
  return depth > 0 || (code !== 'invalid_type' && code !== 'invalid_value');
}

function unknownKey(path: PathPart[], subject: Subject): Finding {
  const parent = schemaAt(subject.schema, path.slice(0, -1));
  return unknownKeyFinding(absolute(path, subject), parent ? knownKeys(parent) : []);
}

/** A key that is not among the known ones. */
export function unknownKeyFinding(path: readonly PathPart[], known: readonly string[]): Finding {
  const key = String(path.at(-1));
  return { path, at: 'key', what: `unknown key "${shorten(key)}"`, ...offer(key, known) };
}

/** A name that is not among the known ones. */
export function unknownNameFinding(path: readonly PathPart[], name: { kind: string; written: string; known: readonly string[] }): Finding {
  return { path, at: 'value', what: `there is no ${name.kind} "${shorten(name.written)}"`, ...offer(name.written, name.known) };
}

function offer(written: string, known: readonly string[]): { expected?: string; suggestion?: string } {
  const suggestion = nearestName(written, known);
  return { ...(known.length > 0 && { expected: listNames(known) }), ...(suggestion && { suggestion }) };
}

function wrongKey(issue: Extract<Issue, { code: 'invalid_key' }>, path: PathPart[]): Finding {
  return { path, at: 'key', what: `the key "${shorten(String(path.at(-1)))}" is not a name`, expected: issue.issues[0]?.message };
}

function missingKey(path: PathPart[], subject: Subject): Finding {
  const schema = schemaAt(subject.schema, path);
  return missingKeyFinding(absolute(path, subject), schema && describeSchema(schema));
}

export function missingKeyFinding(path: readonly PathPart[], expected?: string): Finding {
  const what = `the key "${String(path.at(-1))}" is missing`;
  return { path: path.slice(0, -1), at: 'key', what, ...(expected && { expected }) };
}

function wrongValue(issue: { code: string; message?: string; values?: readonly unknown[] }, path: PathPart[], subject: Subject): Finding {
  const found = valueAt(subject.value, path);
  const expected = expectedOf(issue, schemaAt(subject.schema, path));
  const names = issue.values?.filter((value) => typeof value === 'string') ?? [];
  const suggestion = typeof found === 'string' ? (nearestName(found, names) ?? numberMeant(found, expected)) : undefined;
  const where = absolute(path, subject);
  const fits = issue.code !== 'custom' || typeof found !== 'object';
  const what = fits ? `${showPath(where)} is ${showValue(found)}` : `the values of ${showPath(where)} do not fit together`;
  return { path: where, at: 'value', what, expected, ...(suggestion && { suggestion }) };
}

/** A schema's own message says more than its type; a policy may begin it with "expected". */
function expectedOf(issue: { code: string; message?: string }, schema: z.core.$ZodType | undefined): string | undefined {
  const own = issue.code === 'custom' || issue.code === 'invalid_format' ? issue.message : undefined;
  const words = lengthExpected(issue, schema) ?? own ?? (schema ? describeSchema(schema) : issue.message);
  return words?.replace(/^expected /, '');
}

/** Lists of a wrong length: the schema's words do not say it, except for lists of a fixed length. */
function lengthExpected(issue: { code: string }, schema: z.core.$ZodType | undefined): string | undefined {
  const { origin, minimum, maximum } = issue as { origin?: string; minimum?: number; maximum?: number };
  if (origin !== 'array' || (schema && isTuple(schema))) return undefined;
  return minimum === undefined ? `at most ${maximum} values` : `at least ${minimum} values`;
}

/** "30%" where 0.3 is meant. */
function numberMeant(found: string, expected: string | undefined): string | undefined {
  const percent = /^(\d+(?:\.\d+)?) ?%$/.exec(found);
  if (percent && expected?.startsWith('a number')) return `write ${Number((Number(percent[1]) / 100).toPrecision(12))}`;
  return undefined;
}

/** instruments[0].lot */
export function showPath(path: readonly PathPart[]): string {
  if (path.length === 0) return 'the file';
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

function showValue(value: unknown): string {
  if (value === null) return 'empty';
  if (typeof value === 'string') return JSON.stringify(shorten(value));
  if (Array.isArray(value)) return value.length === 1 ? 'a list of 1 value' : `a list of ${value.length} values`;
  return typeof value === 'object' ? `keys with values (${listNames(Object.keys(value), 4)})` : String(value);
}

/** The raw value at a path, undefined where there is none. */
export function valueAt(value: unknown, path: readonly PathPart[]): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return undefined;
    current = (current as Record<PathPart, unknown>)[part];
  }
  return current;
}
