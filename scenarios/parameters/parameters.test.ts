/** The parameter sets that come with the project: readable, complete in their sources, and true to the cases they claim. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { InstrumentFacts, MarginHooks } from '../../engine/policies/contract.ts';
import { findPolicy } from '../../engine/policies/registry.ts';
import type { ParameterSet } from '../parameters-schema.ts';
import { parameterSetSchema } from '../parameters-schema.ts';

const folder = new URL('.', import.meta.url);
const names = readdirSync(folder).filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -'.yaml'.length));
const raw = (name: string): unknown => parse(readFileSync(new URL(`${name}.yaml`, folder), 'utf8'));
const load = (name: string): ParameterSet => parameterSetSchema.parse(raw(name));

/** Keys of all numbers: items of a list go by their policy, id or name, else by their place. */
function numberKeys(value: unknown, path: readonly string[] = []): string[] {
  if (typeof value === 'number') return [path.join('.')];
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => numberKeys(item, [...path, itemKey(item, index)]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => numberKeys(part, [...path, key]));
}

function itemKey(item: unknown, index: number): string {
  const { policy, id, name } = item as Readonly<Record<string, string | undefined>>;
  return policy ?? id ?? name ?? String(index);
}

function margin(name: string): MarginHooks {
  const { policy, parameters } = load(name).margin;
  return findPolicy('margin', policy).create(parameters);
}

const facts = (underlying: string): InstrumentFacts => ({
  id: underlying,
  underlying,
  contract: 'linear',
  settleAsset: 'USD',
  unitsPerAsset: 1e6,
  lotSize: 1,
  startPrice: 100,
  settleAssetPriceUsd: 1,
});

describe('parameter sets', () => {
  it('are the ones that the documentation names', () => {
    expect(names.sort()).toEqual(['binance-usdm', 'bitmex-2020', 'default', 'hyperliquid']);
  });

  it.each(names)('%s: meets the schema and is named like its file', (name) => {
    const result = parameterSetSchema.safeParse(raw(name));
    expect(result.error?.issues ?? []).toEqual([]);
    expect(result.data?.name).toBe(name);
  });

  it.each(names)('%s: has a source for every number, and no source without a number or rule', (name) => {
    const { sources, version, ...rules } = raw(name) as Record<string, unknown> & { sources: { key: string }[] };
    expect(version).toBe(1);
    const keys = numberKeys(rules);
    const covers = (source: string, key: string) => key === source || key.startsWith(`${source}.`);
    expect(keys.filter((key) => !sources.some((source) => covers(source.key, key)))).toEqual([]);
    const known = new Set([...keys.map((key) => key.split('.')[0]), 'collateral', 'losses']);
    expect(sources.filter((source) => !known.has(source.key.split('.')[0]))).toEqual([]);
  });

  it('binance-usdm agrees with case binance-maintamt-03: an amount of 1,300 at 500,000', () => {
    const tiers = margin('binance-usdm').maintenanceTiers(facts('BTC'));
    expect(tiers[2].deduction).toBeCloseTo(1300, 9);
    expect(tiers[3].deduction).toBeCloseTo(16_300, 9);
    expect(margin('binance-usdm').trigger).toBe('at-or-below');
  });

  it('hyperliquid agrees with cases hyperliquid-deduct-01, 03, hyperliquid-mmr-01 and its funding', () => {
    const hooks = margin('hyperliquid');
    expect(hooks.trigger).toBe('below');
    expect(hooks.maintenanceTiers(facts('BTC'))[1]).toEqual({ notionalFloor: 150e6, rate: 0.025, deduction: 1_875_000 });
    expect(hooks.maintenanceTiers(facts('SOL'))[1]).toEqual({ notionalFloor: 70e6, rate: 0.05, deduction: 1_750_000 });
    expect(hooks.maintenanceTiers(facts('SOL'))[0].rate).toBe(0.025);
    const funding = load('hyperliquid').funding!;
    expect(findPolicy('funding', funding.policy).create(funding.parameters).rate(100, 100)).toBeCloseTo(1.25e-5, 15);
  });

  it('bitmex-2020 pins the venue of 11 March 2020', () => {
    const set = load('bitmex-2020');
    expect(set.population).toMatchObject({ openInterestUsd: { XBTUSD: 840e6 }, leverage: { long: 22, short: 30 } });
    expect(set.instruments?.map(({ id, contract, settle }) => [id, contract, settle])).toEqual([
      ['XBTUSD', 'inverse', 'BTC'],
      ['ETHUSD', 'quanto', 'BTC'],
    ]);
    expect(set.losses[0].parameters).toMatchObject({ opening: { BTC: 35_500 }, 'takes-surplus': true });
  });
});
