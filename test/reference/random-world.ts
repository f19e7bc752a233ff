/** Seeded random worlds for comparing implementations: small enough to scan, wild enough to reach every rule. */
import type { AssetSpec, ContractKind, InstrumentSpec, MarketSpec, PricePath, VenueSpec, WorldSpec } from '../../engine/kernel/world-spec.ts';
import type { RunOptions } from '../../engine/kernel/outcome.ts';
import { Dice } from './dice.ts';
import { fullLiquidation } from './doubles.ts';
import { bookOf, cashAtTrigger, randomAccounts, type Listing, type PlainAccount } from './random-book.ts';
import { randomPath, type SeriesPlan } from './random-path.ts';
import { cumulativeTiers, randomLiquidity, randomVenue, type Described } from './random-rules.ts';

export interface RandomWorld {
  readonly seed: number;
  readonly spec: WorldSpec;
  readonly path: PricePath;
  /** Without the baseline: in counterfactual mode run `baselineSpec` first, feedback none, and pass on its trace. */
  readonly options: RunOptions;
  readonly baselineSpec: WorldSpec;
  readonly accounts: readonly PlainAccount[];
  readonly listings: readonly Listing[];
  readonly description: string;
}

const USD = 0;
const COIN_A = 1;
const COIN_B = 2;
const START_PRICES = [1, 20_000, 40];
/** Maintenance rates and prices that are exact in binary, for accounts that touch their trigger. */
const TOUCH = { rates: [1 / 64, 1 / 32, 3 / 64], valueScale: 64, grid: 1 };

/** What a test may ask of its worlds. */
export interface Constraints {
  /** Only these contracts. */
  readonly contracts?: readonly ContractKind[];
  /** No two accounts alike, no prices that touch triggers or cross zero. */
  readonly plain?: boolean;
}

/** Choices that shape a whole world. */
interface Theme {
  readonly contracts: readonly ContractKind[];
  readonly touches: boolean;
  readonly crossesZero: boolean;
  readonly stepMs: number;
  readonly venues: number;
  readonly instruments: number;
  readonly accounts: number;
}

function drawTheme(dice: Dice, { contracts, plain }: Constraints): Theme {
  const touches = dice.chance(0.15) && plain !== true;
  const crossesZero = !touches && dice.chance(0.06) && plain !== true;
  const instruments = dice.integerBetween(1, 3);
  return {
    contracts: contracts ?? ['linear', 'linear', 'inverse', 'quanto'],
    touches, crossesZero, instruments, stepMs: dice.pick([60_000, 1_000, 3_600_000]),
    venues: instruments > 1 && dice.chance(0.35) ? 2 : 1, accounts: dice.integerBetween(20, 120),
  };
}

function drawAssets(dice: Dice, instruments: number): AssetSpec[] {
  return [
    { id: 'USD', unit: dice.pick([1e-2, 1e-6, 1]), market: -1 },
    { id: 'AAA', unit: 1e-8, market: instruments },
    { id: 'BBB', unit: dice.pick([1e-4, 1e-8]), market: instruments + 1 },
  ];
}

/** An instrument before its venue's tiers are known. */
interface Draft {
  readonly contract: ContractKind;
  readonly underlying: number;
  readonly settleAsset: number;
  readonly valueScale: number;
  readonly lotUsd: number;
}

function drawDraft(dice: Dice, assets: readonly AssetSpec[], theme: Theme): Draft {
  const contract = theme.crossesZero ? 'linear' : dice.pick(theme.contracts);
  const underlying = dice.pick([COIN_A, COIN_B]);
  const lotUsd = dice.pick([1, 10, 37]);
  if (theme.touches && contract === 'linear') {
    return { contract, underlying, settleAsset: USD, valueScale: TOUCH.valueScale, lotUsd: TOUCH.valueScale * START_PRICES[underlying] * assets[USD].unit };
  }
  if (contract === 'linear') {
    return { contract, underlying, settleAsset: USD, valueScale: lotUsd / START_PRICES[underlying] / assets[USD].unit, lotUsd };
  }
  if (contract === 'inverse') return { contract, underlying, settleAsset: underlying, valueScale: lotUsd / assets[underlying].unit, lotUsd };
  const settleAsset = underlying === COIN_A ? COIN_B : COIN_A;
  const coinsPerLot = lotUsd / START_PRICES[settleAsset];
  return { contract, underlying, settleAsset, valueScale: coinsPerLot / START_PRICES[underlying] / assets[settleAsset].unit, lotUsd };
}

interface ListingPlan {
  readonly theme: Theme;
  readonly assets: readonly AssetSpec[];
  readonly medianUsd: number;
}

function drawListing(dice: Dice, { theme, assets, medianUsd }: ListingPlan, index: number): Listing {
  const draft = drawDraft(dice, assets, theme);
  const exact = theme.touches && draft.contract === 'linear';
  const unitsPerUsd = 1 / (assets[draft.settleAsset].unit * START_PRICES[draft.settleAsset]);
  const baseRate = exact ? dice.pick(TOUCH.rates) : dice.pick([0.004, 0.01, 0.025, 0.05]);
  const floor = medianUsd * unitsPerUsd * dice.between(0.3, 4);
  const firstFloor = exact ? Math.ceil(floor / 64) * 64 : floor;
  const tiers = dice.integerBetween(1, 3);
  const spec: InstrumentSpec = {
    id: `${draft.contract}-${index}`, venue: index === 0 ? 0 : index % theme.venues, contract: draft.contract, settleAsset: draft.settleAsset,
    valueScale: draft.valueScale, lotSize: 1, maintenanceTiers: cumulativeTiers({ baseRate, firstFloor, tiers }),
    initialTiers: cumulativeTiers({ baseRate: 2 * baseRate, firstFloor, tiers }),
  };
  return { spec, index, startPrice: START_PRICES[draft.underlying], lotUsd: draft.lotUsd };
}

/** One series per coin, then one per instrument that does not share its coin's. */
function drawSeries(dice: Dice, theme: Theme, listings: readonly Listing[]): { plans: SeriesPlan[]; ofInstrument: number[] } {
  const grid = theme.touches ? TOUCH.grid : 0;
  const plan = (startPrice: number): SeriesPlan => ({ startPrice, grid, beta: dice.chance(0.9) ? dice.between(0.6, 1.2) : -0.7, slide: 0 });
  const plans = [plan(START_PRICES[COIN_A]), plan(START_PRICES[COIN_B])];
  const ofInstrument = listings.map(({ startPrice }) => {
    if (!theme.crossesZero && dice.chance(0.7)) return startPrice === START_PRICES[COIN_A] ? 0 : 1;
    return plans.push({ ...plan(startPrice), slide: theme.crossesZero ? dice.between(0.9, 1.6) : 0 }) - 1;
  });
  return { plans, ofInstrument };
}

interface MarketPlan {
  readonly theme: Theme;
  readonly assets: readonly AssetSpec[];
  readonly listings: readonly Listing[];
  readonly accounts: readonly PlainAccount[];
  readonly ofInstrument: readonly number[];
}

function drawMarkets(dice: Dice, plan: MarketPlan): Described<MarketSpec>[] {
  const { theme, listings, accounts } = plan;
  const common = { stepMs: theme.stepMs, moves: dice.pick([0.01, 0.05, 0.15]), onlyPriceUnit: false };
  const ofInstruments = listings.map(({ spec, startPrice, index }) => {
    const lots = Math.max(1, 0.3 * sum(accounts.flatMap(({ positions }) => positions.filter((position) => position.instrument === index)), ({ lots }) => Math.abs(lots)));
    const linear = spec.contract !== 'inverse';
    const liquidity = randomLiquidity(dice, { ...common, startPrice, lots, allowsPriceUnit: linear, onlyPriceUnit: theme.crossesZero });
    return { value: { id: spec.id, series: plan.ofInstrument[index], liquidity: liquidity.value }, text: `${spec.id}: ${liquidity.text}` };
  });
  const spots = [COIN_A, COIN_B].map((asset) => {
    const units = sum(accounts.flatMap(({ balances }) => balances.filter((balance) => balance.asset === asset)), (balance) => balance.units);
    const lots = Math.max(1, units * plan.assets[asset].unit);
    const liquidity = randomLiquidity(dice, { ...common, startPrice: START_PRICES[asset], lots, allowsPriceUnit: false });
    return { value: { id: `spot-${plan.assets[asset].id}`, series: asset - 1, liquidity: liquidity.value }, text: `spot ${plan.assets[asset].id}: ${liquidity.text}` };
  });
  return [...ofInstruments, ...spots];
}

function sum<Item>(items: readonly Item[], read: (item: Item) => number): number {
  return items.reduce((total, item) => total + read(item), 0);
}

/** Sets the cash of some single linear accounts so that they touch their trigger at the most extreme tick so far. */
function withTouches(dice: Dice, accounts: readonly PlainAccount[], world: Pick<RandomWorld, 'listings' | 'path'> & { ofInstrument: readonly number[] }): PlainAccount[] {
  return accounts.map((account) => {
    const [position] = account.positions;
    const { spec, startPrice } = world.listings[position.instrument];
    const single = account.positions.length === 1 && account.balances.length === 0;
    if (!single || spec.contract !== 'linear' || dice.chance(0.4)) return account;
    const seen = world.path.prices[world.ofInstrument[position.instrument]].subarray(0, dice.integerBetween(2, world.path.timesMs.length));
    const extreme = position.lots > 0 ? Math.min(...seen) : Math.max(...seen);
    const atStart = { ...position, entryPrice: startPrice };
    return { ...account, positions: [atStart], cash: cashAtTrigger(spec, atStart, extreme) };
  });
}

function drawFeedback(dice: Dice, theme: Theme): RunOptions['feedback'] {
  if (theme.touches) return 'none';
  return dice.pick(['none', 'full', 'full', 'full', 'full', 'counterfactual', 'counterfactual'] as const);
}

/** The rules a counterfactual world's baseline had: everything closed at once, half the margin rates, no breakers. */
function baselineOf(spec: WorldSpec): WorldSpec {
  const halved = (instrument: InstrumentSpec): InstrumentSpec => ({
    ...instrument,
    maintenanceTiers: instrument.maintenanceTiers.map((tier) => ({ ...tier, rate: tier.rate * 0.75, deduction: tier.deduction * 0.75 })),
  });
  const plain = (venue: VenueSpec): VenueSpec => ({ ...venue, liquidation: fullLiquidation(venue.liquidation.feeRate), breakers: [] });
  return { ...spec, instruments: spec.instruments.map(halved), venues: spec.venues.map(plain) };
}

/** The same seed and constraints always give the same world. */
export function randomWorld(seed: number, constraints: Constraints = {}): RandomWorld {
  const dice = new Dice(seed, 'world');
  const theme = drawTheme(dice, constraints);
  const assets = drawAssets(dice, theme.instruments);
  const medianUsd = dice.pick([2_000, 20_000]) * (theme.touches ? 100 : 1);
  const unitsPerUsd = assets.map(({ unit }, asset) => 1 / (unit * START_PRICES[asset]));
  const listings = Array.from({ length: theme.instruments }, (_, index) => drawListing(dice, { theme, assets, medianUsd }, index));
  const series = drawSeries(dice, theme, listings);
  const drawn = randomAccounts(new Dice(seed, 'accounts'), {
    accounts: theme.accounts, listings, unitsPerUsd, medianUsd, longShare: dice.pick([0.5, 0.7, 0.3]),
    portfolioShare: dice.pick([0, 0.3, 0.6, 1]), copyShare: dice.pick([0, 0.1, 0.5]) * (constraints.plain === true ? 0 : 1),
  });
  const markets = drawMarkets(dice, { theme, assets, listings, accounts: drawn, ofInstrument: series.ofInstrument });
  const path = randomPath(new Dice(seed, 'path'), {
    ticks: dice.integerBetween(50, 300), startMs: dice.pick([1_600_000_000_000, 1_583_971_200_000, 1_583_971_234_567]), stepMs: theme.stepMs,
    evenlySpaced: dice.chance(0.7), volatility: dice.pick([0.001, 0.004, 0.01]), series: series.plans, markets: markets.length,
    depthActs: dice.chance(0.4),
  });
  const accounts = theme.touches ? withTouches(new Dice(seed, 'touches'), drawn, { listings, path, ofInstrument: series.ofInstrument }) : drawn;
  const notionalUsd = sum(accounts.flatMap(({ positions }) => positions), ({ instrument, lots }) => Math.abs(lots) * listings[instrument].lotUsd);
  const venues = Array.from({ length: theme.venues }, (_, index) => {
    const venue = randomVenue(dice, { stepMs: theme.stepMs, unitsPerUsd, notionalUsd }, `venue-${index}`);
    return theme.touches ? { ...venue, value: { ...venue.value, funding: null } } : venue;
  });
  const feedback = drawFeedback(dice, theme);
  const spec: WorldSpec = {
    assets, markets: markets.map(({ value }) => value), instruments: listings.map((listing) => listing.spec), venues: venues.map(({ value }) => value),
    book: bookOf(accounts), limits: { roundsPerInstant: 2_000 },
  };
  const description = [
    `seed ${seed}: ${accounts.length} accounts, ${path.timesMs.length} ticks of ${theme.stepMs} ms, feedback ${feedback}`
    + `${theme.touches ? ', touches triggers' : ''}${theme.crossesZero ? ', crosses zero' : ''}`,
    ...venues.map(({ text }) => text), ...markets.map(({ text }) => text),
  ].join('\n  ');
  return { seed, spec, path, options: { feedback }, baselineSpec: baselineOf(spec), accounts, listings, description };
}
