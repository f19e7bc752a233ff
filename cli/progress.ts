/** How far a run is, on stderr: one live line on a terminal, a plain line for each tenth of a long run elsewhere. */
import { printable } from './printable.ts';
import { wrapText } from './terminal.ts';
import type { Stream, Terminal } from './terminal.ts';

export interface Progress {
  /** `estimate`: what is known of the result so far; may be empty. */
  update(done: number, total: number, estimate: string): void;
  notice(text: string): void;
  /** Removes the live line. */
  end(): void;
}

const refreshMs = 100;
/** Runs that are over before are not worth a line. */
const silentMs = 1000;

export function openProgress({ messages, isQuiet }: Terminal, label: string): Progress {
  if (isQuiet) return { update: nothing, notice: nothing, end: nothing };
  const name = printable(label);
  const isLive = messages.isTerminal && process.env['TERM'] !== 'dumb';
  return isLive ? liveProgress(messages, name) : plainProgress(messages, name);
}

function nothing(): void {
  // Quiet.
}

function liveProgress(stream: Stream, name: string): Progress {
  const clock = startClock();
  let lastMs = -Infinity;
  let before: number | undefined;
  const erase = (): void => stream.write('\r\u001b[K');
  return {
    update(done, total, estimate) {
      const now = clock();
      before ??= done;
      if (now - lastMs < refreshMs && done < total) return;
      lastMs = now;
      erase();
      stream.write(progressLine({ name, done, total, before, elapsedMs: now, estimate }).slice(0, Math.max(1, stream.columns - 1)));
    },
    notice(text) {
      erase();
      stream.write(`${noticeLine(stream, text)}\n`);
    },
    end: erase,
  };
}

function plainProgress(stream: Stream, name: string): Progress {
  const clock = startClock();
  let nextTenth = 1;
  let before: number | undefined;
  return {
    update(done, total, estimate) {
      before ??= done;
      const tenth = Math.floor((10 * done) / total);
      const elapsedMs = clock();
      if (tenth < nextTenth || elapsedMs < silentMs) return;
      nextTenth = tenth + 1;
      stream.write(`${progressLine({ name, done, total, before, elapsedMs, estimate })}\n`);
    },
    notice: (text) => stream.write(`${noticeLine(stream, text)}\n`),
    end: nothing,
  };
}

function noticeLine({ columns }: Stream, text: string): string {
  return wrapText(`note: ${text}`, { columns: Math.min(columns, 100), indent: 2 }).join('\n');
}

/** Milliseconds since the first call, which comes when the first path begins. */
function startClock(): () => number {
  let start: number | undefined;
  return () => performance.now() - (start ??= performance.now());
}

export interface ProgressState {
  readonly name: string;
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
  /** Paths that an earlier process did, in a resumed run. */
  readonly before?: number;
  readonly estimate?: string;
}

/** "crash-2020  62 %  20/32 paths  41 paths/s  1 s left  shortfall_usd 1.2 M +- 300 k" */
export function progressLine({ name, done, total, elapsedMs, before = 0, estimate = '' }: ProgressState): string {
  const parts = [name, `${Math.floor((100 * done) / total)} %`, `${done}/${total} paths`];
  if (done > before && elapsedMs > 0) {
    const perSecond = (1000 * (done - before)) / elapsedMs;
    const left = Math.ceil((total - done) / perSecond);
    parts.push(`${Number(perSecond.toPrecision(3))} paths/s`, `${durationText(left)} left`);
  }
  return [...parts, ...(estimate === '' ? [] : [estimate])].join('  ');
}

function durationText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
