/** The command in a manifest as a request again. It is read by our own parser and never by a shell. */
import { exitCodes, UserError } from '../engine/errors.ts';
import type { Manifest } from '../engine/study/run-folder-types.ts';
import { parseArguments } from './arguments.ts';
import { compareRequest } from './compare.ts';
import { runRequest } from './run-request.ts';
import type { RunRequest } from './run-request.ts';
import { compareUsage, runUsage } from './usages.ts';

/**
 * What the run was asked for.
 * @throws UserError exit 31 for a command that no run of ours has written.
 */
export async function requestOf({ command }: Pick<Manifest, 'command'>, file: string): Promise<RunRequest> {
  const words = wordsOf(command);
  if (words === null || words[0] !== 'npx' || words[1] !== 'simulate') throw unknownCommand(file, command);
  const isComparison = words[2] === 'compare';
  const rest = words.slice(isComparison ? 3 : 2);
  try {
    const { values, positionals } = await parseArguments(rest, isComparison ? compareUsage : runUsage);
    if (positionals.length > 0) throw unknownCommand(file, command);
    return isComparison ? compareRequest(values) : runRequest(values);
  } catch (error) {
    if (error instanceof UserError && error.exitCode === exitCodes.usage) throw unknownCommand(file, command);
    throw error;
  }
}

function unknownCommand(file: string, command: string): UserError {
  const what = `command is ${JSON.stringify(command.slice(0, 200))}`;
  const expected = 'the command of a run or a comparison, as simulate wrote it';
  return new UserError(exitCodes.dataIntegrity, [{ place: { file }, what, expected }]);
}

/** The words of a line in which every word was written by `quoted`; null for any other line. */
export function wordsOf(line: string): string[] | null {
  const pattern = /(?:'([^']*(?:'\\''[^']*)*)'|([A-Za-z0-9_@%+=:,./-]+))(?: (?=.)|$)/suy;
  const words: string[] = [];
  while (pattern.lastIndex < line.length) {
    const found = pattern.exec(line);
    if (found === null) return null;
    words.push(found[2] ?? found[1].replaceAll("'\\''", "'"));
  }
  return words;
}
