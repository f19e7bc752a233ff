/** A policy block in a file: the name of a policy of one kind, and parameters that the policy's own schema checks. */
import { z } from 'zod';
import type { PolicyDefinition, PolicyKind } from '../engine/policies/contract.ts';
import { policiesOfKind } from '../engine/policies/registry.ts';
import { unknownNameFinding } from './findings.ts';
import type { Finding, NestedIssues } from './findings.ts';
import { isMapping } from './raw.ts';
import { listNames } from './suggest.ts';

/** A chosen policy with its checked parameters, defaults filled in. Plain data; `findPolicy(kind, policy)` has the rest. */
export interface PolicyChoice {
  readonly kind: PolicyKind;
  readonly policy: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What the JSON Schema writer finds at a policy block. */
export interface PolicyMark {
  readonly policyKind: PolicyKind;
  readonly selector: string;
  /** The word "none" is allowed instead of a block. */
  readonly mayBeNone: boolean;
}

/** The key that names the policy: `model` for liquidity and prices, `policy` for every other kind. */
export function selectorOf(kind: PolicyKind): string {
  return kind === 'liquidity' || kind === 'price' ? 'model' : 'policy';
}

/** A block that must name a policy of this kind. */
export function policyBlock(kind: PolicyKind, description: string): z.ZodType<PolicyChoice> {
  const mark: PolicyMark = { policyKind: kind, selector: selectorOf(kind), mayBeNone: false };
  return z.unknown().meta({ ...mark, description }).transform((value, context) => readBlock(kind, value, context) ?? z.NEVER);
}

/** The same, where "none" (or leaving it empty) means that the venue has no such rule. */
export function policyBlockOrNone(kind: PolicyKind, description: string): z.ZodType<PolicyChoice | null> {
  const mark: PolicyMark = { policyKind: kind, selector: selectorOf(kind), mayBeNone: true };
  return z.unknown().meta({ ...mark, description }).transform((value, context) => {
    if (value === 'none' || value === null || value === undefined) return null;
    return readBlock(kind, value, context) ?? z.NEVER;
  });
}

function readBlock(kind: PolicyKind, value: unknown, context: z.RefinementCtx): PolicyChoice | undefined {
  if (value === undefined) {
    context.addIssue({ code: 'custom', message: 'missing' });
    return undefined;
  }
  const named = namePolicy(kind, value);
  if ('what' in named) {
    const { path, ...finding } = named;
    context.addIssue({ code: 'custom', message: finding.what, path: [...path], params: { finding } });
    return undefined;
  }
  return readParameters(named, value as Record<string, unknown>, context);
}

/** The policy that a block names, or what is wrong with the name; the path is relative to the block. */
function namePolicy(kind: PolicyKind, value: unknown): PolicyDefinition | Finding {
  const policies = policiesOfKind(kind);
  const known = policies.map(({ name }) => name);
  const selector = selectorOf(kind);
  const written = isMapping(value) ? value[selector] : undefined;
  if (typeof written !== 'string') return unnamed(selector, value, known);
  const definition = policies.find(({ name }) => name === written);
  return definition ?? unknownNameFinding([selector], { kind: `${kind} policy`, written, known });
}

function unnamed(selector: string, value: unknown, names: readonly string[]): Finding {
  const expected = `${selector}: ${listNames(names)}`;
  if (!isMapping(value)) return { path: [], at: 'value', what: 'this is not a policy', expected };
  if (!Object.hasOwn(value, selector)) return { path: [], at: 'value', what: `the key "${selector}" is missing`, expected };
  return { path: [selector], at: 'value', what: 'the name of the policy is not text', expected };
}

function readParameters(definition: PolicyDefinition, block: Record<string, unknown>, context: z.RefinementCtx): PolicyChoice | undefined {
  const value = Object.fromEntries(Object.entries(block).filter(([key]) => key !== selectorOf(definition.kind)));
  const result = definition.parameters.safeParse(value);
  if (result.success) return { kind: definition.kind, policy: definition.name, parameters: result.data as Record<string, unknown> };
  const nested: NestedIssues = { issues: result.error.issues, schema: definition.parameters, value };
  context.addIssue({ code: 'custom', message: `the parameters of ${definition.name}`, params: { nested } });
  return undefined;
}
