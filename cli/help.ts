/** The help pages: examples first, then flags with units and defaults, exit codes last. At most one screen. */
import type { Flag, FlagGroup, Usage } from './flags.ts';
import { commonFlags } from './flags.ts';
import { wrapText } from './terminal.ts';
import { usages } from './usages.ts';

const widest = 100;

const exitCodeText = [
  'Exit codes: 0 ok, 1 unexpected bug, 2 usage, 20 gate failed, 21 gate undecided, 22 baseline missing, 23 waiver expired,',
  '30 file invalid, 31 data integrity,',
  '32 plug-in broke its contract, 40 infrastructure, 41 output not writable, 70 invariant violated, 130/143 interrupted.',
].join(' ');

/** The page of a command for a terminal of this width. */
export function helpPage(usage: Usage, columns: number): string {
  const width = Math.max(40, Math.min(widest, columns));
  const groups = [...usage.groups, { title: 'Also', flags: commonFlags }];
  const flagColumn = Math.max(...groups.flatMap(({ flags }) => flags.map((flag) => flagText(flag).length)));
  const parts = [
    usage.summary,
    ...examples(usage, width),
    '',
    ...usageLines(usage, width),
    ...groups.flatMap((group) => groupLines(group, { flagColumn, width })),
    '',
    ...wrapText(exitCodeText, { columns: width }),
  ];
  return `${parts.join('\n')}\n`;
}

function examples(usage: Usage, width: number): string[] {
  const commandColumn = Math.max(...usage.examples.map(([command]) => command.length));
  return usage.examples.map(([command, text]) => {
    const beside = `  ${command.padEnd(commandColumn)}  ${text}`;
    return beside.length <= width ? beside : `  ${command}`;
  });
}

function usageLines({ name, positionals }: Usage, width: number): string[] {
  if (name !== 'run') return [`Usage: simulate ${[name, positionals].filter(Boolean).join(' ')} [flags]`];
  const commands = usages.slice(1).map((usage) => ({ call: `${usage.name} ${usage.positionals}`.trimEnd(), summary: usage.summary }));
  const column = Math.max(...commands.map(({ call }) => call.length)) + 4;
  return [
    'Usage: simulate [run] --scenario NAME|FILE [flags]',
    ...commands.flatMap(({ call, summary }) => wrapText(summary, { columns: width, indent: column, lead: `  ${call}`.padEnd(column) })),
  ];
}

function groupLines({ title, flags }: FlagGroup, { flagColumn, width }: { flagColumn: number; width: number }): string[] {
  const indent = flagColumn + 4;
  const lines = (flag: Flag): string[] => wrapText(flag.text, { columns: width, indent, lead: `  ${flagText(flag)}`.padEnd(indent) });
  return ['', title, ...flags.flatMap(lines)];
}

function flagText({ name, value }: Flag): string {
  return value ? `--${name} ${value}` : `--${name}`;
}
