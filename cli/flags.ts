/** What a command understands: one table serves the parser, the help and the messages. */

export interface Flag {
  /** Long name without dashes. */
  readonly name: string;
  /** What stands in for the value in the help; absent for switches. */
  readonly value?: string;
  /** Unit and default included. */
  readonly text: string;
  readonly repeatable?: boolean;
}

export interface FlagGroup {
  readonly title: string;
  readonly flags: readonly Flag[];
}

export interface Usage {
  readonly name: string;
  /** Words after the command: "<files...>"; empty when it takes none. */
  readonly positionals: string;
  readonly summary: string;
  readonly examples: readonly (readonly [command: string, text: string])[];
  readonly groups: readonly FlagGroup[];
}

/** Values as typed, by flag name: every value of a flag in order, or true for a switch. */
export type FlagValues = Readonly<Record<string, readonly string[] | true>>;

export interface ParsedArguments {
  readonly values: FlagValues;
  readonly positionals: readonly string[];
}

/** Switches that every command understands. */
export const commonFlags: readonly Flag[] = [
  { name: 'quiet', text: 'No progress and no notices' },
  { name: 'no-color', text: 'No colours; also with NO_COLOR, TERM=dumb or without a terminal' },
  { name: 'help', text: 'This page; simulate COMMAND --help for another command' },
];

export function flagsOf(usage: Usage): readonly Flag[] {
  return [...usage.groups.flatMap(({ flags }) => flags), ...commonFlags];
}
