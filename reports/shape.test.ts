import { describe, expect, it } from 'vitest';
import { ShapeError, cell, interval, list, number, object, oneOf, optional, orNull, record, text, where } from './shape.ts';
import type { Shape } from './shape.ts';

function refusal(shape: Shape<unknown>, value: unknown): string {
  try {
    shape(value, 'root');
  } catch (error) {
    if (error instanceof ShapeError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('shapes', () => {
  it('names the place of the first wrong value deep inside a document', () => {
    const shape = object({ sets: list(object({ metrics: record(object({ n: number })) })) });
    const value = { sets: [{ metrics: {} }, { metrics: { shortfall_usd: { n: 'many' } } }] };
    expect(refusal(shape, value)).toBe('root.sets[1].metrics.shortfall_usd.n is "many", expected a finite number');
  });

  it('says what is missing, what a list is and shortens long text', () => {
    expect(refusal(object({ id: text }), {})).toBe('root.id is missing, expected text');
    expect(refusal(object({ id: text }), [])).toBe('root is a list of 0, expected an object');
    expect(refusal(number, 'x'.repeat(100))).toContain('...');
  });

  it('accepts only the words, bounds and conditions it was given', () => {
    expect(oneOf('safe', 'failed')('safe', '')).toBe('safe');
    expect(refusal(oneOf('safe', 'failed'), 'fine')).toBe('root is "fine", expected one of safe, failed');
    expect(refusal(interval, [2, 1])).toContain('ascending');
    expect(refusal(where(number, (value) => value > 0, 'more than zero'), 0)).toBe('root is 0, expected more than zero');
  });

  it('tells null from absent', () => {
    expect(orNull(text)(null, '')).toBeNull();
    expect(optional(text)(undefined, '')).toBeUndefined();
    expect(refusal(orNull(text), undefined)).toContain('missing');
  });

  it('lets a table cell hold any single value and nothing nested', () => {
    expect(['x', 1, true, null].map((value) => cell(value, ''))).toEqual(['x', 1, true, null]);
    expect(refusal(cell, [1])).toContain('a list of 1');
  });

  it('leaves fields out that the contract does not name', () => {
    expect(object({ id: text })({ id: 'a', later: 1 }, '')).toEqual({ id: 'a' });
  });
});
