/** The two streams of the program: results go to stdout, everything else to stderr. */
import { printableSentence } from './printable.ts';

export interface Stream {
  /** Width in columns; Infinity when nobody looks at it. */
  readonly columns: number;
  readonly isTerminal: boolean;
  readonly hasColor: boolean;
  /** Text, or the bytes of a file. */
  write(content: string | Uint8Array): void;
}

export interface Terminal {
  readonly results: Stream;
  readonly messages: Stream;
  /** No progress and no notices. */
  readonly isQuiet: boolean;
  /** A person answers questions. */
  readonly isInteractive: boolean;
}

export interface TerminalOptions {
  readonly color: boolean;
  readonly quiet: boolean;
}

/** The terminal of this process. */
export function openTerminal({ color, quiet }: TerminalOptions): Terminal {
  process.stdout.on('error', leaveWhenClosed);
  process.stderr.on('error', ignoreWhenClosed);
  return {
    results: streamOf(process.stdout, color),
    messages: streamOf(process.stderr, color),
    isQuiet: quiet,
    isInteractive: process.stdin.isTTY && process.stderr.isTTY,
  };
}

/** `simulate ... | head` closes the pipe: that is no error of ours. */
function leaveWhenClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? 0);
}

/** Nobody reads the messages: the run goes on. */
function ignoreWhenClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function streamOf(stream: NodeJS.WriteStream, color: boolean): Stream {
  const isTerminal = stream.isTTY;
  return {
    columns: columnsOf(stream),
    isTerminal,
    hasColor: color && isTerminal && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb',
    write: (content) => void stream.write(content),
  };
}

/** COLUMNS counts without a terminal too, so that a narrow page can be asked for. */
function columnsOf(stream: NodeJS.WriteStream): number {
  const told = Number(process.env['COLUMNS']);
  if (Number.isInteger(told) && told > 0) return told;
  return stream.isTTY ? stream.columns || 80 : Infinity;
}

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green';

const codes: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
};

/** Text in a style where the stream has colours. */
export function styled({ hasColor }: Stream, style: Style, text: string): string {
  const [on, off] = codes[style];
  return hasColor ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}

export interface Wrapping {
  readonly columns: number;
  /** Spaces before every line but the first. */
  readonly indent?: number;
  /** Begins the first line, spaces and all. */
  readonly lead?: string;
}

/** Breaks text, which becomes printable, at spaces into lines of at most so many columns; a longer word stays whole on its own line. */
export function wrapText(text: string, { columns, indent = 0, lead = '' }: Wrapping): string[] {
  const lines: string[] = [];
  let line = lead;
  let isFresh = true;
  for (const word of printableSentence(text).split(' ')) {
    if (!isFresh && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = ' '.repeat(Math.min(indent, Math.max(0, columns - 1)));
      isFresh = true;
    }
    line += isFresh ? word : ` ${word}`;
    isFresh = false;
  }
  return [...lines, line];
}
