/** Words of the command line to flag values. The built-in parser is quick; what it refuses goes to yargs, which takes longer to load. */
import { parseArgs } from 'node:util';
import { exitCodes, UserError } from '../engine/errors.ts';
import type { Problem } from '../engine/errors.ts';
import { nearestName } from '../scenarios/suggest.ts';
import { flagsOf } from './flags.ts';
import type { Flag, FlagValues, ParsedArguments, Usage } from './flags.ts';
import { usageError } from './usage-error.ts';

/**
 * Parses what follows the command.
 * @throws UserError exit 2 for unknown flags, missing values and repeated flags, with the nearest name.
 */
export async function parseArguments(words: readonly string[], usage: Usage): Promise<ParsedArguments> {
  const flags = flagsOf(usage);
  const parsed = parseQuickly(words, flags) ?? (await (await import('./arguments-yargs.ts')).parseFully(words, flags));
  checkKnown(parsed.values, usage);
  checkRepeated(parsed.values, flags);
  return parsed;
}

/** Plain command lines: `--flag value`, `--flag=value`, switches. Null when anything is unusual. */
export function parseQuickly(words: readonly string[], flags: readonly Flag[]): ParsedArguments | null {
  const optionOf = ({ value }: Flag) => ({ type: value ? 'string' : 'boolean', multiple: true }) as const;
  const options = Object.fromEntries(flags.map((flag) => [flag.name, optionOf(flag)]));
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
    if (Object.values(values).some((given) => given?.includes(''))) return null;
    return { values: Object.fromEntries(Object.entries(values).map(([name, given]) => [name, asGiven(given)])), positionals };
  } catch {
    return null;
  }
}

function asGiven(given: readonly (string | boolean)[] | undefined): readonly string[] | true {
  return given?.every((value) => typeof value === 'string') ? given : true;
}

function checkKnown(values: FlagValues, usage: Usage): void {
  const known = flagsOf(usage).map(({ name }) => name);
  const unknown = Object.keys(values).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new UserError(exitCodes.usage, unknown.map((name) => unknownFlag(name, known, usage)));
}

function unknownFlag(name: string, known: readonly string[], { name: command }: Usage): Problem {
  const nearest = nearestName(name, known);
  const help = command === 'run' ? 'simulate --help' : `simulate ${command} --help`;
  const suggestion = nearest ? `--${nearest}` : `${help} lists them`;
  return { what: `there is no flag ${name.length === 1 ? `-${name}` : `--${name}`}`, suggestion };
}

function checkRepeated(values: FlagValues, flags: readonly Flag[]): void {
  for (const { name, repeatable } of flags) {
    const given = values[name];
    if (repeatable || given === true || given === undefined || given.length < 2) continue;
    throw usageError({ what: `--${name} is given ${given.length} times: ${given.join(', ')}`, expected: 'one value' });
  }
}

/** The single value of a flag, if given. */
export function valueOf(values: FlagValues, name: string): string | undefined {
  const given = values[name];
  return given === true ? undefined : given?.[0];
}

/** All values of a repeatable flag. */
export function valuesOf(values: FlagValues, name: string): readonly string[] {
  const given = values[name];
  return given === true || given === undefined ? [] : given;
}

export interface Range {
  readonly least: number;
  readonly most: number;
}

/** A whole number in a range, if given. Digits and 1e6 are understood, nothing else. */
export function wholeNumberOf(values: FlagValues, name: string, { least, most }: Range): number | undefined {
  const text = valueOf(values, name);
  if (text === undefined) return undefined;
  const number = numberIn(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw usageError({ what: `--${name} is ${JSON.stringify(text)}`, expected: `a whole number from ${least} to ${most}` });
}

/** A decimal number as people type it, or NaN. */
export function numberIn(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
}

/** One of some words, if given. */
export function choiceOf<Word extends string>(values: FlagValues, name: string, words: readonly Word[]): Word | undefined {
  const text = valueOf(values, name);
  const found = words.find((word) => word === text);
  if (text === undefined || found !== undefined) return found;
  const suggestion = nearestName(text, words);
  throw usageError({ what: `--${name} is ${JSON.stringify(text)}`, expected: words.join(', '), suggestion });
}
