/**
 * The state of the dense twin (docs/semantics.md, section 1) in plain objects: one holder per party and trader, nothing derived is kept.
 */
import { assert } from '../../engine/math/assert.ts';
import { roundHalfAway } from '../../engine/math/round.ts';
import type { BaselineTrace, RunOptions, WaterfallTotals } from '../../engine/kernel/outcome.ts';
import type {
  Breaker, DeleveragingStage, InstrumentSpec, InsuranceFundStage, MarketSpec, OracleFeed, PricePath, SocializationStage, VenueSpec,
  WorldSpec,
} from '../../engine/kernel/world-spec.ts';
import { conservationTotals, trade, type ConservationTotals } from './dense-ledger.ts';
import type { DenseRecords } from './dense-records.ts';

/** Whoever holds money: cash per asset (stored in the basis of F = 0) and signed lots per instrument. */
export interface Holder {
  readonly name: string;
  readonly cash: number[];
  readonly lots: number[];
}

export interface Trader extends Holder {
  readonly id: number;
  readonly venue: number;
  readonly marginAsset: number;
  /** Exactly one position and no other balance at the opening: such an account stays a single, all others are portfolios. */
  readonly isSingle: boolean;
  /** Cost basis per instrument, signed like the value of the position. */
  readonly cost: number[];
  waitUntilMs: number;
  deferred: boolean;
  haircutsTaken: number;
}

/** A publication of an oracle that is not visible yet. */
export interface Publication {
  readonly visibleMs: number;
  readonly price: number;
}

/** One oracle (or none) of one venue for one market, and its twin that is shown the price without our impact. */
export interface Quote {
  readonly oracle: OracleFeed | null;
  publications: Publication[];
  readonly exogenousOracle: OracleFeed | null;
  exogenousPublications: Publication[];
}

export interface MarketState {
  readonly spec: MarketSpec;
  readonly index: number;
  /** Trades coins themselves: its lots are coins. */
  readonly spot: boolean;
  /** Volume at the last fill and its time. */
  volumeAtFill: number;
  fillMs: number;
  /** Volume now, and at the beginning of the instant. */
  volume: number;
  startVolume: number;
  /** Counterfactual (section 8): displacement of the baseline, what is left of its own volume, and what that defers. */
  baselineDisplacement: number;
  freeSales: number;
  freePurchases: number;
  deferred: number;
  exogenous: number;
  scale: number;
  touched: boolean;
}

export interface InstrumentState {
  readonly spec: InstrumentSpec;
  readonly index: number;
  readonly breakers: Breaker[];
  fundingIndex: number;
  fundingResidue: number;
  haltedUntilMs: number;
}

export interface VenueState {
  readonly spec: VenueSpec;
  readonly index: number;
  readonly market: Holder;
  readonly fund: Holder;
  readonly fees: Holder;
  readonly unfunded: Holder;
  readonly pool: Holder;
  readonly fundStage: InsuranceFundStage | undefined;
  readonly deleveragingStage: DeleveragingStage | undefined;
  readonly socializationStage: SocializationStage | undefined;
  readonly waterfall: WaterfallTotals[];
  /** Per market; null for instruments of other venues. */
  readonly quotes: (Quote | null)[];
  readonly marks: number[];
  readonly exogenousMarks: number[];
}

/** A market fill of a record, and the feed price it left. */
export interface FillNote {
  readonly seq: number;
  readonly market: number;
  readonly feedAfter: number;
}

/** The trace that a baseline leaves, while it is written. */
export interface GrowingTrace extends BaselineTrace {
  readonly markets: { timesMs: number[]; sold: number[]; bought: number[]; volumeAfter: number[] }[];
}

export interface World {
  readonly spec: WorldSpec;
  readonly path: PricePath;
  readonly feedback: RunOptions['feedback'];
  readonly baseline: BaselineTrace | undefined;
  readonly trace: GrowingTrace;
  readonly markets: MarketState[];
  readonly instruments: InstrumentState[];
  readonly venues: VenueState[];
  readonly traders: Trader[];
  readonly records: DenseRecords;
  readonly totals: ConservationTotals;
  /** Rankings of winners made in this instant, by `instrument:side`. */
  readonly rankings: Map<string, Trader[]>;
  /** Times at which something is due. */
  readonly scheduled: Set<number>;
  timeMs: number;
  tick: number;
  round: number;
  /** Seq of the latest fill before this round per market, -1 for none. */
  latestFill: number[];
  previousFills: FillNote[];
  currentFills: FillNote[];
}

export function lotValue(instrument: InstrumentSpec, price: number): number {
  return instrument.contract === 'inverse' ? -instrument.valueScale / price : instrument.valueScale * price;
}

/** Instruments in which a trader has lots, ascending. */
export function instrumentsHeld(trader: Trader): number[] {
  const held: number[] = [];
  for (let index = 0; index < trader.lots.length; index++) if (trader.lots[index] !== 0) held.push(index);
  return held;
}

/** Assets other than the margin asset of which a trader has a balance, ascending. */
export function otherBalances(trader: Trader): number[] {
  const held: number[] = [];
  for (let asset = 0; asset < trader.cash.length; asset++) if (asset !== trader.marginAsset && trader.cash[asset] !== 0) held.push(asset);
  return held;
}

function holder(spec: WorldSpec, name: string): Holder {
  return { name, cash: spec.assets.map(() => 0), lots: spec.instruments.map(() => 0) };
}

function createTrader(spec: WorldSpec, id: number): Trader {
  const { book } = spec;
  const trader: Trader = {
    ...holder(spec, `account ${book.accountId(id)}`),
    id, venue: book.venue[id], marginAsset: book.marginAsset[id],
    isSingle: book.positionStart[id + 1] - book.positionStart[id] === 1 && book.balanceStart[id + 1] === book.balanceStart[id],
    cost: spec.instruments.map(() => 0), waitUntilMs: -Infinity, deferred: false, haircutsTaken: 0,
  };
  trader.cash[trader.marginAsset] = book.cash[id];
  for (let i = book.balanceStart[id]; i < book.balanceStart[id + 1]; i++) trader.cash[book.balanceAsset[i]] = book.balanceUnits[i];
  return trader;
}

/** A venue reads its instruments through its oracle. A spot market that several venues share is read directly. */
function createQuoteOf(spec: WorldSpec, venue: number, market: number): Quote | null {
  const isSpot = market >= spec.instruments.length;
  if (!isSpot && spec.instruments[market].venue !== venue) return null;
  const rule = isSpot && spec.venues.length > 1 ? null : spec.venues[venue].oracle;
  return { oracle: rule?.create() ?? null, publications: [], exogenousOracle: rule?.create() ?? null, exogenousPublications: [] };
}

function createVenue(spec: WorldSpec, index: number): VenueState {
  const venue = spec.venues[index];
  const party = (name: string): Holder => holder(spec, `${venue.id} ${name}`);
  const stages = venue.losses;
  const state: VenueState = {
    spec: venue, index, market: party('market'), fund: party('fund'), fees: party('fees'), unfunded: party('unfunded'), pool: party('pool'),
    fundStage: stages.find((stage) => stage.stage === 'insurance-fund'),
    deleveragingStage: stages.find((stage) => stage.stage === 'adl'),
    socializationStage: stages.find((stage) => stage.stage === 'socialized'),
    waterfall: spec.assets.map(() => ({ shortfall: 0, fund: 0, adl: 0, socialized: 0, unfunded: 0 })),
    quotes: spec.markets.map((_, market) => createQuoteOf(spec, index, market)),
    marks: spec.markets.map(() => NaN),
    exogenousMarks: spec.markets.map(() => NaN),
  };
  state.fundStage?.openingUnits.forEach((units, asset) => { state.fund.cash[asset] = units; });
  return state;
}

function createMarket(spec: MarketSpec, index: number, spot: boolean): MarketState {
  return {
    spec, index, spot, volumeAtFill: 0, fillMs: 0, volume: 0, startVolume: 0,
    baselineDisplacement: 0, freeSales: 0, freePurchases: 0, deferred: 0, exogenous: NaN, scale: 1, touched: false,
  };
}

function createInstrument(world: WorldSpec, spec: InstrumentSpec, index: number): InstrumentState {
  const breakers = world.venues[spec.venue].breakers.map((rule) => rule.create());
  return { spec, index, breakers, fundingIndex: 0, fundingResidue: 0, haltedUntilMs: -Infinity };
}

function emptyTrace(spec: WorldSpec): GrowingTrace {
  return { markets: spec.markets.map(() => ({ timesMs: [], sold: [], bought: [], volumeAfter: [] })) };
}

function openPositions(world: World, trader: Trader): void {
  const { book } = world.spec;
  for (let i = book.positionStart[trader.id]; i < book.positionStart[trader.id + 1]; i++) {
    const instrument = world.instruments[book.positionInstrument[i]];
    assert(instrument.spec.settleAsset === trader.marginAsset, 'all positions of an account settle in its margin asset');
    const lots = book.positionLots[i];
    const leg = roundHalfAway(lots * lotValue(instrument.spec, book.positionEntryPrice[i]));
    trade({ buyer: trader, seller: world.venues[trader.venue].market, instrument, lots, leg });
    trader.cost[instrument.index] = leg;
  }
}

/** The twin knows traces only; that a run which is its own baseline equals one on its trace is shown in simulation.test.ts. */
function traceOf({ baseline }: RunOptions): BaselineTrace | undefined {
  if (baseline === 'itself') throw new RangeError('the dense twin needs a trace');
  return baseline;
}

/** Section 1: parties and traders at the opening, every position bought from the market party of its venue. */
export function createWorld(spec: WorldSpec, path: PricePath, options: RunOptions, records: DenseRecords): World {
  const traders = Array.from({ length: spec.book.count }, (_, id) => createTrader(spec, id));
  const venues = spec.venues.map((_, index) => createVenue(spec, index));
  const world: World = {
    spec, path, feedback: options.feedback, baseline: traceOf(options), trace: emptyTrace(spec),
    markets: spec.markets.map((market, index) => createMarket(market, index, index >= spec.instruments.length)),
    instruments: spec.instruments.map((instrument, index) => createInstrument(spec, instrument, index)),
    venues, traders, records, totals: conservationTotals({ venues, traders, assets: spec.assets.length }),
    rankings: new Map(), scheduled: new Set(), timeMs: path.timesMs[0], tick: -1, round: 0,
    latestFill: spec.markets.map(() => -1), previousFills: [], currentFills: [],
  };
  traders.forEach((trader) => openPositions(world, trader));
  return world;
}
