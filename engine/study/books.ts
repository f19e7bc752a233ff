/** The book of a world on a path: accounts written out, accounts of a file, and a synthetic population drawn for the path. */
import { exitCodes, UserError } from '../errors.ts';
import { ownerCount } from '../kernel/shortfall-list.ts';
import type { Book } from '../kernel/world-spec.ts';
import { openStream } from '../math/random.ts';
import { bookOf } from '../population/book.ts';
import { explicitBook } from '../population/explicit.ts';
import type { AccountDescription } from '../population/explicit.ts';
import { generateBook } from '../population/synthetic.ts';
import type { AccountInput, StudyInput } from './inputs.ts';
import { requirementOf } from './trigger-map.ts';
import type { WorldPlan } from './world-plan.ts';

/** True when every path has the same accounts. */
export function isFixedBook(plan: WorldPlan): boolean {
  return plan.pins.every((pins) => pins === null);
}

/** Number of the population that a path has: paths with the same number have the same accounts. */
export function bookNumber({ pins }: WorldPlan, path: number): number {
  const together = pins.reduce((least, one) => (one === null ? least : Math.min(least, one.redrawEvery)), Infinity);
  return together === Infinity ? 0 : Math.floor(path / together);
}

/**
 * Everything of a plan that the books of its paths are drawn from, as text: plans of one study with equal keys have equal books on every
 * path. Maintenance, liquidation, losses and the other rules that act on a book are not in it.
 */
export function bookKey(plan: WorldPlan): string {
  const { pins, frame, venues, instruments, startPrices } = plan;
  // Accounts that were written down are what they are, whatever a venue lets anyone open.
  const isDrawn = !isFixedBook(plan);
  const held = frame.instruments.map((spec) => ({ ...spec, maintenanceTiers: null, initialTiers: isDrawn ? spec.initialTiers : null }));
  const limits = isDrawn && instruments.map(({ venue, facts }) => venues[venue].margin.maxLeverage(facts));
  const weights = frame.venues.map(({ id, collateralWeights }) => [id, isDrawn && Array.from(collateralWeights)]);
  // JSON has no word for infinite: as a text it differs from everything else.
  const exact = (_: string, value: unknown): unknown => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value);
  return JSON.stringify({ pins, held, assets: frame.assets, limits, weights, startPrices: Array.from(startPrices) }, exact);
}

/** Accounts of a `bookNumber`, in the order: written out, from a file, synthetic by venue. Throws UserError when there are none. */
export function bookFor(input: StudyInput, plan: WorldPlan, number: number): Book {
  const world = { ...plan.frame, startPrices: plan.startPrices };
  const books: Book[] = [];
  if (input.scenario.accounts.length > 0) {
    const accounts = input.scenario.accounts.map((account) => describe(account, plan));
    books.push(explicitBook(accounts, world));
  }
  if (input.accountsFile) books.push(input.accountsFile(world));
  plan.pins.forEach((pins, venue) => {
    if (pins) books.push(syntheticBook(input, plan, venue, number));
  });
  if (books.length > 0) return joinBooks(books);
  throw new UserError(exitCodes.inputInvalid, [
    {
      what: 'the scenario has no accounts',
      expected: 'accounts, accounts-file or population',
      suggestion: 'population: {accounts: 10000, open-interest: {...}}',
    },
  ]);
}

/** Instruments of a world with several venues are called `venue:instrument`; accounts name them without the venue. */
function describe(account: AccountInput, plan: WorldPlan): AccountDescription {
  const prefix = plan.venues.length > 1 && account.venue !== null ? `${account.venue}:` : '';
  const positions = Object.entries(account.positions).map(([instrument, { size, entry }]) => {
    return { instrument: prefix + instrument, size, entryPrice: entry };
  });
  return { ...account, positions };
}

function syntheticBook(input: StudyInput, plan: WorldPlan, venue: number, number: number): Book {
  const pins = plan.pins[venue];
  if (!pins) throw new RangeError('this venue has no synthetic population');
  const { seed, name } = input.scenario;
  const severalVenues = plan.venues.length > 1;
  const component = severalVenues ? `population-${plan.venues[venue].id}` : 'population';
  const { book } = generateBook({
    pins,
    instruments: plan.frame.instruments,
    assets: plan.frame.assets,
    venue,
    startPrices: plan.startPrices,
    initialRateOf: (instrument, notionalUnits) =>
      requirementOf(plan.frame.instruments[instrument].initialTiers, notionalUnits) / notionalUnits,
    maxLeverageOf: (instrument) => plan.venues[venue].margin.maxLeverage(plan.instruments[instrument].facts),
    streams: (purpose) => openStream({ seed, scenario: name, path: number, component, purpose }),
    underlyingAssetOf: (instrument) => plan.frame.assets.findIndex((asset) => asset.id === plan.instruments[instrument].input.underlying),
    collateralWeightOf: (asset) => plan.frame.venues[venue].collateralWeights[asset],
  });
  return severalVenues ? namedByVenue(book, plan.venues[venue].id) : book;
}

/** Every venue numbers its accounts from 0; those of a world have names of their own. */
function namedByVenue(book: Book, venue: string): Book {
  return bookOf(book, {
    accountId: (account) => `${venue}:${book.accountId(account)}`,
    ownerId: (owner) => `${venue}:${book.ownerId(owner)}`,
  });
}

/** One book after the other; account and owner numbers go on. Accounts of different books never share an owner. */
function joinBooks(books: readonly Book[]): Book {
  if (books.length === 1) return books[0];
  const starts = runningTotals(books.map((book) => book.count));
  const owners = runningTotals(books.map((book) => ownerCount(book.owner)));
  const find = (totals: readonly number[], index: number): number => totals.findLastIndex((start) => start <= index);
  return bookOf(
    {
      owner: Int32Array.from(books.flatMap((book, index) => Array.from(book.owner, (owner) => owner + owners[index]))),
      venue: Uint8Array.from(books.flatMap((book) => Array.from(book.venue))),
      marginAsset: Uint8Array.from(books.flatMap((book) => Array.from(book.marginAsset))),
      cash: Float64Array.from(books.flatMap((book) => Array.from(book.cash))),
      positionStart: joinStarts(books.map((book) => book.positionStart)),
      positionInstrument: Uint16Array.from(books.flatMap((book) => Array.from(book.positionInstrument))),
      positionLots: Float64Array.from(books.flatMap((book) => Array.from(book.positionLots))),
      positionEntryPrice: Float64Array.from(books.flatMap((book) => Array.from(book.positionEntryPrice))),
      balanceStart: joinStarts(books.map((book) => book.balanceStart)),
      balanceAsset: Uint8Array.from(books.flatMap((book) => Array.from(book.balanceAsset))),
      balanceUnits: Float64Array.from(books.flatMap((book) => Array.from(book.balanceUnits))),
    },
    {
      accountId: (account) => named(books, find(starts, account), (book, index) => book.accountId(account - starts[index])),
      ownerId: (owner) => named(books, find(owners, owner), (book, index) => book.ownerId(owner - owners[index])),
    },
  );
}

function named(books: readonly Book[], index: number, name: (book: Book, index: number) => string): string {
  return name(books[index], index);
}

function runningTotals(counts: readonly number[]): number[] {
  let total = 0;
  return counts.map((count) => (total += count) - count);
}

function joinStarts(starts: readonly Int32Array[]): Int32Array {
  const joined: number[] = [0];
  for (const one of starts) {
    const offset = joined[joined.length - 1];
    for (let index = 1; index < one.length; index++) joined.push(offset + one[index]);
  }
  return Int32Array.from(joined);
}
