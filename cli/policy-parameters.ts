/** The parameters of a policy in words, read off the schema that checks them. */
import { z } from 'zod';
import type { AnyPolicy } from '../engine/policies/registry.ts';

interface JsonProperty {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** "fraction: Share of the position; fraction (above 0, at most 1; default 0.2)", one text per parameter. */
export function describeParameters({ parameters }: AnyPolicy): string[] {
  const schema = z.toJSONSchema(parameters, { target: 'draft-7', io: 'input', unrepresentable: 'any' }) as {
    readonly properties?: Readonly<Record<string, JsonProperty>>;
    readonly required?: readonly string[];
  };
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const isRequired = schema.required?.includes(name) ?? false;
    const limits = [...bounds(property), ...defaultOf(property, isRequired)].join('; ');
    return `${name}: ${property.description ?? ''}${limits ? ` (${limits})` : ''}`;
  });
}

function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, enum: words }: JsonProperty): string[] {
  const parts: string[] = [];
  if (words) parts.push(words.map(String).join(' | '));
  if (exclusiveMinimum !== undefined) parts.push(`above ${exclusiveMinimum}`);
  if (minimum !== undefined) parts.push(`at least ${minimum}`);
  if (exclusiveMaximum !== undefined) parts.push(`below ${exclusiveMaximum}`);
  if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) parts.push(`at most ${maximum}`);
  return parts;
}

function defaultOf(property: JsonProperty, isRequired: boolean): string[] {
  if (property.default !== undefined) return [`default ${JSON.stringify(property.default)}`];
  return isRequired ? ['required'] : [];
}
