import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { allPolicies, findPolicy, policiesOfKind } from './registry.ts';

interface JsonSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

describe('registry', () => {
  it('finds a policy by kind and name', () => {
    expect(findPolicy('margin', 'brackets').summary).toContain('brackets');
    expect(policiesOfKind('liquidation').map((policy) => policy.name)).toEqual(['full', 'partial', 'paced']);
  });

  it('knows one policy per kind and name', () => {
    const names = allPolicies().map((policy) => `${policy.kind} ${policy.name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('says what there is and what may have been meant', () => {
    expect(() => findPolicy('margin', 'levrage', { file: 'mine.yaml', line: 4, column: 12 })).toThrow(UserError);
    expect(() => findPolicy('margin', 'levrage', { file: 'mine.yaml', line: 4, column: 12 })).toThrow(
      /mine\.yaml:4:12: there is no margin policy "levrage"\n.*leverage, brackets\n.*did you mean "leverage"/,
    );
    expect(() => findPolicy('oracle', 'brackets')).toThrow(/simulate list --explain/);
  });

  it('describes every parameter with its unit, refuses unknown ones, and gives a JSON Schema', () => {
    for (const policy of allPolicies()) {
      const schema = z.toJSONSchema(policy.parameters, { io: 'input' }) as JsonSchema & { readonly additionalProperties?: unknown };
      expect(schema.additionalProperties, policy.name).toBe(false);
      for (const [key, property] of Object.entries(schema.properties ?? {})) {
        expect(property.description, `${policy.kind} ${policy.name} ${key}`).toMatch(/.; .|, .*/);
        expect(key).toMatch(/^[a-z]+(-[a-z]+)*$/);
      }
    }
  });

  it('has a summary and a reference for every policy', () => {
    for (const policy of allPolicies()) {
      expect(policy.summary.length).toBeGreaterThan(20);
      expect(policy.references.length).toBeGreaterThan(0);
    }
  });
});
