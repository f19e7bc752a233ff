/** Groups of accounts by what they are at the start: size, leverage, collateral and side. */
import { lotValue } from '../../kernel/layout.ts';
import type { Book, WorldSpec } from '../../kernel/world-spec.ts';

/** One way of dividing accounts up; every account is in one cohort of each. */
export interface CohortDimension {
  readonly name: 'size' | 'leverage' | 'collateral' | 'side';
  /** Smallest size in USD or leverage of each cohort, ascending from 0; null where cohorts are kinds. */
  readonly from: readonly number[] | null;
  readonly cohorts: readonly string[];
}

/** Notional at the start by powers of ten; leverage is notional over equity at the start, without equity the highest. */
export const cohortDimensions: readonly CohortDimension[] = [
  {
    name: 'size',
    from: [0, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8],
    cohorts: [
      ...['under $1k', '$1k to under $10k', '$10k to under $100k', '$100k to under $1M', '$1M to under $10M'],
      ...['$10M to under $100M', '$100M and more'],
    ],
  },
  {
    name: 'leverage',
    from: [0, 1, 2, 5, 10, 20, 50, 100],
    cohorts: [
      ...['under 1x', '1x to under 2x', '2x to under 5x', '5x to under 10x', '10x to under 20x', '20x to under 50x'],
      ...['50x to under 100x', '100x and more'],
    ],
  },
  { name: 'collateral', from: null, cohorts: ['USD', 'coin', 'mixed'] },
  { name: 'side', from: null, cohorts: ['long', 'short', 'long and short', 'no position'] },
];

/** Cohorts of all dimensions, one after the other. */
export const cohortCount = cohortDimensions.reduce((count, { cohorts }) => count + cohorts.length, 0);

export const dimensionCount = 4;

const dimensionSizes = cohortDimensions.map(({ cohorts }) => cohorts.length);

/** Number of the first cohort of each dimension. */
const firsts = dimensionSizes.map((_, index) => dimensionSizes.slice(0, index).reduce((count, size) => count + size, 0));

const kind = { usd: 0, coin: 1, mixed: 2, long: 0, short: 1, both: 2, none: 3 } as const;

/** Cells: one per combination of a cohort of every dimension. Accounts of a cell are counted once for all of its cohorts. */
export const cellCount = dimensionSizes.reduce((product, size) => product * size, 1);

/** Number among all cohorts: cohortsOfCell[cell * dimensionCount + dimension]. */
export const cohortsOfCell = cohortsOfCells();

function cohortsOfCells(): Uint8Array {
  const cohorts = new Uint8Array(cellCount * dimensionCount);
  for (let cell = 0; cell < cellCount; cell++) {
    for (let dimension = dimensionCount - 1, rest = cell; dimension >= 0; dimension--) {
      cohorts[cell * dimensionCount + dimension] = firsts[dimension] + (rest % dimensionSizes[dimension]);
      rest = Math.floor(rest / dimensionSizes[dimension]);
    }
  }
  return cohorts;
}

/** Where every account of a book belongs. */
export interface Cohorts {
  /** By the account's number in the book. */
  readonly cellOf: Uint16Array;
  /** Accounts per cohort. */
  readonly accounts: Float64Array;
}

/** Sets that share a book share its cohorts: they follow from positions, balances and start prices. */
const known = new WeakMap<Book, Cohorts>();

/** Cohorts of a world's book; one pass over its accounts the first time it is asked for. `startPrices`: per market. */
export function cohortsOf(world: WorldSpec, startPrices: Float64Array): Cohorts {
  const cohorts = known.get(world.book) ?? divide(world, startPrices);
  known.set(world.book, cohorts);
  return cohorts;
}

function divide(world: WorldSpec, startPrices: Float64Array): Cohorts {
  const { book } = world;
  const accountant = new OpeningAccountant(world, startPrices);
  const cellOf = new Uint16Array(book.count);
  const counts = new Int32Array(cellCount);
  for (let account = 0; account < book.count; account++) {
    accountant.look(account);
    const bins = binOf(sizesFrom, accountant.notionalUsd) * leveragesFrom.length + binOf(leveragesFrom, accountant.leverage);
    const cell = (bins * dimensionSizes[2] + accountant.collateral) * dimensionSizes[3] + accountant.side;
    cellOf[account] = cell;
    counts[cell]++;
  }
  const accounts = new Float64Array(cohortCount);
  addCells(counts, accounts, { stride: 1, place: 0 });
  return { cellOf, accounts };
}

/** Adds counts per cell to those of their cohorts, which stand at cohort * stride + place. */
export function addCells(counts: Int32Array, target: Float64Array, { stride, place }: { stride: number; place: number }): void {
  for (let cell = 0; cell < cellCount; cell++) {
    const count = counts[cell];
    if (count === 0) continue;
    const first = cell * dimensionCount;
    for (let dimension = 0; dimension < dimensionCount; dimension++) target[cohortsOfCell[first + dimension] * stride + place] += count;
  }
}

/** What was pinned to 10x may come out a rounding error below. */
const rounding = 1 - 1e-9;
const sizesFrom = Float64Array.from(cohortDimensions[0].from ?? [], (from) => from * rounding);
const leveragesFrom = Float64Array.from(cohortDimensions[1].from ?? [], (from) => from * rounding);

function binOf(from: Float64Array, value: number): number {
  let bin = from.length - 1;
  while (bin > 0 && !(value >= from[bin])) bin--;
  return bin;
}

/** Reads accounts at the start, one after the other; results are left in fields, because there may be a million. */
class OpeningAccountant {
  notionalUsd = NaN;
  leverage = NaN;
  collateral = 0;
  side = 0;
  readonly #world: WorldSpec;
  /** USD of a cash unit per asset; lot value in cash units per instrument. */
  readonly #unitUsd: Float64Array;
  readonly #lotValue: Float64Array;

  constructor(world: WorldSpec, startPrices: Float64Array) {
    this.#world = world;
    this.#unitUsd = Float64Array.from(world.assets, ({ unit, market }) => unit * (market < 0 ? 1 : startPrices[market]));
    this.#lotValue = Float64Array.from(world.instruments, (instrument, index) => lotValue(instrument, startPrices[index]));
  }

  look(account: number): void {
    const { book, instruments } = this.#world;
    const { positionStart, positionInstrument, positionLots, positionEntryPrice } = book;
    const asset = book.marginAsset[account];
    let units = book.cash[account];
    let notional = 0;
    let longs = 0;
    let shorts = 0;
    for (let slot = positionStart[account]; slot < positionStart[account + 1]; slot++) {
      const instrument = positionInstrument[slot];
      const lots = positionLots[slot];
      const value = this.#lotValue[instrument];
      units += lots * (value - lotValue(instruments[instrument], positionEntryPrice[slot]));
      notional += Math.abs(lots * value);
      if (lots > 0) longs++;
      else shorts++;
    }
    this.notionalUsd = notional * this.#unitUsd[asset];
    this.side = longs > 0 ? (shorts > 0 ? kind.both : kind.long) : shorts > 0 ? kind.short : kind.none;
    const equityUsd = units * this.#unitUsd[asset] + this.#lookAtBalances(account, asset);
    this.leverage = this.notionalUsd === 0 ? 0 : equityUsd > 0 ? this.notionalUsd / equityUsd : Infinity;
  }

  /** Value of the other assets; notes what kind of collateral the account has: asset 0 is USD, and what is empty is not counted. */
  #lookAtBalances(account: number, marginAsset: number): number {
    const { balanceStart, balanceAsset, balanceUnits, cash } = this.#world.book;
    const end = balanceStart[account + 1];
    let usd = 0;
    let hasUsd = marginAsset === 0 && cash[account] > 0;
    let hasCoin = marginAsset !== 0 && cash[account] > 0;
    for (let slot = balanceStart[account]; slot < end; slot++) {
      usd += balanceUnits[slot] * this.#unitUsd[balanceAsset[slot]];
      if (balanceAsset[slot] === 0) hasUsd = true;
      else hasCoin = true;
    }
    if (!hasUsd && !hasCoin) this.collateral = marginAsset === 0 ? kind.usd : kind.coin;
    else this.collateral = hasUsd && hasCoin ? kind.mixed : hasUsd ? kind.usd : kind.coin;
    return usd;
  }
}
