/** The command lines that the quick parser leaves: negative numbers, `-` for a file, and everything that is wrong. */
import type { Argv } from 'yargs';
import type { Flag, ParsedArguments } from './flags.ts';
import { usageError } from './usage-error.ts';

/** Where yargs keeps positional words and the name of the program. */
const ownKeys = new Set(['_', '$0']);

/**
 * Flag values as typed, unknown flags included: the caller names them.
 * @throws UserError exit 2 when a flag has no value.
 */
export async function parseFully(words: readonly string[], flags: readonly Flag[]): Promise<ParsedArguments> {
  const parsed = (await parserFor(flags)).parseSync([...words]) as Record<string, unknown>;
  for (const flag of flags) checkValue(flag, parsed[flag.name]);
  const given = Object.entries(parsed).filter(([name, value]) => !ownKeys.has(name) && value !== undefined && value !== false);
  const values = Object.fromEntries(given.map(([name, value]) => [name, asTyped(value)]));
  return { values, positionals: (parsed['_'] as unknown[]).map(String) };
}

async function parserFor(flags: readonly Flag[]): Promise<Argv> {
  // Here and not above: the packed program would load it for every command line.
  const { default: yargs } = await import('yargs');
  const parser = yargs()
    .exitProcess(false)
    .help(false)
    .version(false)
    .showHelpOnFail(false)
    .parserConfiguration({
      'camel-case-expansion': false,
      'boolean-negation': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'strip-aliased': true,
    });
  for (const { name, value } of flags) parser.option(name, { type: value ? 'string' : 'boolean' });
  return parser;
}

function checkValue({ name, value }: Flag, given: unknown): void {
  if (!value || given === undefined) return;
  const all = Array.isArray(given) ? given : [given];
  if (all.every((one) => typeof one === 'string' && one !== '')) return;
  throw usageError({ what: `--${name} has no value`, expected: value, suggestion: `--${name} ${value}` });
}

function asTyped(value: unknown): readonly string[] | true {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.every((one) => typeof one === 'boolean') ? true : all.map(String);
}
