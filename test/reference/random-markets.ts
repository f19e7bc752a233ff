/** What trades in a random world: assets, instruments, spot markets and their price series. */
import type { AssetSpec, ContractKind, InstrumentSpec, MarketSpec } from '../../engine/kernel/world-spec.ts';
import type { Dice } from './dice.ts';
import type { Listing, PlainAccount } from './random-book.ts';
import type { SeriesPlan } from './random-path.ts';
import { cumulativeTiers, randomLiquidity, type Described } from './random-rules.ts';

const USD = 0;
const COIN_A = 1;
const COIN_B = 2;
export const START_PRICES = [1, 20_000, 40];
/** Maintenance rates and prices that are exact in binary, for accounts that touch their trigger. */
export const TOUCH = { rates: [1 / 64, 1 / 32, 3 / 64], valueScale: 64, grid: 1 };

/** What a test may ask of its worlds. */
export interface Constraints {
  /** Only these contracts. */
  readonly contracts?: readonly ContractKind[];
  /** No two accounts alike, no prices that touch triggers or cross zero, cash units so fine that rounding decides nothing. */
  readonly plain?: boolean;
}

/** Choices that shape a whole world. */
export interface Theme {
  readonly contracts: readonly ContractKind[];
  readonly plain: boolean;
  readonly touches: boolean;
  readonly crossesZero: boolean;
  readonly stepMs: number;
  readonly venues: number;
  readonly instruments: number;
  readonly accounts: number;
}

export function drawTheme(dice: Dice, { contracts, plain }: Constraints): Theme {
  const touches = dice.chance(0.15) && plain !== true;
  const crossesZero = !touches && dice.chance(0.06) && plain !== true;
  const instruments = dice.integerBetween(1, 3);
  return {
    plain: plain === true, contracts: contracts ?? ['linear', 'linear', 'inverse', 'quanto'],
    touches, crossesZero, instruments, stepMs: dice.pick([60_000, 1_000, 3_600_000]),
    venues: instruments > 1 && dice.chance(0.35) ? 2 : 1, accounts: dice.integerBetween(20, 120),
  };
}

export function drawAssets(dice: Dice, { instruments, plain }: Theme): AssetSpec[] {
  return [
    { id: 'USD', unit: dice.pick(plain ? [1e-6] : [1e-2, 1e-6, 1]), market: -1 },
    { id: 'AAA', unit: 1e-8, market: instruments },
    { id: 'BBB', unit: dice.pick(plain ? [1e-8] : [1e-4, 1e-8]), market: instruments + 1 },
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
    const { valueScale } = TOUCH;
    return { contract, underlying, settleAsset: USD, valueScale, lotUsd: valueScale * START_PRICES[underlying] * assets[USD].unit };
  }
  if (contract === 'linear') {
    return { contract, underlying, settleAsset: USD, valueScale: lotUsd / START_PRICES[underlying] / assets[USD].unit, lotUsd };
  }
  if (contract === 'inverse') {
    return { contract, underlying, settleAsset: underlying, valueScale: lotUsd / assets[underlying].unit, lotUsd };
  }
  const settleAsset = underlying === COIN_A ? COIN_B : COIN_A;
  const coinsPerLot = lotUsd / START_PRICES[settleAsset];
  return { contract, underlying, settleAsset, valueScale: coinsPerLot / START_PRICES[underlying] / assets[settleAsset].unit, lotUsd };
}

interface ListingPlan {
  readonly theme: Theme;
  readonly assets: readonly AssetSpec[];
  readonly medianUsd: number;
}

export function drawListing(dice: Dice, { theme, assets, medianUsd }: ListingPlan, index: number): Listing {
  const draft = drawDraft(dice, assets, theme);
  const exact = theme.touches && draft.contract === 'linear';
  const unitsPerUsd = 1 / (assets[draft.settleAsset].unit * START_PRICES[draft.settleAsset]);
  const baseRate = exact ? dice.pick(TOUCH.rates) : dice.pick([0.004, 0.01, 0.025, 0.05]);
  const floor = medianUsd * unitsPerUsd * dice.between(0.3, 4);
  const firstFloor = exact ? Math.ceil(floor / 64) * 64 : floor;
  const tiers = dice.integerBetween(1, 3);
  const spec: InstrumentSpec = {
    id: `${draft.contract}-${index}`, venue: index % theme.venues, contract: draft.contract, settleAsset: draft.settleAsset,
    valueScale: draft.valueScale, lotSize: 1, maintenanceTiers: cumulativeTiers({ baseRate, firstFloor, tiers }),
    initialTiers: cumulativeTiers({ baseRate: 2 * baseRate, firstFloor, tiers }),
  };
  return { spec, index, startPrice: START_PRICES[draft.underlying], lotUsd: draft.lotUsd };
}

/** One series per coin, then one per instrument that does not share its coin's. */
export function drawSeries(dice: Dice, theme: Theme, listings: readonly Listing[]): { plans: SeriesPlan[]; ofInstrument: number[] } {
  const plan = (startPrice: number): SeriesPlan => {
    const beta = dice.chance(0.9) ? dice.between(0.6, 1.2) : -0.7;
    return { startPrice, beta, grid: theme.touches ? TOUCH.grid : 0, slide: 0 };
  };
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

/** What every market of one world shares. */
interface MarketCommons {
  readonly stepMs: number;
  readonly moves: number;
}

export function drawMarkets(dice: Dice, plan: MarketPlan): Described<MarketSpec>[] {
  const commons = { stepMs: plan.theme.stepMs, moves: dice.pick([0.01, 0.05, 0.15]) };
  const ofInstruments = plan.listings.map((listing) => drawInstrumentMarket(dice, plan, { ...commons, listing }));
  const spots = [COIN_A, COIN_B].map((asset) => drawSpotMarket(dice, plan, { ...commons, asset }));
  return [...ofInstruments, ...spots];
}

/** Its depth is scaled by the open interest. */
function drawInstrumentMarket(dice: Dice, plan: MarketPlan, of: MarketCommons & { listing: Listing }): Described<MarketSpec> {
  const { listing, ...commons } = of;
  const { spec, startPrice, index } = listing;
  const positions = plan.accounts.flatMap((account) => account.positions).filter((position) => position.instrument === index);
  const lots = Math.max(1, 0.3 * sum(positions, (position) => Math.abs(position.lots)));
  const { crossesZero } = plan.theme;
  const { value, text } = randomLiquidity(dice, {
    ...commons, startPrice, lots, allowsPriceUnit: spec.contract !== 'inverse', onlyPriceUnit: crossesZero,
  });
  return { value: { id: spec.id, series: plan.ofInstrument[index], liquidity: value }, text: `${spec.id}: ${text}` };
}

/** Its depth is scaled by all collateral of the asset. */
function drawSpotMarket(dice: Dice, plan: MarketPlan, of: MarketCommons & { asset: number }): Described<MarketSpec> {
  const { asset, ...commons } = of;
  const { id, unit } = plan.assets[asset];
  const balances = plan.accounts.flatMap((account) => account.balances).filter((balance) => balance.asset === asset);
  const lots = Math.max(1, sum(balances, ({ units }) => units) * unit);
  const { value, text } = randomLiquidity(dice, {
    ...commons, startPrice: START_PRICES[asset], lots, allowsPriceUnit: false, onlyPriceUnit: false,
  });
  return { value: { id: `spot-${id}`, series: asset - 1, liquidity: value }, text: `spot ${id}: ${text}` };
}

export function sum<Item>(items: readonly Item[], read: (item: Item) => number): number {
  return items.reduce((total, item) => total + read(item), 0);
}
