/**
 * Seeded populations and price paths for the benchmarks: small, self-contained, the same numbers for the engine and for the C
 * yardsticks. Shapes are chosen so that the share of liquidated accounts is what a row of the benchmark says; nothing here is a
 * model of a real venue (engine/population/ has that).
 */
import seedrandom from 'seedrandom';
import type { Book, PricePath } from '../engine/kernel/world-spec.ts';

/** Cash units: 1e-4 USD, so that one side of a million accounts stays far below 2^53 units. */
export const cashUnitUsd = 1e-4;
/** One lot is this many coins of every instrument. */
export const lotSizeCoins = 0.001;
/** Cash units of one lot at a price of 1 USD. */
export const valueScale = lotSizeCoins / cashUnitUsd;
export const maintenanceRate = 0.005;
/** Start and entry price per instrument. */
export const startPricesUsd = [50_000, 2_500, 150, 3, 600, 40, 20, 8];
/** Distance of ticks: one minute. */
const stepMs = 60_000;
/** Midnight of the day of the crash that the project's first scenario replays. */
const startMs = Date.UTC(2020, 2, 12);

export interface PopulationShape {
  readonly accounts: number;
  readonly seed: string;
  /** Leverage is log-uniform between 1 and this. */
  readonly leverageMax: number;
  /** Positions per account and number of instruments: 1 of 1 (isolated) or 3 of 8 (cross). */
  readonly slots: 1 | 3;
  readonly instruments: 1 | 8;
}

export interface PathShape {
  readonly seed: string;
  readonly ticks: number;
  readonly instruments: number;
  readonly dailyVolatility: number;
  /** Log-price that is lost between two ticks in the middle of the path, spread evenly; 0 for none. */
  readonly crash: { readonly logDrop: number; readonly fromTick: number; readonly toTick: number } | null;
}

/** Accounts with positions, before the engine's or the yardstick's own layout. lots[slot][account], signed. */
export interface Population {
  readonly shape: PopulationShape;
  readonly openingCash: Float64Array;
  readonly lots: readonly Float64Array[];
  readonly instrument: readonly Float64Array[];
}

type Draw = () => number;

function normal(draw: Draw): number {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
}

/** Distinct instruments in ascending order. */
function drawInstruments(draw: Draw, shape: PopulationShape): number[] {
  const chosen = new Set<number>();
  while (chosen.size < shape.slots) chosen.add(Math.floor(draw() * shape.instruments));
  return [...chosen].sort((a, b) => a - b);
}

/** Draws accounts one after the other: equity follows from notional and leverage, every position is opened at the start price. */
export function drawPopulation(shape: PopulationShape): Population {
  const draw = seedrandom.alea(`${shape.seed}/population`);
  const columns = () => Array.from({ length: shape.slots }, () => new Float64Array(shape.accounts));
  const population: Population = { shape, openingCash: new Float64Array(shape.accounts), lots: columns(), instrument: columns() };
  for (let account = 0; account < shape.accounts; account++) drawAccount(draw, population, account);
  return population;
}

function drawAccount(draw: Draw, population: Population, account: number): void {
  const { shape, lots, instrument, openingCash } = population;
  const chosen = drawInstruments(draw, shape);
  const accountNotionalUsd = Math.exp(7 + 1.2 * normal(draw));
  let notionalUnits = 0;
  chosen.forEach((index, slot) => {
    const lotUsd = lotSizeCoins * startPricesUsd[index];
    const side = draw() < 0.5 ? -1 : 1;
    const count = Math.max(1, Math.round(accountNotionalUsd / shape.slots / lotUsd));
    lots[slot][account] = side * count;
    instrument[slot][account] = index;
    notionalUnits += count * valueScale * startPricesUsd[index];
  });
  openingCash[account] = Math.round(notionalUnits / Math.exp(draw() * Math.log(shape.leverageMax)));
}

/** Cash that remains after the positions are opened at the start price: equity = cash + sum of lots x lot value. */
export function cashAfterOpening(population: Population): Float64Array {
  return population.openingCash.map((cash, account) => {
    let left = cash;
    population.lots.forEach((lots, slot) => {
      left -= Math.round(lots[account] * valueScale * startPricesUsd[population.instrument[slot][account]]);
    });
    return left;
  });
}

/** The population as the engine's book. */
export function bookOf(population: Population): Book {
  const { accounts, slots } = population.shape;
  const positions = accounts * slots;
  const interleave = <Column extends Float64Array | Uint16Array>(target: Column, source: readonly Float64Array[]): Column => {
    for (let i = 0; i < positions; i++) target[i] = source[i % slots][Math.floor(i / slots)];
    return target;
  };
  const positionInstrument = interleave(new Uint16Array(positions), population.instrument);
  return {
    count: accounts,
    accountId: (account) => `account-${account}`,
    ownerId: (owner) => `owner-${owner}`,
    owner: Int32Array.from({ length: accounts }, (_, account) => account),
    venue: new Uint8Array(accounts),
    marginAsset: new Uint8Array(accounts),
    cash: population.openingCash,
    positionStart: Int32Array.from({ length: accounts + 1 }, (_, account) => account * slots),
    positionInstrument,
    positionLots: interleave(new Float64Array(positions), population.lots),
    positionEntryPrice: Float64Array.from(positionInstrument, (index) => startPricesUsd[index]),
    balanceStart: new Int32Array(accounts + 1),
    balanceAsset: new Uint8Array(0),
    balanceUnits: new Float64Array(0),
  };
}

/** Correlation of every pair of instruments through one common factor. */
const commonShare = 0.6;

/** Geometric Brownian motion in one-minute steps, optionally with a crash; prices[instrument][tick]. The first tick is the start. */
export function drawPath(shape: PathShape, index: number): PricePath {
  const draw = seedrandom.alea(`${shape.seed}/path/${index}`);
  const stepSd = shape.dailyVolatility / Math.sqrt(1440);
  const prices = Array.from({ length: shape.instruments }, () => new Float64Array(shape.ticks));
  const levels = new Float64Array(shape.instruments);
  for (let tick = 0; tick < shape.ticks; tick++) {
    const common = normal(draw);
    for (let m = 0; m < shape.instruments; m++) {
      const own = normal(draw);
      if (tick > 0) levels[m] += stepSd * (Math.sqrt(commonShare) * common + Math.sqrt(1 - commonShare) * own) + crashStep(shape, tick);
      prices[m][tick] = startPricesUsd[m] * Math.exp(levels[m]);
    }
  }
  return {
    timesMs: Float64Array.from({ length: shape.ticks }, (_, tick) => startMs + tick * stepMs),
    prices,
    depthScale: prices.map(() => null),
  };
}

function crashStep({ crash }: PathShape, tick: number): number {
  if (crash === null || tick <= crash.fromTick || tick > crash.toTick) return 0;
  return -crash.logDrop / (crash.toTick - crash.fromTick);
}

/** What a plain scan counts, in JavaScript: checks the yardsticks and calibrates the shapes, never timed. */
export function countBySimpleScan(population: Population, path: PricePath): number {
  const cash = cashAfterOpening(population);
  const dead = new Uint8Array(cash.length);
  let liquidations = 0;
  path.timesMs.forEach((_, tick) => {
    for (let account = 0; account < cash.length; account++) {
      if (dead[account] || slackAt(population, path, { account, tick }, cash[account]) >= 0) continue;
      dead[account] = 1;
      liquidations++;
    }
  });
  return liquidations;
}

/** Equity less maintenance margin, cash units. */
function slackAt(population: Population, path: PricePath, at: { account: number; tick: number }, cash: number): number {
  let slack = cash;
  population.lots.forEach((lots, slot) => {
    const price = path.prices[population.instrument[slot][at.account]][at.tick];
    const value = lots[at.account] * valueScale * price;
    slack += value - maintenanceRate * Math.abs(value);
  });
  return slack;
}
