/**
 * Books of accounts as structure of arrays: building one account by account, checking one, and leaving accounts out of one.
 * The synthetic generator fills the arrays itself and wraps them with `bookOf`.
 */
import { exitCodes, UserError } from '../errors.ts';
import { lotValue } from '../kernel/layout.ts';
import type { AssetSpec, Book, InstrumentSpec } from '../kernel/world-spec.ts';
import { assert } from '../math/assert.ts';

/** Everything of a book but its names and its size. */
export type BookArrays = Omit<Book, 'count' | 'accountId' | 'ownerId'>;

export interface BookNames {
  accountId(account: number): string;
  ownerId(owner: number): string;
}

/** Wraps arrays as a book of `arrays.owner.length` accounts. Throws InvariantError when their lengths do not fit together. */
export function bookOf(arrays: BookArrays, names: BookNames): Book {
  const count = arrays.owner.length;
  const slots = arrays.positionStart[count];
  const balances = arrays.balanceStart[count];
  assert(arrays.positionStart.length === count + 1 && arrays.balanceStart.length === count + 1, 'a book needs count + 1 starts');
  const perAccount = [arrays.venue, arrays.marginAsset, arrays.cash];
  assert(perAccount.every(({ length }) => length === count), 'account arrays differ in length');
  assert(
    arrays.positionInstrument.length === slots && arrays.positionLots.length === slots && arrays.positionEntryPrice.length === slots,
    'position arrays differ in length',
  );
  assert(arrays.balanceAsset.length === balances && arrays.balanceUnits.length === balances, 'balance arrays differ in length');
  return {
    count,
    accountId: (account) => names.accountId(account),
    ownerId: (owner) => names.ownerId(owner),
    owner: arrays.owner,
    venue: arrays.venue,
    marginAsset: arrays.marginAsset,
    cash: arrays.cash,
    positionStart: arrays.positionStart,
    positionInstrument: arrays.positionInstrument,
    positionLots: arrays.positionLots,
    positionEntryPrice: arrays.positionEntryPrice,
    balanceStart: arrays.balanceStart,
    balanceAsset: arrays.balanceAsset,
    balanceUnits: arrays.balanceUnits,
  };
}

export interface PositionEntry {
  readonly instrument: number;
  /** Signed, a whole number, not 0. */
  readonly lots: number;
  readonly entryPrice: number;
}

export interface BalanceEntry {
  readonly asset: number;
  /** A whole positive number of the asset's cash units. */
  readonly units: number;
}

/** One account in the kernel's units. */
export interface AccountEntry {
  readonly id: string;
  /** Accounts with the same owner text belong together. */
  readonly owner: string;
  readonly venue: number;
  readonly marginAsset: number;
  /** Whole units of the margin asset before the positions were opened at their entry price (the wallet balance). */
  readonly cash: number;
  /** Ascending instrument, at most one each. */
  readonly positions: readonly PositionEntry[];
  /** Ascending asset, at most one each, never the margin asset. */
  readonly balances: readonly BalanceEntry[];
}

/** What accounts refer to by index. */
export interface BookWorld {
  readonly assets: readonly AssetSpec[];
  readonly instruments: readonly InstrumentSpec[];
}

type NumberArray = Float64Array | Int32Array | Uint16Array | Uint8Array;

/** A typed array that doubles when it is full. */
class Column<Values extends NumberArray> {
  #values: Values;
  length = 0;
  readonly #make: (length: number) => Values;

  constructor(make: (length: number) => Values) {
    this.#make = make;
    this.#values = make(64);
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = this.#make(this.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  /** A copy of exactly the values pushed so far. */
  values(): Values {
    return this.#values.slice(0, this.length) as Values;
  }
}

const floats = (): Column<Float64Array> => new Column((length) => new Float64Array(length));
const integers = (): Column<Int32Array> => new Column((length) => new Int32Array(length));
const bytes = (): Column<Uint8Array> => new Column((length) => new Uint8Array(length));

/** Collects accounts one by one; index = order of adding. Shape errors are InvariantError: readers check what users write. */
export class BookBuilder {
  readonly #world: BookWorld;
  readonly #ids: string[] = [];
  readonly #known = new Set<string>();
  readonly #owners = new Map<string, number>();
  readonly #owner = integers();
  readonly #venue = bytes();
  readonly #marginAsset = bytes();
  readonly #cash = floats();
  readonly #positionStart = integers();
  readonly #positionInstrument = new Column((length) => new Uint16Array(length));
  readonly #positionLots = floats();
  readonly #positionEntryPrice = floats();
  readonly #balanceStart = integers();
  readonly #balanceAsset = bytes();
  readonly #balanceUnits = floats();

  constructor(world: BookWorld) {
    this.#world = world;
    this.#positionStart.push(0);
    this.#balanceStart.push(0);
  }

  get count(): number {
    return this.#ids.length;
  }

  /** Adds one account and returns its index. */
  add(account: AccountEntry): number {
    assert(!this.#known.has(account.id), 'an account is there twice');
    assert(Number.isSafeInteger(account.cash), 'cash must be a whole number of units');
    for (let place = 0; place < account.positions.length; place++) this.#addPosition(account, place);
    for (let place = 0; place < account.balances.length; place++) this.#addBalance(account, place);
    this.#known.add(account.id);
    this.#owner.push(this.#ownerNumber(account.owner));
    this.#venue.push(account.venue);
    this.#marginAsset.push(account.marginAsset);
    this.#cash.push(account.cash);
    this.#positionStart.push(this.#positionLots.length);
    this.#balanceStart.push(this.#balanceUnits.length);
    return this.#ids.push(account.id) - 1;
  }

  #ownerNumber(owner: string): number {
    const known = this.#owners.get(owner);
    if (known !== undefined) return known;
    this.#owners.set(owner, this.#owners.size);
    return this.#owners.size - 1;
  }

  #addPosition(account: AccountEntry, place: number): void {
    const { instrument, lots, entryPrice } = account.positions[place];
    const spec = this.#world.instruments[instrument];
    assert(spec !== undefined, 'a position is in an instrument that does not exist');
    assert(place === 0 || instrument > account.positions[place - 1].instrument, 'positions must ascend, one per instrument');
    assert(Number.isSafeInteger(lots) && lots !== 0, 'lots must be whole and not zero');
    assert(spec.settleAsset === account.marginAsset, 'a position must settle in the margin asset of its account');
    assert(spec.venue === account.venue, 'a position must be on the venue of its account');
    assert(Number.isFinite(lotValue(spec, entryPrice)), 'a lot must have a value at its entry price');
    this.#positionInstrument.push(instrument);
    this.#positionLots.push(lots);
    this.#positionEntryPrice.push(entryPrice);
  }

  #addBalance(account: AccountEntry, place: number): void {
    const { asset, units } = account.balances[place];
    assert(this.#world.assets[asset] !== undefined, 'a balance is in an asset that does not exist');
    assert(place === 0 || asset > account.balances[place - 1].asset, 'balances must ascend, one per asset');
    assert(asset !== account.marginAsset, 'the margin asset is cash, not a balance');
    assert(Number.isSafeInteger(units) && units > 0, 'a balance must be a whole positive number of units');
    this.#balanceAsset.push(asset);
    this.#balanceUnits.push(units);
  }

  /** The book of everything added. Throws UserError when a total would not stay exact. */
  build(): Book {
    const ids = this.#ids.slice();
    const owners = [...this.#owners.keys()];
    const book = bookOf(
      {
        owner: this.#owner.values(),
        venue: this.#venue.values(),
        marginAsset: this.#marginAsset.values(),
        cash: this.#cash.values(),
        positionStart: this.#positionStart.values(),
        positionInstrument: this.#positionInstrument.values(),
        positionLots: this.#positionLots.values(),
        positionEntryPrice: this.#positionEntryPrice.values(),
        balanceStart: this.#balanceStart.values(),
        balanceAsset: this.#balanceAsset.values(),
        balanceUnits: this.#balanceUnits.values(),
      },
      { accountId: (account) => ids[account], ownerId: (owner) => owners[owner] },
    );
    checkTotals(book, this.#world);
    return book;
  }
}

/** 2^53 */
const exactLimit = Number.MAX_SAFE_INTEGER + 1;

/**
 * Refuses a book whose totals of one side (credits, debits, long or short lots, opening legs, balances) reach 2^53, where sums of
 * units stop being exact. Throws UserError naming the asset or instrument and what to make coarser.
 */
export function checkTotals(book: Book, world: BookWorld): void {
  const money = new Float64Array(2 * world.assets.length);
  const lots = new Float64Array(2 * world.instruments.length);
  addCash(book, money);
  addPositions(book, world, { money, lots });
  for (let place = 0; place < book.balanceUnits.length; place++) money[2 * book.balanceAsset[place]] += book.balanceUnits[place];
  world.assets.forEach((asset, index) => checkSide(Math.max(money[2 * index], money[2 * index + 1]), 'units', asset.id));
  world.instruments.forEach((instrument, index) => checkSide(Math.max(lots[2 * index], lots[2 * index + 1]), 'lots', instrument.id));
}

function addCash({ cash, marginAsset }: Book, money: Float64Array): void {
  for (let account = 0; account < cash.length; account++) {
    money[2 * marginAsset[account] + (cash[account] < 0 ? 1 : 0)] += Math.abs(cash[account]);
  }
}

interface Sides {
  /** [2 x index] positive amounts, [2 x index + 1] negative amounts, both as magnitudes. */
  readonly money: Float64Array;
  readonly lots: Float64Array;
}

/** Adds lots and opening legs: a long pays, a short receives (a leg is negative where a linear price is). */
function addPositions(book: Book, { instruments }: BookWorld, { money, lots }: Sides): void {
  const { positionInstrument, positionLots, positionEntryPrice } = book;
  const isInverse = Uint8Array.from(instruments, (spec) => (spec.contract === 'inverse' ? 1 : 0));
  const scale = Float64Array.from(instruments, (spec) => spec.valueScale);
  const settle = Int32Array.from(instruments, (spec) => 2 * spec.settleAsset);
  for (let slot = 0; slot < positionLots.length; slot++) {
    const instrument = positionInstrument[slot];
    const held = positionLots[slot];
    const price = positionEntryPrice[slot];
    const leg = held * (isInverse[instrument] ? -scale[instrument] / price : scale[instrument] * price);
    money[settle[instrument] + (leg > 0 ? 1 : 0)] += Math.abs(leg);
    lots[2 * instrument + (held < 0 ? 1 : 0)] += Math.abs(held);
  }
}

function checkSide(total: number, what: 'units' | 'lots', id: string): void {
  if (total < exactLimit) return;
  throw new UserError(exitCodes.inputInvalid, [
    {
      what: `the accounts hold ${total} ${what} of ${id} on one side, more than can be counted exactly`,
      expected: `fewer than 2^53 (${exactLimit}) ${what} on each side`,
      suggestion: what === 'lots' ? `a larger lot for ${id}` : `a larger cash unit for ${id}, or smaller accounts`,
    },
  ]);
}

/**
 * The same book without the positions and money of some accounts. They stay as empty accounts, so that every other account keeps
 * its index, id, owner and whatever is drawn for it.
 */
export function withoutAccounts(book: Book, accounts: readonly number[]): Book {
  const keep = new Uint8Array(book.count).fill(1);
  for (const account of accounts) {
    assert(Number.isInteger(account) && account >= 0 && account < book.count, `the book has no account ${account}`);
    keep[account] = 0;
  }
  const positions = keptSlots(book.positionStart, keep);
  const balances = keptSlots(book.balanceStart, keep);
  return bookOf(
    {
      owner: book.owner,
      venue: book.venue,
      marginAsset: book.marginAsset,
      cash: keptValues(book.cash, keep),
      positionStart: positions.starts,
      positionInstrument: pick(positions, book.positionInstrument, new Uint16Array(positions.total)),
      positionLots: pick(positions, book.positionLots, new Float64Array(positions.total)),
      positionEntryPrice: pick(positions, book.positionEntryPrice, new Float64Array(positions.total)),
      balanceStart: balances.starts,
      balanceAsset: pick(balances, book.balanceAsset, new Uint8Array(balances.total)),
      balanceUnits: pick(balances, book.balanceUnits, new Float64Array(balances.total)),
    },
    book,
  );
}

function keptValues(values: Float64Array, keep: Uint8Array): Float64Array {
  const kept = new Float64Array(values.length);
  for (let account = 0; account < values.length; account++) if (keep[account]) kept[account] = values[account];
  return kept;
}

interface KeptSlots {
  /** Where the slots of an account began and where they begin. */
  readonly before: Int32Array;
  readonly starts: Int32Array;
  readonly total: number;
}

/** The runs of slots that survive when some accounts lose theirs. */
function keptSlots(before: Int32Array, keep: Uint8Array): KeptSlots {
  const count = keep.length;
  const starts = new Int32Array(count + 1);
  for (let account = 0; account < count; account++) {
    starts[account + 1] = starts[account] + (keep[account] ? before[account + 1] - before[account] : 0);
  }
  return { before, starts, total: starts[count] };
}

function pick<Values extends NumberArray>({ before, starts }: KeptSlots, source: Values, target: Values): Values {
  for (let account = 0; account + 1 < starts.length; account++) {
    const shift = before[account] - starts[account];
    for (let slot = starts[account]; slot < starts[account + 1]; slot++) target[slot] = source[slot + shift];
  }
  return target;
}

/**
 * The `count` accounts with the largest total notional, largest first, ties by index; accounts without positions never.
 * `notionalOf` gives the notional of a position in one currency common to all (sign ignored).
 */
export function largestAccounts(book: Book, count: number, notionalOf: (instrument: number, lots: number) => number): number[] {
  const leaders: { account: number; notional: number }[] = [];
  for (let account = 0; account < book.count; account++) {
    let notional = 0;
    for (let slot = book.positionStart[account]; slot < book.positionStart[account + 1]; slot++) {
      notional += Math.abs(notionalOf(book.positionInstrument[slot], book.positionLots[slot]));
    }
    const isLeader = leaders.length < count || notional > leaders[leaders.length - 1]?.notional;
    if (notional > 0 && isLeader) insertLeader(leaders, { account, notional }, count);
  }
  return leaders.map((leader) => leader.account);
}

function insertLeader(leaders: { account: number; notional: number }[], entry: { account: number; notional: number }, count: number): void {
  let place = leaders.length;
  while (place > 0 && leaders[place - 1].notional < entry.notional) place--;
  leaders.splice(place, 0, entry);
  if (leaders.length > count) leaders.pop();
}
