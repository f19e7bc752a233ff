import { describe, expect, it } from 'vitest';
import { isStrictNumber, readNumber } from './numbers.ts';

describe('readNumber', () => {
  it('accepts plain decimals and scientific notation', () => {
    // Goal: everything that venues write is read exactly as Number reads it.
    for (const text of ['0', '7934.58', '-37.63', '2.17e-05', '1e5', '0.0', '12345678901234567']) {
      expect(readNumber(text)).toBe(Number(text));
    }
  });

  it('turns minus zero into zero', () => {
    // Goal: -0 must not reach results, where it would print and hash differently.
    expect(Object.is(readNumber('-0'), 0)).toBe(true);
    expect(Object.is(readNumber(-0), 0)).toBe(true);
  });

  it.each(['0x10', '1_000', '+5', '.5', '5.', '007', '1e999', '1e+1000', 'inf', 'Infinity', ' 1', '1 000', '=1+1', "'5", '١٢', '0b1'])(
    'refuses %j',
    (text) => {
      // Goal: nothing is guessed from texts that other parsers read as some number.
      expect(readNumber(text)).toMatchObject({ kind: expect.any(String) as string });
    },
  );

  it.each([
    ['7934,58', 'comma'],
    ['1,234.5', 'comma'],
    ['', 'missing'],
    ['NULL', 'missing'],
    ['nan', 'missing'],
  ])('names the fault of %j', (text, kind) => {
    // Goal: the common faults get their own words.
    expect(readNumber(text)).toMatchObject({ kind });
  });

  it('judges typed cells of binary formats', () => {
    // Goal: bigint columns are numbers, null is missing, dates and NaN are faults.
    expect(readNumber(5n)).toBe(5);
    expect(readNumber(null)).toMatchObject({ kind: 'missing' });
    expect(readNumber(NaN)).toMatchObject({ kind: 'missing' });
    expect(readNumber(Infinity)).toMatchObject({ kind: 'range' });
    expect(readNumber(new Date(0))).toMatchObject({ kind: 'type' });
  });

  it('strictNumberVsNumber: the grammar accepts no text that Number rejects', () => {
    // Goal: a second opinion on the grammar, over all short strings of its alphabet.
    const alphabet = ['-', '0', '1', '.', 'e', '+'];
    const words = alphabet.flatMap((a) => alphabet.flatMap((b) => alphabet.flatMap((c) => alphabet.map((d) => a + b + c + d))));
    for (const word of words) if (isStrictNumber(word)) expect(Number(word)).not.toBeNaN();
  });
});
