/** What the schema of a policy allows its numbers to be. */
import { z } from 'zod';
import { findPolicy } from '../policies/registry.ts';
import type { PolicyChoice } from './inputs.ts';
import type { ParameterBounds } from './run-folder-rules.ts';

/** The part of JSON Schema that says where a number lies and what a list or an object holds. */
interface JsonSchema {
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

type BoundsOf = (path: readonly string[]) => ParameterBounds | null;

/** Bounds of the policy's parameters by path, e.g. [`tiers`, `0`, `rate`]; null where the schema sets none. Reads the schema once. */
export function boundsIn({ kind, policy }: PolicyChoice): BoundsOf {
  const schema = z.toJSONSchema(findPolicy(kind, policy).parameters, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return (path) => boundsOf(path.reduce<JsonSchema | null>(inside, schema));
}

function inside(schema: JsonSchema | null, name: string): JsonSchema | null {
  if (schema === null) return null;
  const { properties, additionalProperties, items } = schema;
  if (properties && Object.hasOwn(properties, name)) return properties[name];
  if (items && /^\d+$/.test(name)) return items;
  return typeof additionalProperties === 'object' ? additionalProperties : null;
}

/** Where a parameter may also be something else than a number (a word like none), the bounds are those of its numbers. */
function boundsOf(schema: JsonSchema | null): ParameterBounds | null {
  if (schema === null) return null;
  const parts = schema.anyOf?.map(boundsOf).filter((bounds) => bounds !== null) ?? [];
  if (parts.length > 0) return parts.length === 1 ? parts[0] : null;
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  const low = chosen(exclusiveMinimum ?? minimum);
  const high = chosen(exclusiveMaximum ?? maximum);
  if (low === null && high === null) return null;
  return { low, high, lowIsOpen: exclusiveMinimum !== undefined, highIsOpen: exclusiveMaximum !== undefined };
}

/** Whole numbers come with the ends of what is exact: nobody chose those. */
function chosen(bound: number | undefined): number | null {
  return bound === undefined || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? null : bound;
}
