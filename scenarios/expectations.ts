/** Says in words what a zod schema expects, so that messages, bounds and documentation come from one definition. */
import type { z } from 'zod';
import { listNames } from './suggest.ts';
import type { PathPart } from './yaml.ts';

/** The part of zod's definitions that is read here. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly options?: readonly z.core.$ZodType[];
  readonly items?: readonly z.core.$ZodType[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
  readonly checks?: readonly { readonly _zod: { readonly def: Check } }[];
  readonly check?: string;
  readonly format?: string;
}

interface Check {
  readonly check: string;
  readonly value?: number;
  readonly inclusive?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly error?: (issue: object) => unknown;
}

const wrappers = new Set(['optional', 'nullable', 'default', 'prefault', 'readonly', 'catch', 'nonoptional']);

function definitionOf(schema: z.core.$ZodType): Definition {
  return schema._zod.def as unknown as Definition;
}

/** The schema without optional, default and transform around it. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const definition = definitionOf(schema);
  const inner = wrappers.has(definition.type) ? definition.innerType : definition.type === 'pipe' ? definition.in : undefined;
  return inner ? unwrap(inner) : schema;
}

/** The schema of a place in the data, or undefined where the definition cannot say. */
export function schemaAt(schema: z.core.$ZodType, path: readonly PathPart[]): z.core.$ZodType | undefined {
  const [part, ...rest] = path;
  if (part === undefined) return schema;
  for (const option of alternatives(schema)) {
    const child = childOf(definitionOf(option), part);
    const found = child && schemaAt(child, rest);
    if (found) return found;
  }
  return undefined;
}

function childOf(definition: Definition, part: PathPart): z.core.$ZodType | undefined {
  if (definition.shape && Object.hasOwn(definition.shape, part)) return definition.shape[part];
  if (definition.items && typeof part === 'number') return definition.items[part];
  return definition.valueType ?? definition.element;
}

/** The schema itself, or every branch of a union. */
function alternatives(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  const bare = unwrap(schema);
  const { options } = definitionOf(bare);
  return options ? options.flatMap((option) => alternatives(option)) : [bare];
}

/** A list of a fixed length. */
export function isTuple(schema: z.core.$ZodType): boolean {
  return definitionOf(unwrap(schema)).items !== undefined;
}

/** Keys that a mapping may have, in the order of the definition. */
export function knownKeys(schema: z.core.$ZodType): readonly string[] {
  return alternatives(schema).flatMap((option) => Object.keys(definitionOf(option).shape ?? {}));
}

/** "a number from 0 to 1; share of accounts that are long". */
export function describeSchema(schema: z.core.$ZodType): string {
  const shape = alternatives(schema).map((option) => describeBare(option));
  const text = listNames([...new Set(shape)]);
  const description = descriptionOf(schema);
  return description ? `${text}; ${description}` : text;
}

function descriptionOf(schema: z.core.$ZodType): string | undefined {
  const description = (schema as { description?: string }).description;
  const definition = definitionOf(schema);
  const inner = wrappers.has(definition.type) ? definition.innerType : definition.in;
  return description ?? (inner && descriptionOf(inner));
}

function describeBare(schema: z.core.$ZodType): string {
  const definition = definitionOf(schema);
  if (definition.entries) return `one of ${listNames(Object.values(definition.entries))}`;
  if (definition.values) return listNames(definition.values.map(String));
  if (definition.type === 'number') return describeNumber(definition);
  if (definition.type === 'string') return describeText(definition);
  if (definition.items) return `a list of ${definition.items.length} values`;
  return plainWords.get(definition.type) ?? definition.type;
}

const plainWords = new Map([
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'keys with values'],
  ['record', 'keys with values'],
  ['unknown', 'a policy'],
]);

function checksOf(definition: Definition): readonly Check[] {
  return (definition.checks ?? []).map((check) => check._zod.def);
}

function describeNumber(definition: Definition): string {
  const checks = checksOf(definition);
  const whole = definition.format === 'safeint' || checks.some(({ format }) => format === 'safeint');
  const low = checks.filter(({ check }) => check === 'greater_than').at(-1);
  const high = checks.filter(({ check }) => check === 'less_than').at(-1);
  return [whole ? 'an integer' : 'a number', describeRange(low, high)].filter(Boolean).join(' ');
}

function describeRange(low: Check | undefined, high: Check | undefined): string {
  if (low?.inclusive && high?.inclusive) return `from ${low.value} to ${high.value}`;
  const least = low && `${low.inclusive ? 'at least' : 'above'} ${low.value}`;
  const most = high && `${high.inclusive ? 'at most' : 'below'} ${high.value}`;
  return [least, most].filter(Boolean).join(' and ');
}

function describeText(definition: Definition): string {
  for (const { error } of checksOf(definition)) {
    const message = error?.({});
    if (typeof message === 'string') return message;
  }
  const most = checksOf(definition).find(({ check }) => check === 'max_length')?.maximum;
  return most === undefined ? 'text' : `text of 1 to ${most} characters`;
}
