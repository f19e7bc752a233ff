/** Accounts that somebody wrote down, in amounts and sizes, turned into whole units and lots; nothing is rounded silently. */
import { exitCodes, UserError, type Place, type Problem } from '../errors.ts';
import type { AssetSpec, Book, InstrumentSpec } from '../kernel/world-spec.ts';
import { lotValue } from '../kernel/layout.ts';
import { BookBuilder, type AccountEntry, type BalanceEntry, type BookWorld, type PositionEntry } from './book.ts';

export interface PositionDescription {
  readonly instrument: string;
  /** Signed, in the instrument's unit: coins for linear and quanto contracts, USD for inverse ones. */
  readonly size: number;
  /** Price at which it was opened; null or absent for the start price. */
  readonly entryPrice?: number | null;
  /** Where it was written, when that is not where the account was. */
  readonly place?: Place;
}

export interface AccountDescription {
  readonly id: string;
  /** Absent: the account's own id. */
  readonly owner?: string;
  /** Id of the venue; absent or null: that of its instruments, or the only one. */
  readonly venue?: string | null;
  /** isolated: one position and its margin asset only. Default cross. */
  readonly margin?: 'isolated' | 'cross';
  /** Amount of the margin asset, beside an entry for it in `balances`. */
  readonly cash?: number;
  /** Amounts by asset id; only the margin asset may be negative. */
  readonly balances?: Readonly<Record<string, number>>;
  readonly positions: readonly PositionDescription[];
  /** Where it was written, for messages. */
  readonly place?: Place;
}

/** Names and start prices that descriptions refer to. */
export interface DescriptionWorld extends BookWorld {
  readonly venues: readonly { readonly id: string }[];
  /** Per market; the entry price of positions that state none. */
  readonly startPrices: ArrayLike<number>;
}

/** The book of all descriptions, in their order. Throws one UserError with every problem (exit code 30). */
export function explicitBook(descriptions: readonly AccountDescription[], world: DescriptionWorld): Book {
  const translate = accountTranslator(world);
  const builder = new BookBuilder(world);
  const problems: Problem[] = [];
  const known = new Set<string>();
  for (const description of descriptions) {
    const result = known.has(description.id) ? [twice(description)] : translate(description);
    known.add(description.id);
    if (Array.isArray(result)) problems.push(...result);
    else builder.add(result);
  }
  if (problems.length > 0) throw new UserError(exitCodes.inputInvalid, problems);
  return builder.build();
}

function twice({ id, place }: AccountDescription): Problem {
  const suggestion = 'another id, and the same owner if it is the same person';
  return { place, what: `account "${id}" is there twice`, expected: 'every account once', suggestion };
}

/** One account in units and lots. Throws UserError with everything that is wrong with it. */
export function accountEntry(description: AccountDescription, world: DescriptionWorld): AccountEntry {
  const result = accountTranslator(world)(description);
  if (Array.isArray(result)) throw new UserError(exitCodes.inputInvalid, result);
  return result;
}

/** Turns descriptions into entries, or into the list of what is wrong with them. Names are looked up in tables made once. */
export function accountTranslator(world: DescriptionWorld): (description: AccountDescription) => AccountEntry | Problem[] {
  const translator = new Translator(world);
  return (description) => translator.translate(description);
}

/** Relative error that a decimal number and a product of two carry at most. */
const decimalNoise = 1e-12;

/** The whole multiple of `step` that a decimal amount stands for, or null when it stands between two or beyond 2^53. */
export function wholeMultiple(amount: number, step: number): number | null {
  const perUnit = Math.floor(1 / step + 0.5);
  // 1e-6 is no exact double but 1e6 is: one rounding instead of two.
  const ratio = Math.abs(perUnit * step - 1) < decimalNoise ? amount * perUnit : amount / step;
  const nearest = Math.floor(ratio + 0.5);
  const noise = Math.max(1e-9, decimalNoise * Math.abs(ratio));
  return Number.isSafeInteger(nearest) && Math.abs(ratio - nearest) <= Math.min(0.25, noise) ? nearest + 0 : null;
}

/** The nearest multiples of a step, for advice: decimal digits without the noise of binary fractions. */
function nearestMultiple(amount: number, step: number): number {
  const count = Math.floor(amount / step + 0.5);
  return Number(((count === 0 ? (amount < 0 ? -1 : 1) : count) * step).toPrecision(12));
}

class Translator {
  readonly #world: DescriptionWorld;
  readonly #assets: ReadonlyMap<string, number>;
  /** Several venues may list the same name. */
  readonly #instruments = new Map<string, number[]>();
  #problems: Problem[] = [];

  constructor(world: DescriptionWorld) {
    this.#world = world;
    this.#assets = new Map(world.assets.map((asset, index) => [asset.id, index]));
    world.instruments.forEach(({ id }, index) => this.#instruments.set(id, [...(this.#instruments.get(id) ?? []), index]));
  }

  translate(description: AccountDescription): AccountEntry | Problem[] {
    this.#problems = [];
    const venueNamed = this.#venueIndex(description);
    const positions = this.#positions(description, venueNamed);
    const venue = venueNamed ?? this.#venueOf(description, positions);
    const marginAsset = this.#marginAsset(description, positions);
    const { cash, balances } = this.#balances(description, marginAsset);
    if (description.margin === 'isolated') this.#checkIsolated(description, positions, balances);
    if (this.#problems.length > 0) return this.#problems;
    return { id: description.id, owner: description.owner ?? description.id, venue, marginAsset, cash, positions, balances };
  }

  #refuse(description: AccountDescription, problem: Problem): void {
    this.#problems.push({ ...problem, place: problem.place ?? description.place, what: `account "${description.id}": ${problem.what}` });
  }

  #venueIndex(description: AccountDescription): number | undefined {
    if (description.venue === undefined || description.venue === null) return undefined;
    const index = this.#world.venues.findIndex((venue) => venue.id === description.venue);
    if (index >= 0) return index;
    const expected = `one of ${this.#world.venues.map((venue) => venue.id).join(', ')}`;
    this.#refuse(description, { what: `there is no venue "${description.venue}"`, expected });
    return undefined;
  }

  /** Venue of the positions; they must agree. */
  #venueOf(description: AccountDescription, positions: readonly PositionEntry[]): number {
    const { instruments, venues } = this.#world;
    const found = [...new Set(positions.map((position) => instruments[position.instrument].venue))];
    if (found.length > 1) {
      this.#refuse(description, {
        what: `its positions are on ${found.map((venue) => venues[venue].id).join(' and ')}`,
        expected: 'one venue per account',
        suggestion: 'one account per venue, with the same owner',
      });
    }
    if (found.length === 0 && venues.length > 1) {
      this.#refuse(description, { what: 'no position and no venue', expected: `one of ${venues.map((venue) => venue.id).join(', ')}` });
    }
    return found[0] ?? 0;
  }

  #positions(description: AccountDescription, venue: number | undefined): PositionEntry[] {
    const entries = description.positions.flatMap((position) => this.#position(description, position, venue) ?? []);
    entries.sort((left, right) => left.instrument - right.instrument);
    for (let place = 1; place < entries.length; place++) {
      if (entries[place].instrument !== entries[place - 1].instrument) continue;
      const { id } = this.#world.instruments[entries[place].instrument];
      const suggestion = 'their sum, or two accounts of one owner';
      this.#refuse(description, { what: `two positions in ${id}`, expected: 'one position per instrument', suggestion });
    }
    return entries;
  }

  #position(description: AccountDescription, position: PositionDescription, venue: number | undefined): PositionEntry | undefined {
    const instrument = this.#instrumentIndex(description, position.instrument, venue);
    if (instrument === undefined) return undefined;
    const spec = this.#world.instruments[instrument];
    const lots = this.#lots(description, position, spec);
    const entryPrice = position.entryPrice ?? this.#world.startPrices[instrument];
    if (!Number.isFinite(lotValue(spec, entryPrice)) || (spec.contract === 'inverse' && entryPrice <= 0)) {
      const expected = spec.contract === 'inverse' ? 'a price above 0: the contract is inverse' : 'a number';
      this.#refuse(description, { place: position.place, what: `entry price ${entryPrice} in ${spec.id}`, expected });
      return undefined;
    }
    return lots === undefined ? undefined : { instrument, lots, entryPrice };
  }

  #instrumentIndex(description: AccountDescription, id: string, venue: number | undefined): number | undefined {
    const { instruments, venues } = this.#world;
    const named = this.#instruments.get(id) ?? [];
    const found = venue === undefined ? named : named.filter((index) => instruments[index].venue === venue);
    if (found.length === 1) return found[0];
    if (found.length > 1) {
      const expected = `venue: one of ${found.map((index) => venues[instruments[index].venue].id).join(', ')}`;
      this.#refuse(description, { what: `several venues list "${id}"`, expected });
      return undefined;
    }
    const listed = instruments.filter((spec) => venue === undefined || spec.venue === venue).map((spec) => spec.id);
    this.#refuse(description, { what: `there is no instrument "${id}"`, expected: `one of ${listed.slice(0, 12).join(', ')}` });
    return undefined;
  }

  #lots(description: AccountDescription, { size, place }: PositionDescription, { id, lotSize }: InstrumentSpec): number | undefined {
    const lots = wholeMultiple(size, lotSize);
    if (lots !== null && lots !== 0) return lots;
    this.#refuse(description, {
      place,
      what: `size ${size} in ${id}`,
      expected: `a whole number of lots of ${lotSize}, not 0`,
      suggestion: Number.isFinite(size) && size !== 0 ? `size: ${nearestMultiple(size, lotSize)}` : 'leave the position out',
    });
    return undefined;
  }

  /** Settlement asset of all positions; without positions the first asset that it holds. */
  #marginAsset(description: AccountDescription, positions: readonly PositionEntry[]): number {
    const { assets, instruments } = this.#world;
    const found = [...new Set(positions.map((position) => instruments[position.instrument].settleAsset))];
    if (found.length > 1) {
      this.#refuse(description, {
        what: `its positions settle in ${found.map((asset) => assets[asset].id).join(' and ')}`,
        expected: 'one settlement asset per account',
        suggestion: `split it into ${found.length} accounts with the owner "${description.owner ?? description.id}"`,
      });
    }
    const held = Object.keys(description.balances ?? {}).map((id) => this.#assets.get(id) ?? 0);
    return found[0] ?? (held.length > 0 ? Math.min(...held) : 0);
  }

  #balances(description: AccountDescription, marginAsset: number): { cash: number; balances: BalanceEntry[] } {
    let cash = this.#units(description, description.cash ?? 0, marginAsset);
    const balances: BalanceEntry[] = [];
    for (const [id, amount] of Object.entries(description.balances ?? {})) {
      const asset = this.#assets.get(id);
      if (asset === undefined) {
        const expected = `one of ${this.#world.assets.map((known) => known.id).join(', ')}`;
        this.#refuse(description, { what: `there is no asset "${id}"`, expected });
        continue;
      }
      const units = this.#units(description, amount, asset);
      if (asset === marginAsset) cash += units;
      else if (units > 0) balances.push({ asset, units });
      else if (units < 0) this.#refuseDebt(description, this.#world.assets[asset], amount);
    }
    balances.sort((left, right) => left.asset - right.asset);
    return { cash, balances };
  }

  #units(description: AccountDescription, amount: number, asset: number): number {
    const { id, unit } = this.#world.assets[asset];
    const units = wholeMultiple(amount, unit);
    if (units !== null) return units;
    const isTooLarge = !(Math.abs(amount / unit) <= Number.MAX_SAFE_INTEGER);
    this.#refuse(description, {
      what: `${amount} ${id}`,
      expected: isTooLarge ? `less than 2^53 units of ${unit} ${id}` : `a whole number of units of ${unit} ${id}`,
      suggestion: isTooLarge ? undefined : `${nearestMultiple(amount, unit)}`,
    });
    return 0;
  }

  #refuseDebt(description: AccountDescription, { id }: AssetSpec, amount: number): void {
    const suggestion = 'convert the debt into the settlement asset';
    this.#refuse(description, { what: `${amount} ${id}`, expected: 'debts in the settlement asset of its positions only', suggestion });
  }

  #checkIsolated(description: AccountDescription, positions: readonly PositionEntry[], balances: readonly BalanceEntry[]): void {
    if (positions.length === 1 && balances.length === 0) return;
    const extra = balances.length > 0 ? ` and a balance in ${balances.map(({ asset }) => this.#world.assets[asset].id).join(', ')}` : '';
    this.#refuse(description, {
      what: `isolated with ${positions.length} positions${extra}`,
      expected: 'one position and its settlement asset only',
      suggestion: 'margin: cross, or one account per position with the same owner',
    });
  }
}
