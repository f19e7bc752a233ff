/** Variations of a random world under which results must change in a known way (metamorphic relations). */
import { fullLiquidation } from '../reference/doubles.ts';
import { bookOf, type PlainAccount } from '../reference/random-book.ts';
import type { RandomWorld } from '../reference/random-world.ts';
import type {
  FundingRule, InstrumentSpec, LiquidityModel, LossStage, MarginTier, MarketSpec, PricePath, VenueSpec, WorldSpec,
} from '../../engine/kernel/world-spec.ts';

/** What a run needs. */
export interface Case {
  readonly spec: WorldSpec;
  readonly path: PricePath;
}

const VALUATION_ASSET = 0;

export function withVenues({ spec, path }: Case, change: (venue: VenueSpec) => VenueSpec): Case {
  return { spec: { ...spec, venues: spec.venues.map(change) }, path };
}

export function withInstruments({ spec, path }: Case, change: (instrument: InstrumentSpec) => InstrumentSpec): Case {
  return { spec: { ...spec, instruments: spec.instruments.map(change) }, path };
}

export function withMarkets({ spec, path }: Case, change: (market: MarketSpec, index: number) => MarketSpec): Case {
  return { spec: { ...spec, markets: spec.markets.map(change) }, path };
}

export function withAccounts({ spec, path }: Case, accounts: readonly PlainAccount[]): Case {
  return { spec: { ...spec, book: bookOf(accounts) }, path };
}

function scaledTiers(tiers: readonly MarginTier[], factor: number): MarginTier[] {
  return tiers.map(({ notionalFloor, rate, deduction }) => (
    { notionalFloor: notionalFloor * factor, rate, deduction: deduction * factor }
  ));
}

function scaledPrices({ timesMs, prices, depthScale }: PricePath, factor: number): PricePath {
  return { timesMs, prices: prices.map((series) => series.map((price) => price * factor)), depthScale };
}

/** The same depth when every price is a multiple of what it was. */
function scaledLiquidity(liquidity: LiquidityModel, factor: number): LiquidityModel {
  if (liquidity.unit === 'log') return liquidity;
  return {
    ...liquidity,
    displacement: (volume, scale) => liquidity.displacement(volume, scale) * factor,
    averagePrice: (price, before, after, scale) => liquidity.averagePrice(price / factor, before, after, scale) * factor,
  };
}

/** What settles in the valuation currency scales by the currency; what settles in a coin keeps its value in the coin. */
function scaledInstrument(instrument: InstrumentSpec, factor: number): InstrumentSpec {
  if (instrument.settleAsset === VALUATION_ASSET) {
    const { maintenanceTiers, initialTiers } = instrument;
    return { ...instrument, maintenanceTiers: scaledTiers(maintenanceTiers, factor), initialTiers: scaledTiers(initialTiers, factor) };
  }
  const valueScale = instrument.contract === 'inverse' ? instrument.valueScale * factor : instrument.valueScale / factor;
  return { ...instrument, valueScale };
}

function scaledStage(stage: LossStage, factor: number): LossStage {
  if (stage.stage !== 'insurance-fund') return stage;
  return { ...stage, openingUnits: stage.openingUnits.map((units, asset) => (asset === VALUATION_ASSET ? units * factor : units)) };
}

function scaledAccount(account: PlainAccount, factor: number): PlainAccount {
  const { cash, marginAsset, positions, balances } = account;
  return {
    ...account,
    cash: marginAsset === VALUATION_ASSET ? cash * factor : cash,
    positions: positions.map((position) => ({ ...position, entryPrice: position.entryPrice * factor })),
    balances: balances.map(({ asset, units }) => ({ asset, units: asset === VALUATION_ASSET ? units * factor : units })),
  };
}

/** The whole world in a currency of which a unit is worth `factor` times less. */
export function scaledUsd(base: Case, accounts: readonly PlainAccount[], factor: number): Case {
  const scaled = withVenues(withInstruments(base, (instrument) => scaledInstrument(instrument, factor)), (venue) => ({
    ...venue, losses: venue.losses.map((stage) => scaledStage(stage, factor)),
  }));
  const withDepth = withMarkets(scaled, (market) => ({ ...market, liquidity: scaledLiquidity(market.liquidity, factor) }));
  const withPath = { ...withDepth, path: scaledPrices(withDepth.path, factor) };
  return withAccounts(withPath, accounts.map((account) => scaledAccount(account, factor)));
}

/** Log impact seen from the other side of the quotation. */
function invertedLiquidity(liquidity: LiquidityModel): LiquidityModel {
  return {
    ...liquidity,
    displacement: (volume, scale) => 0 - liquidity.displacement(0 - volume, scale),
    averagePrice: (price, before, after, scale) => 1 / liquidity.averagePrice(1 / price, 0 - before, 0 - after, scale),
  };
}

function invertedFunding(rule: FundingRule | null): FundingRule | null {
  return rule === null ? null : { intervalMs: rule.intervalMs, rate: (book, index) => 0 - rule.rate(1 / book, 1 / index) };
}

/**
 * A world of linear contracts on p as one of inverse contracts on 1 / p with all sides turned. Spot markets keep their series;
 * those of the instruments are appended, inverted.
 */
export function inverted(base: Case, accounts: readonly PlainAccount[]): Case {
  const { spec, path } = base;
  const count = path.prices.length;
  const own = spec.instruments.map((_, i) => path.prices[spec.markets[i].series].map((price) => 1 / price));
  const isInstrument = (index: number): boolean => index < spec.instruments.length;
  const markets = withMarkets({ spec, path: { ...path, prices: [...path.prices, ...own] } }, (market, index) => (
    isInstrument(index) ? { ...market, series: count + index, liquidity: invertedLiquidity(market.liquidity) } : market
  ));
  const venues = withVenues(markets, (venue) => ({ ...venue, funding: invertedFunding(venue.funding) }));
  return withAccounts(withInstruments(venues, (instrument) => ({ ...instrument, contract: 'inverse' })), accounts.map((account) => ({
    ...account,
    positions: account.positions.map(({ instrument, lots, entryPrice }) => ({ instrument, lots: 0 - lots, entryPrice: 1 / entryPrice })),
  })));
}

/** Every amount twice, so that halves are whole. */
export function doubled(account: PlainAccount): PlainAccount {
  return {
    ...account, cash: 2 * account.cash,
    positions: account.positions.map((position) => ({ ...position, lots: 2 * position.lots })),
    balances: account.balances.map(({ asset, units }) => ({ asset, units: 2 * units })),
  };
}

/** One tier per instrument: requirements without size brackets. */
export function withoutBrackets(base: Case): Case {
  return withInstruments(base, (instrument) => ({
    ...instrument, maintenanceTiers: instrument.maintenanceTiers.slice(0, 1), initialTiers: instrument.initialTiers.slice(0, 1),
  }));
}

export function withRates(base: Case, factor: number): Case {
  return withInstruments(base, (instrument) => ({
    ...instrument,
    maintenanceTiers: instrument.maintenanceTiers.map(({ notionalFloor, rate, deduction }) => ({
      notionalFloor, rate: rate * factor, deduction: deduction * factor,
    })),
  }));
}

/** Everything closed at once at the mark, without fee, impact, oracle or breaker. */
export function withoutFriction(base: Case, frictionless: LiquidityModel): Case {
  const venues = withVenues(base, (venue) => ({ ...venue, liquidation: fullLiquidation(0), oracle: null, breakers: [] }));
  return withMarkets(venues, (market) => ({ ...market, liquidity: frictionless }));
}

/** Only the first tick and the one at which the first series is furthest from it: one gap. */
export function singleGap({ spec, path }: Case): Case {
  const [series] = path.prices;
  const moves = series.map((price) => Math.abs(price / series[0] - 1));
  const far = moves.indexOf(Math.max(...moves));
  const pick = (values: Float64Array): Float64Array => Float64Array.of(values[0], values[Math.max(1, far)]);
  return { spec, path: { timesMs: pick(path.timesMs), prices: path.prices.map(pick), depthScale: path.depthScale.map(() => null) } };
}

export function caseOf({ spec, path }: RandomWorld): Case {
  return { spec, path };
}
