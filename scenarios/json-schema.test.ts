import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allPolicies } from '../engine/policies/registry.ts';
import { schemaFiles } from './json-schema.ts';
import { packageRoot } from './places.ts';

interface Node {
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly definitions?: Readonly<Record<string, Node>>;
  readonly oneOf?: readonly Node[];
}

const [scenario, parameters] = schemaFiles().map(({ text }) => JSON.parse(text) as Node);

describe('JSON Schemas', () => {
  it('are committed as they are generated', () => {
    // Goal: editors never show an old schema. Renew with: npm run build && node dist/scenarios/json-schema.js --write
    for (const { path, text } of schemaFiles()) expect(readFileSync(join(packageRoot(), path), 'utf8')).toBe(text);
  });

  it('offer every policy with its parameters', () => {
    // Goal: what the registry knows, an editor completes.
    for (const { kind, name, summary } of allPolicies()) {
      const definition = parameters.definitions?.[kind];
      const selector = kind === 'liquidity' || kind === 'price' ? 'model' : 'policy';
      expect(definition?.properties?.[selector].enum).toContain(name);
      expect(definition?.oneOf?.some(({ description }) => description === summary)).toBe(true);
    }
  });

  it('require what the loader requires', () => {
    // Goal: a missing block is marked before the file is ever run.
    expect(parameters.required).toEqual(['version', 'name', 'title', 'summary', 'margin', 'collateral', 'liquidation', 'losses']);
    expect(scenario.required).toEqual(['version', 'name', 'title', 'underlyings']);
  });

  it('describe every key', () => {
    // Goal: hovering over a key explains it, units included.
    for (const [key, node] of [scenario, parameters].flatMap(({ properties }) => Object.entries(properties ?? {}))) {
      expect(node.description, key).toBeTruthy();
    }
  });
});
