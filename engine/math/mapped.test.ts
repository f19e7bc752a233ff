import { describe, expect, it } from 'vitest';
import { mapped } from './mapped.ts';

describe('mapped', () => {
  it('gives what map gives', () => {
    // Goal: the same entries in the same order, with their index.
    const make = (text: string, index: number): object => ({ text, index });
    for (const list of [[], ['a'], ['a', 'b', 'a']]) expect(mapped(list, make)).toEqual(list.map(make));
  });
});
