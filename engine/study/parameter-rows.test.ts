import { describe, expect, it } from 'vitest';
import { choice, parameterInput } from '../../test/golden/study-inputs.ts';
import { loadParameterSet } from '../../scenarios/loader.ts';
import { parameterRows, policyVersions } from './parameter-rows.ts';

const rules = parameterInput({
  losses: [choice('loss', 'insurance-fund', { opening: { USD: 50e6 } }), choice('loss', 'adl')],
  breakers: [choice('breaker', 'halt')],
  population: { leverage: { long: 5, short: 4 } },
  sources: [
    { key: 'margin', text: 'rule book' },
    { key: 'margin.maintenance', text: 'page 7' },
    { key: 'losses.insurance-fund.opening', text: 'press' },
    { key: 'loss', text: 'never: not a whole part of a path' },
  ],
});

function rowOf(key: string) {
  return parameterRows(rules).find((row) => row.key === key);
}

describe('rows of parameters', () => {
  it('carry the unit that the policy declares', () => {
    // Goal: written once, in the schema.
    expect(rowOf('margin.maintenance')).toMatchObject({ value: 0.025, unit: expect.stringMatching(/notional|fraction|ratio/) });
    expect(rowOf('losses.insurance-fund.opening.USD')).toMatchObject({ value: 50e6, unit: 'amount of the asset' });
    expect(rowOf('breakers.halt.window')).toMatchObject({ value: '5m', unit: 'duration' });
  });

  it('name the policies and flatten what is nested', () => {
    // Goal: a reader sees which rule, then its numbers.
    expect(rowOf('losses.adl.policy')?.value).toBe('adl');
    expect(rowOf('population.leverage.short')).toMatchObject({ value: 4, unit: 'notional / equity' });
    expect(parameterRows(rules).every(({ value }) => typeof value !== 'object' || value === null)).toBe(true);
  });

  it('carry what the schema of the policy allows', () => {
    // Goal: a reader of a change sees how far it could have gone; the schemas of halt.ts and insurance-fund.ts say gt(0), max(10), min(0).
    expect(rowOf('breakers.halt.move')?.bounds).toEqual({ low: 0, high: 10, lowIsOpen: true, highIsOpen: false });
    expect(rowOf('losses.insurance-fund.opening.USD')?.bounds).toMatchObject({ low: 0, lowIsOpen: false });
    expect(rowOf('breakers.halt.window')).not.toHaveProperty('bounds');
  });

  it('come with the versions of the policies', () => {
    // Goal: every block that has a policy row has a version, in the same order.
    const named = parameterRows(rules).filter(({ key }) => key.endsWith('.policy'));
    expect(policyVersions(rules).map(({ role, name }) => [`${role}.policy`, name])).toEqual(named.map(({ key, value }) => [key, value]));
    expect(policyVersions(rules).every(({ version }) => version >= 1)).toBe(true);
  });

  it('find the source with the longest key that covers them', () => {
    // Goal: "margin" covers "margin.max-leverage"; "margin.maintenance" has its own; "loss" is no part of the path "losses".
    expect(rowOf('margin.max-leverage')?.source).toBe('rule book');
    expect(rowOf('margin.maintenance')?.source).toBe('page 7');
    expect(rowOf('losses.insurance-fund.opening.USD')?.source).toBe('press');
    expect(rowOf('losses.insurance-fund.fee-share')?.source).toBe('');
  });

  it.each(['default', 'binance-usdm', 'bitmex-2020', 'hyperliquid'])('of %s show every source of the file', (name) => {
    // Goal: a source whose key is misspelt would be lost.
    const { document } = loadParameterSet(name);
    const shown = new Set(parameterRows(document).map(({ source }) => source));
    const covers = (key: string): boolean => parameterRows(document).some((row) => row.key === key || row.key.startsWith(`${key}.`));
    expect(document.sources.filter(({ key, text }) => !shown.has(text) && !covers(key)).map(({ key }) => key)).toEqual([]);
  });
});
