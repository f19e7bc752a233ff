import { describe, expect, it } from 'vitest';
import { jsonText } from './run-json.ts';

describe('jsonText', () => {
  it('has one spelling for a value', () => {
    // Goal: the same result has the same bytes.
    expect(jsonText({ b: -0, a: [0.1, 1e21] }, { indent: 0 })).toBe('{"b":0,"a":[0.1,1e+21]}\n');
  });

  it('refuses what JSON would turn into null', () => {
    // Goal: a number that does not exist is a bug here, not a null in a public file.
    expect(() => jsonText({ a: [NaN] }, { indent: 0 })).toThrow('"0" is NaN');
    expect(() => jsonText({ a: Infinity }, { indent: 0 })).toThrow('"a" is Infinity');
  });
});
