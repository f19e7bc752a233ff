/**
 * JSON Schemas (draft-07) of scenario, parameter and gate files for editors, from the same definitions that check them.
 * `node dist/scenarios/json-schema.js --write` renews the files in scenarios/schema/.
 */
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { PolicyKind } from '../engine/policies/contract.ts';
import { allPolicies, policiesOfKind } from '../engine/policies/registry.ts';
import type { AnyPolicy } from '../engine/policies/registry.ts';
import { gateSchema } from './gate-schema.ts';
import { parameterSetSchema } from './parameters-schema.ts';
import { packageRoot } from './places.ts';
import { selectorOf } from './policy-schema.ts';
import type { PolicyMark } from './policy-schema.ts';
import { scenarioSchema } from './schema.ts';

type Json = Record<string, unknown>;

export interface SchemaFile {
  /** Path in the package. */
  readonly path: string;
  readonly text: string;
}

/** The schema files as they should be committed. */
export function schemaFiles(): readonly SchemaFile[] {
  return [
    schemaFile('scenario', { title: 'Breakwater scenario', schema: scenarioSchema }),
    schemaFile('parameters', { title: 'Breakwater parameter set', schema: parameterSetSchema }),
    schemaFile('gate', { title: 'Breakwater gate', schema: gateSchema, hasPolicies: false }),
  ];
}

interface SchemaSource {
  readonly title: string;
  readonly schema: z.ZodType;
  readonly hasPolicies?: boolean;
}

function schemaFile(name: string, { title, schema, hasPolicies = true }: SchemaSource): SchemaFile {
  const { $schema, ...body } = toJson(schema);
  const content = { $schema, title, ...body, ...(hasPolicies && { definitions: policyDefinitions() }) };
  return { path: `scenarios/schema/${name}.schema.json`, text: `${JSON.stringify(content, null, 2)}\n` };
}

/** What a file may contain, before defaults and transforms. */
function toJson(schema: z.ZodType): Json {
  const json = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => replacePolicyMark(jsonSchema as Json),
  });
  return json as Json;
}

/** A policy block is an alternative of all policies of its kind. */
function replacePolicyMark(json: Json): void {
  if (json.policyKind === undefined) return;
  const { policyKind, mayBeNone } = json as Json & PolicyMark;
  for (const key of ['policyKind', 'selector', 'mayBeNone']) delete json[key];
  const block = { $ref: `#/definitions/${policyKind}` };
  Object.assign(json, mayBeNone ? { anyOf: [block, { enum: ['none', null] }] } : { allOf: [block] });
}

function policyDefinitions(): Json {
  const kinds = [...new Set(allPolicies().map(({ kind }) => kind))];
  return Object.fromEntries(kinds.map((kind) => [kind, oneOfKind(kind)]));
}

/** Editors offer the names from the enum; `oneOf` then has exactly one branch for each name. */
function oneOfKind(kind: PolicyKind): Json {
  const policies = policiesOfKind(kind) as readonly AnyPolicy[];
  const selector = selectorOf(kind);
  const names = { type: 'string', enum: policies.map(({ name }) => name) };
  return { type: 'object', properties: { [selector]: names }, required: [selector], oneOf: policies.map((policy) => policyJson(policy)) };
}

function policyJson({ kind, name, summary, parameters }: AnyPolicy): Json {
  const schema = toJson(parameters);
  const { properties, required } = schema;
  delete schema.$schema;
  const selector = selectorOf(kind);
  return {
    title: name,
    description: summary,
    ...schema,
    properties: { [selector]: { const: name, description: summary }, ...(properties as Json) },
    required: [selector, ...((required as string[] | undefined) ?? [])],
  };
}

function writeFiles(): void {
  for (const { path, text } of schemaFiles()) {
    const file = join(packageRoot(), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function startedAs(file: string | undefined): boolean {
  return file !== undefined && realpathSync(file) === fileURLToPath(import.meta.url);
}

if (startedAs(process.argv[1]) && process.argv.includes('--write')) writeFiles();
