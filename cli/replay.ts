import type { ParsedArguments } from './flags.ts';
import type { Terminal } from './terminal.ts';
export async function replayCommand(_parsed: ParsedArguments, _terminal: Terminal): Promise<number> {
  return 1;
}
