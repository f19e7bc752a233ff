/** From the words of the command line to a command, its arguments and an exit code. Commands are loaded when they are called. */
import { exitCodes } from '../engine/errors.ts';
import type { UserError } from '../engine/errors.ts';
import { parseArguments } from './arguments.ts';
import { failureOf, failureText } from './failure.ts';
import type { ParsedArguments, Usage } from './flags.ts';
import { openTerminal } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { runUsage, usages } from './usages.ts';
import { usageError } from './usage-error.ts';

/** A command gets its arguments and the terminal, and returns the exit code. Errors are thrown. */
export type Command = (parsed: ParsedArguments, terminal: Terminal) => Promise<number>;

const loaders: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./run.ts')).runCommand,
  compare: async () => (await import('./compare.ts')).compareCommand,
  sweep: async () => (await import('./sweep.ts')).sweepCommand,
  rare: async () => (await import('./rare.ts')).rareCommand,
  report: async () => (await import('./report.ts')).reportCommand,
  resume: async () => (await import('./resume.ts')).resumeCommand,
  margin: async () => (await import('./margin.ts')).marginCommand,
  fit: async () => (await import('./fit.ts')).fitCommand,
  validate: async () => (await import('./validate.ts')).validateCommand,
  list: async () => (await import('./list.ts')).listCommand,
  init: async () => (await import('./init.ts')).initCommand,
};

/** Runs one command line; everything that goes wrong becomes a message and an exit code. */
export async function openFrontDoor(words: readonly string[]): Promise<number> {
  const terminal = openTerminal({ color: !words.includes('--no-color'), quiet: words.includes('--quiet') });
  try {
    return await dispatch(words, terminal);
  } catch (error) {
    const failure = failureOf(error);
    terminal.messages.write(failureText(failure));
    return failure.exitCode;
  }
}

async function dispatch(words: readonly string[], terminal: Terminal): Promise<number> {
  const { usage, rest } = await findCommand(words);
  const flags = rest.slice(0, rest.includes('--') ? rest.indexOf('--') : rest.length);
  if (flags.includes('--help') || flags.includes('-h')) return showHelp(usage, terminal);
  if (flags.includes('--version') || flags.includes('-V')) return showVersion(terminal);
  const parsed = await parseArguments(rest, usage);
  checkPositionals(parsed, usage);
  return await (await loaders[usage.name]())(parsed, terminal);
}

async function findCommand(words: readonly string[]): Promise<{ usage: Usage; rest: readonly string[] }> {
  const [first, second] = words;
  if (first === 'help') return { usage: usageOf(second) ?? runUsage, rest: ['--help'] };
  if (first === undefined || first.startsWith('-')) return { usage: runUsage, rest: words };
  const usage = usageOf(first);
  if (usage) return { usage, rest: words.slice(1) };
  throw await unknownCommand(first);
}

function usageOf(name: string | undefined): Usage | undefined {
  return usages.find((usage) => usage.name === name);
}

/** A word that is no command is often a scenario whose flag was forgotten. */
async function unknownCommand(word: string): Promise<UserError> {
  const { namesOn, isPath } = await import('../scenarios/places.ts');
  const { nearestName, shorten } = await import('../scenarios/suggest.ts');
  const names = usages.map(({ name }) => name);
  const command = nearestName(word, names);
  const scenario = isPath(word) ? word : nearestName(word, namesOn('scenarios'));
  const suggestion = command ? `simulate ${command}` : scenario ? `simulate --scenario ${scenario}` : 'simulate --help';
  return usageError({ what: `there is no command ${JSON.stringify(shorten(word))}`, expected: names.join(', '), suggestion });
}

function checkPositionals({ positionals }: { positionals: readonly string[] }, usage: Usage): void {
  if (usage.positionals !== '' || positionals.length === 0) return;
  const what = `"${positionals[0]}" stands alone`;
  const suggestion = usage.name === 'run' ? `simulate --scenario ${positionals[0]}` : `simulate ${usage.name} --help`;
  throw usageError({ what, expected: 'flags with their values', suggestion });
}

async function showHelp(usage: Usage, { results }: Terminal): Promise<number> {
  const { helpPage } = await import('./help.ts');
  results.write(helpPage(usage, results.columns));
  return exitCodes.ok;
}

async function showVersion({ results }: Terminal): Promise<number> {
  const { packageVersion } = await import('./package-version.ts');
  results.write(`${packageVersion()}\n`);
  return exitCodes.ok;
}

