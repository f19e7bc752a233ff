import { describe, expect, it } from 'vitest';
import { listNames, nearestName, shorten } from './suggest.ts';

describe('nearestName', () => {
  it('finds what was meant and stays silent otherwise', () => {
    // Goal: typing errors, separators and case are forgiven; unrelated words get no suggestion.
    const keys = ['half-life', 'lot', 'underlying', 'open-interest'];
    expect(nearestName('half_life', keys)).toBe('half-life');
    expect(nearestName('HalfLife', keys)).toBe('half-life');
    expect(nearestName('undrelying', keys)).toBe('underlying');
    expect(nearestName('lots', keys)).toBe('lot');
    expect(nearestName('fee', keys)).toBeUndefined();
    expect(nearestName('x'.repeat(100_000), keys)).toBeUndefined();
  });
});

describe('listNames', () => {
  it('reads like a sentence', () => {
    // Goal: expected values are words, not JSON.
    expect(listNames([])).toBe('');
    expect(listNames(['a'])).toBe('a');
    expect(listNames(['a', 'b', 'c'])).toBe('a, b or c');
    expect(listNames(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
  });
});

describe('shorten', () => {
  it('keeps messages short', () => {
    // Goal: a value of a thousand letters is recognisable in one line.
    expect(shorten('x'.repeat(1000))).toHaveLength(64);
    expect(shorten('short')).toBe('short');
  });
});
