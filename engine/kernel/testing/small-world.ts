/**
 * Worlds for tests of the kernel, written in a few lines: one venue, cash in whole units of assets whose cash unit is a millionth, and
 * the kernel's parts put together as the simulation does. Not part of the package.
 */
import { Cascade } from '../cascade.ts';
import { EventQueue } from '../event-queue.ts';
import { Health } from '../health.ts';
import { layOut } from '../layout.ts';
import type { Layout } from '../layout.ts';
import { Ledger } from '../ledger.ts';
import { Markets } from '../markets.ts';
import type { RunOptions } from '../outcome.ts';
import { Publisher } from '../publisher.ts';
import { Tally } from '../tally.ts';
import { Watch } from '../watch.ts';
import { Waterfall } from '../waterfall.ts';
import type { Book, InstrumentSpec, LiquidityModel, MarginTier, PricePath, VenueSpec, WorldSpec } from '../world-spec.ts';

/** Cash units per asset. */
export const micro = 1e6;

/** Assets of a small world: USD first, the coin (for inverse contracts and collateral) second. */
export const usd = 0;
export const coin = 1;

interface SmallPosition {
  readonly instrument?: number;
  readonly lots: number;
  readonly entry: number;
}

/** Cash and balances in whole assets. Positions in ascending instrument. */
export interface SmallAccount {
  readonly cash: number;
  readonly positions: readonly SmallPosition[];
  readonly coins?: number;
  readonly owner?: number;
  readonly marginAsset?: number;
}

export interface SmallWorld {
  readonly accounts: readonly SmallAccount[];
  /** Margin rate of the only bracket of every instrument; brackets of `instruments` go first. */
  readonly rate?: number;
  readonly instruments?: readonly Partial<InstrumentSpec>[];
  readonly venue?: Partial<VenueSpec>;
  readonly liquidity?: LiquidityModel;
  readonly roundsPerInstant?: number;
}

/** An account with one position. */
export function single(cash: number, lots: number, entry: number, instrument = 0): SmallAccount {
  return { cash, positions: [{ instrument, lots, entry }] };
}

export const frictionless: LiquidityModel = {
  name: 'none',
  unit: 'log',
  passThrough: 1,
  halfLifeMs: Infinity,
  delay: 'same-instant',
  frictionless: true,
  displacement: () => 0,
  averagePrice: (price) => price,
};

/** Impact of `perLot` price units per lot, permanent unless told otherwise. */
export function linearPrice(perLot: number, changes: Partial<LiquidityModel> = {}): LiquidityModel {
  return {
    ...frictionless,
    name: 'linear',
    unit: 'price',
    frictionless: false,
    displacement: (lots) => lots * perLot,
    averagePrice: (price, before, after) => price + ((before + after) / 2) * perLot,
    ...changes,
  };
}

/** One bracket that begins at nothing. */
export function flatTiers(rate: number): MarginTier[] {
  return [{ notionalFloor: 0, rate, deduction: 0 }];
}

/** Closes everything at once, without fee, loss stages, oracle, breakers or funding. */
const plainVenue: VenueSpec = {
  id: 'venue',
  trigger: 'below',
  liquidation: { fractionToClose: () => 1, intervalMs: 0, alwaysFull: true, feeRate: 0 },
  losses: [],
  collateralWeights: [1, 1],
  collateralSaleOrder: [usd, coin],
  oracle: null,
  breakers: [],
  funding: null,
};

/** Instrument i trades on market i with price series i; the coin's spot market and series are the last. */
export function smallWorld(world: SmallWorld): WorldSpec {
  const { accounts, rate = 0.1, instruments = [{}], venue = {}, liquidity = frictionless, roundsPerInstant = 1000 } = world;
  const marketCount = instruments.length + 1;
  return {
    assets: [
      { id: 'USD', unit: 1 / micro, market: -1 },
      { id: 'COIN', unit: 1 / micro, market: instruments.length },
    ],
    markets: Array.from({ length: marketCount }, (_, market) => ({ id: `M${market}`, series: market, liquidity })),
    instruments: instruments.map((instrument, index) => ({
      id: `PERP-${index}`,
      venue: 0,
      contract: 'linear',
      settleAsset: usd,
      valueScale: micro,
      lotSize: 1,
      maintenanceTiers: flatTiers(rate),
      initialTiers: flatTiers(rate),
      ...instrument,
    })),
    venues: [{ ...plainVenue, ...venue }],
    book: bookOf(accounts),
    limits: { roundsPerInstant },
  };
}

function bookOf(accounts: readonly SmallAccount[]): Book {
  const positions = accounts.flatMap((account) => account.positions);
  const balances = accounts.flatMap(({ coins = 0 }) => (coins > 0 ? [coins] : []));
  return {
    count: accounts.length,
    accountId: (account) => `account-${account}`,
    ownerId: (owner) => `owner-${owner}`,
    owner: Int32Array.from(accounts, ({ owner }, index) => owner ?? index),
    venue: new Uint8Array(accounts.length),
    marginAsset: Uint8Array.from(accounts, ({ marginAsset = usd }) => marginAsset),
    cash: Float64Array.from(accounts, ({ cash }) => Math.floor(cash * micro + 0.5)),
    positionStart: startsOf(accounts.map((account) => account.positions.length)),
    positionInstrument: Uint16Array.from(positions, ({ instrument = 0 }) => instrument),
    positionLots: Float64Array.from(positions, ({ lots }) => lots),
    positionEntryPrice: Float64Array.from(positions, ({ entry }) => entry),
    balanceStart: startsOf(accounts.map(({ coins = 0 }) => (coins > 0 ? 1 : 0))),
    balanceAsset: new Uint8Array(balances.length).fill(coin),
    balanceUnits: Float64Array.from(balances, (coins) => coins * micro),
  };
}

function startsOf(lengths: readonly number[]): Int32Array {
  const starts = new Int32Array(lengths.length + 1);
  lengths.forEach((length, index) => (starts[index + 1] = starts[index] + length));
  return starts;
}

/** Prices per series and tick, a minute apart; the spot market's coin is worth 1 USD unless its series is given too. */
export function smallPath(series: readonly (readonly number[])[], seriesCount = series.length + 1): PricePath {
  const ticks = series[0].length;
  const still = Array.from({ length: seriesCount - series.length }, () => new Float64Array(ticks).fill(1));
  return {
    timesMs: Float64Array.from({ length: ticks }, (_, tick) => tick * 60_000),
    prices: [...series.map((prices) => Float64Array.from(prices)), ...still],
    depthScale: new Array<null>(seriesCount).fill(null),
  };
}

/** The kernel's parts, wired as in the simulation and standing at the first tick. */
export interface SmallParts {
  readonly spec: WorldSpec;
  readonly layout: Layout;
  readonly ledger: Ledger;
  readonly health: Health;
  readonly markets: Markets;
  readonly tally: Tally;
  readonly cascade: Cascade;
  readonly waterfall: Waterfall;
  readonly queue: EventQueue;
  readonly watch: Watch;
  readonly publisher: Publisher;
  /** The instant of a tick: prices, recovery, marks. */
  moveTo(tick: number): void;
  /** Internal number of a stable account id. */
  account(stable: number): number;
}

/** Builds the parts of a world. */
export function smallParts(spec: WorldSpec, path: PricePath, options: RunOptions = { feedback: 'full' }): SmallParts {
  const layout = layOut(spec);
  const ledger = new Ledger(spec, layout);
  const health = new Health(ledger);
  const markets = new Markets(spec);
  const tally = new Tally(spec.venues.length, spec.assets.length, layout.accountOwner);
  const queue = new EventQueue();
  const watch = new Watch({ ledger, health, markets, queue });
  const publisher = new Publisher({ spec, markets, queue, haltedUntilMs: watch.haltedUntilMs });
  const waterfall = new Waterfall(ledger, health, tally);
  const cascade = new Cascade(spec.markets.length);
  const moveTo = (tick: number): void => {
    markets.setTick(tick);
    markets.recover(path.timesMs[tick]);
    for (let market = 0; market < markets.count; market++) publisher.publish(market, path.timesMs[tick], true);
  };
  markets.reset(path, options);
  markets.setTick(0);
  publisher.reset();
  markets.recover(path.timesMs[0]);
  watch.triggers.reset();
  watch.radii.reset();
  const account = (stable: number): number => layout.stableOf.indexOf(stable);
  return { spec, layout, ledger, health, markets, tally, cascade, waterfall, queue, watch, publisher, moveTo, account };
}
