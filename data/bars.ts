import type { Place } from '../engine/errors.ts';
import { quoteCell, type CellFault } from './cells.ts';
import type { ColumnPlan } from './columns.ts';
import { limits } from './limits.ts';
import { readNumber } from './numbers.ts';
import { ProblemList, refuse } from './problems.ts';
import type { TimeReader } from './times.ts';

export type BarField = 'open' | 'high' | 'low' | 'close' | 'volume' | 'quoteVolume';
const barFields: readonly BarField[] = ['open', 'high', 'low', 'close', 'volume', 'quoteVolume'];

/** Where a row stands, for messages: a line where the format has lines, else only the file. Rows count from 0. */
export interface RowLocator {
  place(row: number, column?: number): Place;
  /** "row 17: " for formats without lines, "" where the place says it. */
  label(row: number): string;
}

/** What every format reader hands to the one validation: bars in file order. A cell that could not be read is NaN and reported. */
export interface RawBars {
  /** For people: "CSV, comma, with header". */
  readonly format: string;
  readonly timeMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Base currency; null when the file has none. */
  readonly volume: Float64Array | null;
  readonly quoteVolume: Float64Array | null;
  /** The one symbol named in the rows, or null. */
  readonly symbol: string | null;
  readonly warnings: readonly string[];
  readonly plan: ColumnPlan;
  readonly locator: RowLocator;
  readonly problems: ProblemList;
}

/** Turns rows of cells of any format into columns of numbers, collecting what is wrong with them. */
export class BarCollector {
  readonly problems = new ProblemList();
  readonly #plan: ColumnPlan;
  readonly #times: TimeReader;
  readonly #locator: RowLocator;
  readonly #timeMs: number[] = [];
  readonly #columns: Record<BarField, number[]> = { open: [], high: [], low: [], close: [], volume: [], quoteVolume: [] };
  #symbol: string | null = null;

  constructor({ plan, times, locator }: { plan: ColumnPlan; times: TimeReader; locator: RowLocator }) {
    this.#plan = plan;
    this.#times = times;
    this.#locator = locator;
  }

  get rows(): number {
    return this.#timeMs.length;
  }

  /** Adds one row; `cells` is indexed by the column plan. Throws UserError beyond the row limit only. */
  add(cells: ArrayLike<unknown>): void {
    const row = this.#timeMs.length;
    if (row >= limits.rows) this.#refuseTooManyRows();
    this.#timeMs.push(this.#accept(this.#times.read(cells[this.#plan.time]), { row, field: 'time' }));
    for (const field of barFields) {
      const column = this.#plan[field];
      if (column >= 0) this.#columns[field].push(this.#accept(readNumber(cells[column]), { row, field }));
    }
    if (this.#plan.symbol >= 0) this.#checkSymbol(cells[this.#plan.symbol], row);
  }

  /** The columns collected so far. */
  finish({ format, warnings }: { format: string; warnings: readonly string[] }): RawBars {
    const column = (field: BarField): Float64Array => Float64Array.from(this.#columns[field]);
    const optional = (field: 'volume' | 'quoteVolume'): Float64Array | null => (this.#plan[field] >= 0 ? column(field) : null);
    const zone = this.#times.assumedUtc ? ['times have no time zone and were read as UTC'] : [];
    return {
      format,
      timeMs: Float64Array.from(this.#timeMs),
      open: column('open'),
      high: column('high'),
      low: column('low'),
      close: column('close'),
      volume: optional('volume'),
      quoteVolume: optional('quoteVolume'),
      symbol: this.#symbol,
      warnings: [...warnings, ...zone],
      plan: this.#plan,
      locator: this.#locator,
      problems: this.problems,
    };
  }

  #accept(value: number | CellFault, { row, field }: { row: number; field: BarField | 'time' }): number {
    if (typeof value === 'number') return value;
    this.problems.add(`${field} ${value.kind}`, () => ({
      place: this.#locator.place(row, this.#plan[field]),
      what: `${this.#locator.label(row)}${field} is ${value.what}`,
      expected: value.expected,
      suggestion: value.suggestion,
    }));
    return NaN;
  }

  #checkSymbol(cell: unknown, row: number): void {
    if (typeof cell !== 'string' || cell === '') return;
    this.#symbol ??= cell;
    if (cell === this.#symbol) return;
    this.problems.add('symbol', () => ({
      place: this.#locator.place(row, this.#plan.symbol),
      what: `${this.#locator.label(row)}${quoteCell(cell)} after ${quoteCell(this.#symbol)}: several instruments in one file`,
      expected: 'bars of one instrument',
      suggestion: 'split the file by instrument',
    }));
  }

  #refuseTooManyRows(): never {
    refuse({
      place: this.#locator.place(limits.rows),
      what: `more than ${limits.rows.toLocaleString('en-US')} rows`,
      expected: 'at most that many bars in one file',
      suggestion: 'cut the file to the days of the event',
    });
  }
}
