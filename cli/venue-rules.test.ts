import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../engine/errors.ts';
import { inFolder } from '../test/cli/program.ts';
import { callSets, rulesOfSets } from './venue-rules.ts';
import type { NamedRules } from './venue-rules.ts';

const two = { scenario: 'pair', venues: [{ id: 'one', parameters: 'default' }, { id: 'two', parameters: 'hyperliquid' }] };
const single = { scenario: 'alone', venues: [{ id: 'venue', parameters: 'default' }] };

describe('rulesOfSets', () => {
  it('gives a venue that is left out the rules of the scenario', () => {
    // Goal: venues keep the scenario's order, whatever the order of the words; without words there is one set.
    expect(rulesOfSets([], two)).toEqual([['default', 'hyperliquid']]);
    expect(rulesOfSets(['two=./b.yaml,one=x', 'one=bitmex-2020'], two)).toEqual([['x', './b.yaml'], ['bitmex-2020', 'hyperliquid']]);
    expect(rulesOfSets([], single)).toEqual([['default']]);
    expect(rulesOfSets(['hyperliquid', './a.yaml'], single)).toEqual([['hyperliquid'], ['./a.yaml']]);
  });

  it('takes files with commas and equals signs in their names', async () => {
    // Goal: a comma ends a venue only before the next venue=; a file that is there is a file.
    await inFolder((folder) => {
      const [comma, equals] = ['x,y.yaml', 'a=b.yaml'].map((name) => join(folder, name));
      for (const file of [comma, equals]) writeFileSync(file, '');
      expect(rulesOfSets([`two=${comma},one=${equals}`], two)).toEqual([[equals, comma]]);
      expect(rulesOfSets([equals], single)).toEqual([[equals]]);
      return Promise.resolve();
    });
  });

  it.each([
    { text: 'hyperliquid', what: '"hyperliquid" names no venue, and pair has 2: one, two', suggestion: 'one=hyperliquid,two=hyperliquid' },
    { text: 'one=default,hyperliquid', what: '"hyperliquid" names no venue', suggestion: '--params one=hyperliquid' },
    { text: 'three=default', what: 'pair has no venue "three"', suggestion: undefined },
    { text: 'tow=default', what: 'pair has no venue "tow"', suggestion: 'two' },
    { text: '=default', what: 'pair has no venue ""', suggestion: undefined },
    { text: 'one=default,one=x', what: 'names the venue one twice', suggestion: undefined },
    { text: 'one=,two=x', what: '"one=" names no rules', suggestion: undefined },
    { text: '$(reboot)', what: '"$(reboot)" names no venue', suggestion: 'one=NAME,two=NAME' },
  ])('refuses $text', ({ text, what, suggestion }) => {
    // Goal: exit 2, what was found and what was probably meant; hostile words are not suggested.
    const error = errorOf(() => rulesOfSets([text], two));
    expect([error.exitCode, error.message.includes(what)]).toEqual([2, true]);
    expect(error.problems[0].suggestion ?? '').toContain(suggestion ?? '');
    expect(error.problems[0].expected).toBeTruthy();
  });

  it('refuses a venue where there is only one', () => {
    // Goal: the rules alone are meant.
    const error = errorOf(() => rulesOfSets(['venue=hyperliquid'], single));
    expect(error.exitCode).toBe(2);
    expect(error.problems[0]).toMatchObject({ expected: 'the rules alone', suggestion: '--params hyperliquid' });
  });

  it('never gives rules to a venue that was not named with them', () => {
    // Goal: any words end in exit 2 or in one name per venue that stands in them or in the scenario.
    const words = fc.array(fc.constantFrom('one', 'two', '=', ',', 'x', './y', ''), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(fc.property(words, (text) => {
      try {
        const [rules] = rulesOfSets([text], two);
        expect(rules).toHaveLength(2);
        two.venues.forEach(({ id, parameters }, venue) => {
          expect(rules[venue] === parameters || text.includes(`${id}=${rules[venue]}`)).toBe(true);
        });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        expect(error.exitCode).toBe(2);
      }
    }));
  });
});

describe('callSets', () => {
  const rules = (name: string, file = name): NamedRules => ({ document: { name, title: `Rules of ${name}` }, file, sha256: file });
  const set = (...names: readonly (string | NamedRules)[]) => {
    return names.map((one, index) => ({ id: `v${index}`, loaded: typeof one === 'string' ? rules(one) : one }));
  };
  const ids = (...sets: readonly ReturnType<typeof set>[]): string[] => callSets(sets).map(({ id }) => id);

  it('names the venues that differ', () => {
    // Goal: short names that say what is compared; one set alone is called by all its rules, as before there was a choice.
    expect(ids(set('a', 'b'))).toEqual(['a+b']);
    expect(ids(set('a'), set('b'))).toEqual(['a', 'b']);
    expect(callSets([set('a', 'b'), set('a', 'c')])).toMatchObject([
      { id: 'v1=b', title: 'v1: Rules of b' },
      { id: 'v1=c', title: 'v1: Rules of c' },
    ]);
    expect(ids(set('a', 'b'), set('a', 'c'), set('d', 'b'))).toEqual(['v0=a+v1=b', 'v0=a+v1=c', 'v0=d+v1=b']);
  });

  it('refuses two sets of one name', () => {
    // Goal: a second file with the same name: would be listed under the name of the first.
    expect(() => ids(set('a', 'b'), set('a', 'b'))).toThrow('two parameter sets are called "a+b"');
    expect(() => ids(set('a', 'b'), set('a', rules('b', 'other.yaml')))).toThrow('two parameter sets are called "v1=b"');
    expect(ids(set('a', 'b'), set(rules('a', 'other.yaml'), 'c'))).toEqual(['v0=a+v1=b', 'v0=a+v1=c']);
  });

  it('shortens what is long without making it equal', () => {
    // Goal: 16 venues with names of 64 characters: at most 80 characters, of a safe alphabet, different where the sets differ.
    const long = 'x'.repeat(64);
    const venues = Array.from({ length: 16 }, () => 'a');
    const sets = [venues, venues.map(() => long), venues.map((_, index) => (index === 15 ? 'b' : long))].map((names) => set(...names));
    const found = callSets(sets);
    expect(new Set(found.map(({ id }) => id)).size).toBe(3);
    for (const { id } of found) expect(id).toMatch(/^[a-z0-9+=-]{1,80}$/);
    expect(found[0].title).toBe('v0: Rules of a, v1: Rules of a, v2: Rules of a, v3: Rules of a and 12 more venues');
  });
});

function errorOf(action: () => unknown): UserError {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
