/**
 * What must not matter: the order in which keys, parameter sets and policies are written or listed, and what is added far away from
 * where things happen.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import type { LiquidationRecord, SettlementRecord } from '../../engine/kernel/outcome.ts';
import { Simulation } from '../../engine/kernel/simulation.ts';
import { bookFor } from '../../engine/study/books.ts';
import { planStudy } from '../../engine/study/study.ts';
import type { SetResult } from '../../engine/study/study.ts';
import { worldWith } from '../../engine/study/world-plan.ts';
import { runInline } from '../../engine/runner/inline.ts';
import { withFile } from '../../scenarios/testing/files.ts';
import { digestsOf, inputOf, metricsDigest, smallCases } from './cases.ts';
import type { GoldenCase, GoldenDigests } from './cases.ts';

const root = join(import.meta.dirname, '../..');
const cases = smallCases(root);

afterEach(() => vi.doUnmock('../../engine/policies/registry.ts'));

describe('the order of keys', () => {
  it.each(cases)('does not matter in $name', async (one) => {
    // Goal: a mapping of YAML has no order; reversing all of them changes no digest.
    const reversed = stringify(reverseKeys(parse(readFileSync(one.scenario, 'utf8'))));
    const expected = await digestsOf([one]);
    expect(await digestsOfText(one, reversed)).toEqual(expected);
  });
});

/** The file is gone when the promise settles: a scenario is read before the first await. */
function digestsOfText(one: GoldenCase, text: string): Promise<GoldenDigests> {
  return withFile(text, (file) => digestsOf([{ ...one, scenario: file }]));
}

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, inner]) => [key, reverseKeys(inner)]));
}

describe('parameter sets', () => {
  const counterfactual = cases.find(({ name }) => name === 'counterfactual') as GoldenCase;

  async function setsOf(params: readonly string[]): Promise<Map<string, string>> {
    const { sets } = runInline(planStudy(await inputOf({ ...counterfactual, params })));
    return new Map(sets.map((set: SetResult) => [set.id, metricsDigest({ sets: [set] })]));
  }

  it('do not depend on their order, nor on which others run beside them', async () => {
    // Goal: common random numbers: a set sees the same shocks alone, first or last.
    const forward = await setsOf(['default', 'binance-usdm', 'bitmex-2020']);
    const backward = await setsOf(['bitmex-2020', 'binance-usdm', 'default']);
    for (const [id, digest] of forward) {
      expect(backward.get(id), id).toBe(digest);
      expect((await setsOf([id])).get(id), id).toBe(digest);
    }
  });
});

describe('the order of the registry', () => {
  afterEach(() => {
    vi.doUnmock('../../engine/policies/registry.ts');
    vi.resetModules();
  });

  it('does not matter', async () => {
    // Goal: policies are found by kind and name; a list in another order gives the same digests.
    const expected = await digestsOf(cases);
    vi.resetModules();
    vi.doMock('../../engine/policies/registry.ts', async (importOriginal) => {
      const original = await importOriginal<typeof import('../../engine/policies/registry.ts')>();
      const reversed = [...original.allPolicies()].reverse();
      const ofKind = (kind: string) => reversed.filter((policy) => policy.kind === kind);
      return { ...original, allPolicies: () => reversed, policiesOfKind: ofKind, findPolicy: findIn(ofKind) };
    });
    const again: { digestsOf: (cases: readonly GoldenCase[]) => Promise<GoldenDigests> } = await import('./cases.ts');
    expect(await again.digestsOf(cases)).toEqual(expected);
  });
});

function findIn<T extends { readonly name: string }>(ofKind: (kind: string) => readonly T[]) {
  return (kind: string, name: string): T => {
    const found = ofKind(kind).find((policy) => policy.name === name);
    if (!found) throw new RangeError(`no ${kind} policy ${name}`);
    return found;
  };
}

describe('an account far from liquidation', () => {
  it('changes nothing for the others on a frictionless market', async () => {
    // Goal: accounts meet only through prices, the fund and winners; without impact and with a fund alone a safe account is invisible.
    const longs = ['a, cash: 120, positions: {X-PERP: 10}', 'b, cash: 300, positions: {X-PERP: 30}'];
    const lines = [...longs, 'c, cash: 400, positions: {X-PERP: -25}'];
    const safe = ['safe-long, cash: 5000, positions: {X-PERP: 3}', 'aa-safe-short, cash: 9000, positions: {X-PERP: -4}'];
    const alone = await outcomesOf(lines);
    expect(alone.liquidations.length).toBeGreaterThan(1);
    expect(await outcomesOf([...lines, ...safe])).toEqual(alone);
    expect(await outcomesOf([...safe, ...lines])).toEqual(alone);
  });
});

interface Named {
  readonly liquidations: readonly unknown[];
  readonly settlements: readonly unknown[];
  readonly cash: Readonly<Record<string, number>>;
}

/** What happened to accounts a, b and c, by name. */
async function outcomesOf(accounts: readonly string[]): Promise<Named> {
  const text = `version: 1
name: far-away
title: Accounts far away
underlyings: {X: {prices: [100, 97, 90, 95, 70, 85, 120, 140]}}
accounts:
${accounts.map((account) => `  - {id: ${account}}`).join('\n')}
parameters:
  margin: {policy: leverage, max-leverage: 20, maintenance: 0.02}
  collateral: {policy: haircut}
  liquidation: {policy: full, fee: 0.003}
  losses: [{policy: insurance-fund, opening: {USD: 100}}]
  oracle: none
  breakers: []
  funding: {policy: premium, interval: 2m}
`;
  const input = await withFile(text, (file) => inputOf({ name: 'far-away', scenario: file, params: [], paths: 1 }));
  const study = planStudy(input);
  const [plan] = study.sets;
  const simulation = new Simulation(worldWith(plan, bookFor(input, plan, 0)));
  const liquidations: LiquidationRecord[] = [];
  const settlements: SettlementRecord[] = [];
  const journal = {
    liquidation: (one: LiquidationRecord) => liquidations.push(one),
    settlement: (one: SettlementRecord) => settlements.push(one),
  };
  simulation.run({ ...study.source.draw(0), depthScale: [null] }, { feedback: 'full', journal });
  const { book } = simulation.spec;
  const named = <T extends { account: number }>(records: readonly T[]): unknown[] =>
    records.map((one) => ({ ...one, account: book.accountId(one.account) }));
  const cash = Object.fromEntries(['a', 'b', 'c'].map((id) => [id, cashOf(simulation, id)]));
  return { liquidations: named(liquidations), settlements: named(settlements), cash };
}

function cashOf({ layout, ledger, spec }: Simulation, id: string): number {
  return ledger.trueCash(layout.stableOf.findIndex((stable) => spec.book.accountId(stable) === id));
}
