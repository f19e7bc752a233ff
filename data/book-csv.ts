/**
 * Books of accounts as CSV: one row per position, the account's money on its first row.
 *
 *     account,owner,margin,instrument,size,entry,USD,BTC
 *     alice,alice,cross,BTC-PERP,1.5,7800,12000,0.25
 *     alice,,,ETH-PERP,-20,,,
 *     bob,,isolated,BTC-PERP,-0.3,,500,
 *     carol,,,,,,2500,
 *
 * | column | what |
 * |---|---|
 * | `account` | id; the rows of one account stand together |
 * | `owner` | who owns it; empty: the account's own id. Later rows of an account leave it empty or repeat it |
 * | `venue` | id of the venue; needed only where several venues list an instrument of that name |
 * | `margin` | `cross` (default) or `isolated` (one position, settlement asset only) |
 * | `instrument`, `size` | the position: signed quantity in the instrument's unit, a whole number of lots; both empty for money only |
 * | `entry` | price at which it was opened; empty: the start price |
 * | one per asset id | amount held, first row only; empty: none. For the settlement asset this is the wallet before open profit and loss |
 *
 * `account`, `instrument` and `size` are required, order is free, further columns must be assets. Numbers have a decimal point and no
 * other marks. Nothing is rounded: an amount between two units or lots is refused.
 */
import type { CsvError } from 'csv-parse/sync';
import type { Place, Problem } from '../engine/errors.ts';
import type { Book } from '../engine/kernel/world-spec.ts';
import { BookBuilder, type AccountEntry } from '../engine/population/book.ts';
import { accountTranslator } from '../engine/population/explicit.ts';
import type { AccountDescription, DescriptionWorld, PositionDescription } from '../engine/population/explicit.ts';
import { quoteCell, type CellFault } from './cells.ts';
import { readCsvRecords, type RecordReader } from './csv-records.ts';
import { formatBytes, limits } from './limits.ts';
import { readNumber } from './numbers.ts';
import { describeFailure, ProblemList, refuse } from './problems.ts';

export interface BookFile {
  /** Name for messages. */
  readonly file: string;
  /** UTF-8, with or without a byte order mark. */
  readonly bytes: Uint8Array;
  /** Did-you-mean: the candidate that was probably meant, if any is near. */
  suggest(written: string, candidates: readonly string[]): string | undefined;
}

/** Reads a book. Throws one UserError (exit code 31) with the place of every kind of fault found. */
export function importBookCsv(input: BookFile, world: DescriptionWorld): Book {
  if (input.bytes.length > limits.fileBytes) {
    const what = `a file of ${formatBytes(input.bytes.length)}`;
    refuse({ place: { file: input.file }, what, expected: `at most ${formatBytes(limits.fileBytes)}` });
  }
  const reader = new BookReader(input, world);
  readCsvRecords(Buffer.from(input.bytes.buffer, input.bytes.byteOffset, input.bytes.length), reader);
  return reader.finish();
}

/** Places of the columns in a row; -1 for a column that the file does not have. */
interface BookColumns {
  readonly account: number;
  readonly owner: number;
  readonly venue: number;
  readonly margin: number;
  readonly instrument: number;
  readonly size: number;
  readonly entry: number;
  readonly assets: readonly { readonly id: string; readonly column: number }[];
}

const fixedColumns = ['account', 'owner', 'venue', 'margin', 'instrument', 'size', 'entry'] as const;
const requiredColumns = ['account', 'instrument', 'size'] as const;
const longestName = 64;
// Control characters would break messages, reports and CSV files written from them.
const unprintable = /\p{Cc}/u;

/** An account that is being read. */
interface OpenAccount {
  readonly id: string;
  readonly line: number;
  readonly owner: string;
  readonly venue: string;
  readonly margin: string;
  readonly balances: readonly (readonly [string, number])[];
  readonly positions: PositionDescription[];
}

class BookReader implements RecordReader {
  readonly #input: BookFile;
  readonly #world: DescriptionWorld;
  readonly #translate: (description: AccountDescription) => AccountEntry | Problem[];
  readonly #instruments: ReadonlySet<string>;
  readonly #builder: BookBuilder;
  readonly #problems = new ProblemList();
  readonly #firstLine = new Map<string, number>();
  #columns: BookColumns | null = null;
  #open: OpenAccount | null = null;
  #rows = 0;
  #lines: readonly string[] | null = null;

  constructor(input: BookFile, world: DescriptionWorld) {
    this.#input = input;
    this.#world = world;
    this.#translate = accountTranslator(world);
    this.#instruments = new Set(world.instruments.map((instrument) => instrument.id));
    this.#builder = new BookBuilder(world);
  }

  accept(record: readonly string[], line: number): void {
    if (!this.#columns) {
      this.#columns = this.#planColumns(record, line);
      return;
    }
    if (++this.#rows > limits.rows) {
      refuse({ place: { file: this.#input.file, line }, what: `more than ${limits.rows} rows`, expected: 'fewer rows' });
    }
    const id = record[this.#columns.account];
    if (this.#open && id === this.#open.id) this.#continueAccount(record, line, this.#columns);
    else this.#startAccount(record, line, this.#columns);
    this.#addPosition(record, line, this.#columns);
  }

  #planColumns(record: readonly string[], line: number): BookColumns {
    const problems = new ProblemList();
    const names = record.map((name) => (fixedColumns.some((fixed) => fixed === name.toLowerCase()) ? name.toLowerCase() : name));
    const place = (column: number): Place => this.#place(line, column);
    const assetIds = this.#world.assets.map((asset) => asset.id);
    const allowed: readonly string[] = [...fixedColumns, ...assetIds];
    names.forEach((name, column) => {
      if (names.indexOf(name) < column) {
        const what = `two columns ${quoteCell(name)}`;
        problems.add(`twice ${name}`, () => ({ place: place(column), what, expected: 'each column once' }));
      } else if (!allowed.includes(name)) {
        problems.add(`unknown ${column}`, () => this.#unknownName({ place: place(column), kind: 'column', name, known: allowed }));
      }
    });
    for (const required of requiredColumns) {
      if (names.includes(required)) continue;
      const expected = 'a header such as account,owner,margin,instrument,size,entry,USD';
      problems.add(`missing ${required}`, () => ({ place: { file: this.#input.file, line }, what: `no column "${required}"`, expected }));
    }
    problems.throwIfAny();
    const [account, owner, venue, margin, instrument, size, entry] = fixedColumns.map((name) => names.indexOf(name));
    const assets = assetIds.flatMap((id) => (names.includes(id) ? [{ id, column: names.indexOf(id) }] : []));
    return { account, owner, venue, margin, instrument, size, entry, assets };
  }

  #startAccount(record: readonly string[], line: number, columns: BookColumns): void {
    this.#closeAccount();
    const id = record[columns.account];
    this.#checkName(id, line, columns.account);
    const before = this.#firstLine.get(id);
    if (before !== undefined) {
      this.#report('account twice', { line, column: columns.account }, {
        what: `account ${quoteCell(id)} again, after its rows from line ${before}`,
        expected: 'all rows of an account together',
        suggestion: 'sort the file by account, or give the second one another id',
      });
    }
    this.#firstLine.set(id, line);
    const owner = cellAt(record, columns.owner);
    if (owner !== '') this.#checkName(owner, line, columns.owner);
    const margin = cellAt(record, columns.margin);
    if (margin !== '' && margin !== 'cross' && margin !== 'isolated') {
      const what = `margin is ${quoteCell(margin)}`;
      this.#report('margin', { line, column: columns.margin }, { what, expected: '"cross" or "isolated"' });
    }
    const balances = this.#balances(record, line, columns);
    this.#open = { id, line, owner, venue: cellAt(record, columns.venue), margin, balances, positions: [] };
  }

  #checkName(name: string, line: number, column: number): void {
    if (name !== '' && name.length <= longestName && !unprintable.test(name)) return;
    this.#report(`name ${column}`, { line, column }, {
      what: `a name that is ${name === '' ? 'empty' : quoteCell(name)}`,
      expected: `1 to ${longestName} printable characters`,
    });
  }

  #balances(record: readonly string[], line: number, columns: BookColumns): [string, number][] {
    const balances: [string, number][] = [];
    for (const { id, column } of columns.assets) {
      if (record[column] === '') continue;
      balances.push([id, this.#number(record, { line, column, name: id })]);
    }
    return balances;
  }

  /** A later row of an account may add a position and nothing else. */
  #continueAccount(record: readonly string[], line: number, columns: BookColumns): void {
    const open = this.#open;
    if (!open) return;
    for (const name of ['owner', 'venue', 'margin'] as const) {
      const cell = cellAt(record, columns[name]);
      if (cell === '' || cell === open[name]) continue;
      this.#report(`changed ${name}`, { line, column: columns[name] }, {
        what: `${name} of account ${quoteCell(open.id)} is ${quoteCell(cell)} here and ${quoteCell(open[name])} in line ${open.line}`,
        expected: 'the same as on its first row, or empty',
      });
    }
    for (const { id, column } of columns.assets) {
      if (record[column] === '') continue;
      this.#report('late balance', { line, column }, {
        what: `${id} of account ${quoteCell(open.id)} on a later row than its first (line ${open.line})`,
        expected: 'amounts on the first row of an account',
        suggestion: 'add it there and leave this cell empty',
      });
    }
  }

  #addPosition(record: readonly string[], line: number, columns: BookColumns): void {
    const open = this.#open;
    if (!open) return;
    const instrument = record[columns.instrument];
    if (instrument === '') return this.#checkMoneyOnly(record, { line, columns, open });
    const column = columns.instrument;
    if (!this.#instruments.has(instrument)) {
      const known = [...this.#instruments];
      const build = (): Problem => this.#unknownName({ place: this.#place(line, column), kind: 'instrument', name: instrument, known });
      this.#problems.add(`instrument ${instrument}`, build);
      return;
    }
    if (open.positions.some((position) => position.instrument === instrument)) {
      this.#report('position twice', { line, column }, {
        what: `a second position of account ${quoteCell(open.id)} in ${instrument}`,
        expected: 'one position per account and instrument',
        suggestion: 'their sum, or a second account of the same owner',
      });
      return;
    }
    const size = this.#number(record, { line, column: columns.size, name: 'size' });
    const entryPrice = cellAt(record, columns.entry) === '' ? null : this.#number(record, { line, column: columns.entry, name: 'entry' });
    open.positions.push({ instrument, size, entryPrice, place: { file: this.#input.file, line } });
  }

  #checkMoneyOnly(record: readonly string[], { line, columns, open }: { line: number; columns: BookColumns; open: OpenAccount }): void {
    const stray = [columns.size, columns.entry].find((column) => cellAt(record, column) !== '');
    if (stray === undefined && open.line === line) return;
    this.#report('no instrument', { line, column: columns.instrument }, {
      what: stray === undefined ? 'a later row of an account without an instrument' : 'a position without an instrument',
      expected: `one of ${this.#world.instruments.map((instrument) => instrument.id).slice(0, 12).join(', ')}`,
    });
  }

  /** A number by the strict grammar; a fault is noted and 1 returned, since nothing is kept of a file with faults. */
  #number(record: readonly string[], { line, column, name }: { line: number; column: number; name: string }): number {
    const value: number | CellFault = readNumber(record[column]);
    if (typeof value === 'number') return value;
    const { what, expected, suggestion } = value;
    this.#report(`${value.kind} ${column}`, { line, column }, { what: `${name} is ${what}`, expected, suggestion });
    return 1;
  }

  #unknownName({ place, kind, name, known }: { place: Place; kind: string; name: string; known: readonly string[] }): Problem {
    const near = this.#input.suggest(name, known);
    return {
      place,
      what: `unknown ${kind} ${quoteCell(name)}`,
      expected: `one of ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', ...' : ''}`,
      suggestion: near === undefined ? undefined : `"${near}"`,
    };
  }

  #report(kind: string, { line, column }: { line: number; column: number }, problem: Problem): void {
    this.#problems.add(kind, () => ({ ...problem, place: this.#place(line, column) }));
  }

  #closeAccount(): void {
    const open = this.#open;
    this.#open = null;
    if (!open || !this.#problems.isEmpty) return;
    const result = this.#translate({
      id: open.id,
      owner: open.owner === '' ? undefined : open.owner,
      venue: open.venue === '' ? undefined : open.venue,
      margin: open.margin === 'isolated' ? 'isolated' : 'cross',
      balances: Object.fromEntries(open.balances),
      positions: open.positions,
      place: { file: this.#input.file, line: open.line },
    });
    if (Array.isArray(result)) for (const problem of result) this.#problems.add(`account ${problem.expected}`, () => problem);
    else this.#builder.add(result);
  }

  reportBroken(error: CsvError): void {
    const place = { file: this.#input.file, line: typeof error.lines === 'number' ? error.lines : undefined };
    const expected = 'as many cells as the header has names, quoted as a whole or not at all';
    this.#problems.add('shape', () => ({ place, what: `the row cannot be read: ${describeFailure(error)}`, expected }));
  }

  finish(): Book {
    this.#closeAccount();
    this.#problems.throwIfAny();
    if (this.#builder.count > 0) return this.#builder.build();
    return refuse({ place: { file: this.#input.file }, what: 'no accounts', expected: 'a header and at least one row' });
  }

  /** Line and column as an editor counts them. The text is split at the first fault only. */
  #place(line: number, column: number): Place {
    this.#lines ??= new TextDecoder().decode(this.#input.bytes).replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
    return { file: this.#input.file, line, column: cellStart(this.#lines[line - 1] ?? '', column) };
  }
}

/** Character (from 1) at which a cell of a line begins. */
function cellStart(line: string, column: number): number {
  let isQuoted = false;
  let cells = 0;
  for (let at = 0; at < line.length; at++) {
    if (cells === column) return at + 1;
    if (line[at] === '"') isQuoted = !isQuoted;
    else if (line[at] === ',' && !isQuoted) cells++;
  }
  return line.length + 1;
}

function cellAt(record: readonly string[], column: number): string {
  return column < 0 ? '' : record[column];
}

/** Writes a book in the format that `importBookCsv` reads; reading it again gives the same lots, units and entry prices. */
export function formatBookCsv(book: Book, world: DescriptionWorld): string {
  const { assets } = world;
  const hasVenues = world.venues.length > 1;
  const venueColumn = hasVenues ? ['venue'] : [];
  const header = ['account', 'owner', ...venueColumn, 'margin', 'instrument', 'size', 'entry', ...assets.map(({ id }) => id)];
  const lines = [header.map(quoted).join(',')];
  for (let account = 0; account < book.count; account++) {
    const first = book.positionStart[account];
    const positions = book.positionStart[account + 1] - first;
    const amounts = amountCells(book, world, account);
    const isIsolated = positions === 1 && book.balanceStart[account + 1] === book.balanceStart[account];
    const id = quoted(book.accountId(account));
    const whole = [id, quoted(book.ownerId(book.owner[account])), ...(hasVenues ? [quoted(world.venues[book.venue[account]].id)] : [])];
    const start = [...whole, isIsolated ? 'isolated' : 'cross'];
    if (positions === 0) lines.push([...start, '', '', '', ...amounts].join(','));
    for (let slot = first; slot < first + positions; slot++) {
      const rest = slot === first ? amounts : assets.map(() => '');
      const left = slot === first ? start : [id, ...start.slice(1).map(() => '')];
      lines.push([...left, ...positionCells(book, world, slot), ...rest].join(','));
    }
  }
  return `${lines.join('\n')}\n`;
}

function positionCells(book: Book, { instruments }: DescriptionWorld, slot: number): string[] {
  const { id, lotSize } = instruments[book.positionInstrument[slot]];
  return [quoted(id), decimalText(book.positionLots[slot], lotSize), String(book.positionEntryPrice[slot])];
}

function amountCells(book: Book, { assets }: DescriptionWorld, account: number): string[] {
  const cells = assets.map(() => '');
  const margin = book.marginAsset[account];
  cells[margin] = decimalText(book.cash[account], assets[margin].unit);
  for (let place = book.balanceStart[account]; place < book.balanceStart[account + 1]; place++) {
    const asset = book.balanceAsset[place];
    cells[asset] = decimalText(book.balanceUnits[place], assets[asset].unit);
  }
  return cells;
}

/** count x step in decimal digits, exact where the step is a power of ten. */
function decimalText(count: number, step: number): string {
  const decimals = Math.round(-Math.log10(step));
  if (decimals < 0 || Math.abs(step * 10 ** decimals - 1) > 1e-12) return String(Number((count * step).toPrecision(15)));
  const digits = String(Math.abs(count)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return `${count < 0 ? '-' : ''}${whole}${fraction === '' ? '' : '.'}${fraction}`;
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
