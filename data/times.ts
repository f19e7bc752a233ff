import { quoteCell, type CellFault } from './cells.ts';
import { isStrictNumber } from './numbers.ts';

export type TimeUnit = 'seconds' | 'milliseconds' | 'microseconds' | 'nanoseconds' | 'days';

/** One tick of a unit in milliseconds is numerator / denominator: whole numbers, so that no unit rounds. */
const millisecondsPer: Record<TimeUnit, { readonly numerator: number; readonly denominator: number }> = {
  seconds: { numerator: 1000, denominator: 1 },
  milliseconds: { numerator: 1, denominator: 1 },
  microseconds: { numerator: 1, denominator: 1e3 },
  nanoseconds: { numerator: 1, denominator: 1e6 },
  days: { numerator: 86_400_000, denominator: 1 },
};

/** Units of a bare number are at least a factor 1000 apart, the years only a factor 13: the magnitude tells the unit. */
const guessableUnits: readonly TimeUnit[] = ['seconds', 'milliseconds', 'microseconds', 'nanoseconds'];
const earliestMs = Date.UTC(1980, 0, 1);
const endMs = Date.UTC(2100, 0, 1);

/** Nanoseconds as doubles are exact to 128 ns only; less than a microsecond off a whole millisecond is such rounding. */
const wholeMillisecondTolerance = 1e-3;

const isoTime = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s?(Z|UTC|[+-]\d{2}:?\d{2})?)?$/i;

const expectedTime = 'a Unix time (seconds, ms, us or ns) or ISO 8601 such as 2020-03-12T10:45:00Z, between 1980 and 2100';

/** Whether a text has the form of a time column: a number or an ISO date. */
export function looksLikeTime(text: string): boolean {
  return isStrictNumber(text) || isoTime.test(text);
}

/** ISO text of a time, for messages. */
export function formatTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', 'Z');
}

/**
 * Reads the time column of one file. The first cell decides the form (unit of the number, with or without zone) and all
 * others must agree: a file that changes from milliseconds to seconds half-way is broken, not clever.
 */
export class TimeReader {
  readonly #declaredUnit: TimeUnit | null;
  #unit: TimeUnit | 'text' | null = null;
  #hasZone: boolean | null = null;

  /** `unit` is given where the format declares it (Arrow); otherwise the magnitude of the first number tells. */
  constructor(unit: TimeUnit | null = null) {
    this.#declaredUnit = unit;
  }

  /** True when times were written without a zone and have been taken as UTC. */
  get assumedUtc(): boolean {
    return this.#hasZone === false;
  }

  /** Milliseconds since the Unix epoch, a whole number, or the reason why there is none. */
  read(cell: unknown): number | CellFault {
    if (cell instanceof Date) return checkRange(cell.getTime(), cell);
    if (typeof cell === 'number' || typeof cell === 'bigint') return this.#fromNumber(Number(cell), cell);
    if (typeof cell !== 'string' || cell === '') return fault('time-missing', quoteCell(cell));
    return isStrictNumber(cell) ? this.#fromNumber(Number(cell), cell) : this.#fromText(cell);
  }

  #fromNumber(value: number, cell: unknown): number | CellFault {
    const unit = this.#declaredUnit ?? guessUnit(value);
    if (unit === null) return fault('time-range', `${quoteCell(cell)}, which is no time between 1980 and 2100 in any unit`);
    if (this.#unit === null) this.#unit = unit;
    if (this.#unit !== unit) return mixedUnits({ before: this.#unit, now: unit, cell });
    const { numerator, denominator } = millisecondsPer[unit];
    return wholeMilliseconds((value * numerator) / denominator, cell);
  }

  #fromText(cell: string): number | CellFault {
    if (this.#unit === null) this.#unit = 'text';
    if (this.#unit !== 'text') return mixedUnits({ before: this.#unit, now: 'text', cell });
    const match = isoTime.exec(cell);
    if (!match) return notIso(cell);
    return this.#checkZone(match[8], cell) ?? fromIso(match, cell);
  }

  #checkZone(zone: string | undefined, cell: string): CellFault | null {
    const hasZone = zone !== undefined;
    if (this.#hasZone === null) this.#hasZone = hasZone;
    if (this.#hasZone === hasZone) return null;
    const mix = hasZone ? 'with a zone, after times without' : 'without a zone, after times with one';
    return fault('time-zone', `${quoteCell(cell)} (${mix})`, 'end every time with Z or an offset');
  }
}

function guessUnit(value: number): TimeUnit | null {
  const unit = guessableUnits.find((candidate) => {
    const { numerator, denominator } = millisecondsPer[candidate];
    const timeMs = (value * numerator) / denominator;
    return timeMs >= earliestMs && timeMs < endMs;
  });
  return unit ?? null;
}

function wholeMilliseconds(timeMs: number, cell: unknown): number | CellFault {
  const rounded = Math.round(timeMs);
  if (Math.abs(timeMs - rounded) < wholeMillisecondTolerance) return checkRange(rounded, cell);
  return fault('time-fine', `${quoteCell(cell)}, which is not a whole number of milliseconds`, 'use the open time of the bar');
}

function checkRange(timeMs: number, cell: unknown): number | CellFault {
  if (timeMs >= earliestMs && timeMs < endMs) return timeMs;
  return fault('time-range', `${quoteCell(cell)} (outside 1980 to 2100)`);
}

function fromIso(match: RegExpExecArray, cell: string): number | CellFault {
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const fraction = (match[7] ?? '').padEnd(9, '0');
  if (fraction.slice(3) !== '000000') {
    return fault('time-fine', `${quoteCell(cell)}, which is not a whole number of milliseconds`, 'use the open time of the bar');
  }
  const localMs = Date.UTC(year, month - 1, day, hour, minute, second, Number(fraction.slice(0, 3)));
  const isReal = isCalendarTime({ localMs, month, day, hour, minute, second });
  if (!isReal) return fault('time-calendar', `${quoteCell(cell)}, which no clock shows`);
  return checkRange(localMs - offsetMs(match[8]), cell);
}

interface ClockReading {
  readonly localMs: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Date.UTC turns 30 February into 1 March and 23:59:60 into midnight; both are refused. */
function isCalendarTime({ localMs, month, day, hour, minute, second }: ClockReading): boolean {
  const date = new Date(localMs);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
}

function offsetMs(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '');
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000;
}

function notIso(cell: string): CellFault {
  if (/[ap]\.?m\b/i.test(cell)) {
    return fault('time-12-hour', `${quoteCell(cell)}, a 12-hour clock`, 'write 24-hour times or use the Unix time column');
  }
  if (/^\d{1,4}[/.]\d{1,2}[/.]\d{1,4}/.test(cell)) {
    return fault('time-order', `${quoteCell(cell)}, where day and month could be swapped`, 'write dates as year-month-day');
  }
  return fault('time-text', quoteCell(cell));
}

function mixedUnits({ before, now, cell }: { before: string; now: string; cell: unknown }): CellFault {
  const suggestion = 'convert the whole column to one unit';
  return fault('time-units', `${quoteCell(cell)} (${now} after times in ${before})`, suggestion);
}

function fault(kind: string, what: string, suggestion?: string): CellFault {
  return { kind, what, expected: expectedTime, suggestion };
}
