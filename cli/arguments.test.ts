import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../engine/errors.ts';
import { choiceOf, numberIn, parseArguments, parseQuickly, valueOf, valuesOf, wholeNumberOf } from './arguments.ts';
import { parseFully } from './arguments-yargs.ts';
import { flagsOf } from './flags.ts';
import { runUsage } from './usages.ts';

const flags = flagsOf(runUsage);
const switches = flags.filter(({ value }) => !value).map(({ name }) => `--${name}`);
const named = flags.filter(({ value }) => value).map(({ name }) => `--${name}`);

/** Words that start no flag. yargs takes true and false for the value of a switch before them, and strips quotes: none of those. */
const anyText = fc.string({ minLength: 1 }).filter((text) => !/^-|["'`]/.test(text));
const word = fc.oneof(anyText, fc.constantFrom('1e6', '0x10', 'a=b', 'x.yaml', ' ', 'no'));
const piece = fc.oneof(
  fc.constantFrom(...switches).map((name) => [name]),
  fc.tuple(fc.constantFrom(...named), word).map(([name, value]) => [name, value]),
  fc.tuple(fc.constantFrom(...named), word).map(([name, value]) => [`${name}=${value}`]),
  word.map((text) => [text]),
);

async function problemOf(words: readonly string[]): Promise<string> {
  const error: unknown = await parseArguments(words, runUsage).catch((thrown: unknown) => thrown);
  return error instanceof UserError ? error.message : '';
}

describe('parseQuicklyVsParseFully', () => {
  it('two parsers read a plain command line alike', async () => {
    // Goal: which of them reads a command line is a matter of speed only.
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async (pieces) => {
        const words = pieces.flat();
        const quick = parseQuickly(words, flags);
        if (quick) expect(await parseFully(words, flags)).toEqual(quick);
      }),
      { numRuns: 300 },
    );
  });

  it('plain command lines do not need the slow one', () => {
    // Goal: the main job loads no parser library.
    expect(parseQuickly(['--scenario', 'crash-2020', '--params=a', '--params', 'b', '--json', 'x'], flags)).toEqual({
      values: { scenario: ['crash-2020'], params: ['a', 'b'], json: true },
      positionals: ['x'],
    });
  });
});

describe('parseArguments', () => {
  it('offers the nearest flag', async () => {
    // Goal: a typing error costs one line, not a page of help.
    expect(await problemOf(['--sceanrio', 'x'])).toBe('there is no flag --sceanrio\n  try: --scenario');
    expect(await problemOf(['--zzzzzzzz'])).toBe('there is no flag --zzzzzzzz\n  try: simulate --help lists them');
    expect(await problemOf(['-x'])).toBe('there is no flag -x\n  try: simulate --help lists them');
  });

  it('refuses missing, empty and repeated values', async () => {
    // Goal: no flag is silently ignored.
    expect(await problemOf(['--seed'])).toContain('--seed has no value');
    expect(await problemOf(['--seed', '--json'])).toContain('--seed has no value');
    expect(await problemOf(['--scenario='])).toContain('--scenario has no value');
    expect(await problemOf(['--seed', '1', '--seed=2'])).toContain('--seed is given 2 times: 1, 2');
  });
});

describe('values', () => {
  const values = { paths: ['1e3'], seed: ['-1'], feedback: ['fulll'], params: ['a', 'b'], json: true } as const;

  it('are read as typed', () => {
    // Goal: one value, several values, numbers with exponents.
    expect(valueOf(values, 'paths')).toBe('1e3');
    expect(valuesOf(values, 'params')).toEqual(['a', 'b']);
    expect(valuesOf(values, 'json')).toEqual([]);
    expect(wholeNumberOf(values, 'paths', { least: 1, most: 1e7 })).toBe(1000);
    expect(wholeNumberOf(values, 'out', { least: 1, most: 2 })).toBeUndefined();
  });

  it('outside their range are refused', () => {
    // Goal: the message says what was found and what is allowed.
    expect(() => wholeNumberOf(values, 'seed', { least: 0, most: 9 })).toThrow('--seed is "-1"\n  expected: a whole number from 0 to 9');
    expect(() => choiceOf(values, 'feedback', ['none', 'full'])).toThrow('--feedback is "fulll"\n  expected: none, full\n  try: full');
  });

  it('that only look like numbers are none', () => {
    // Goal: hexadecimal, words and blanks never become numbers.
    const others = ['', ' ', '0x10', '1_000', '1,5', 'Infinity', 'NaN', '1e', '--1', '12a'];
    for (const text of others) expect([text, numberIn(text)]).toEqual([text, NaN]);
    for (const [text, value] of [['7934.58', 7934.58], ['-3', -3], ['.5', 0.5], ['1E3', 1000]] as const) expect(numberIn(text)).toBe(value);
  });
});
