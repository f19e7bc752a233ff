/**
 * From documents to worlds: assets, markets, instruments and venue rules of one parameter set, in the kernel's units. Everything that
 * does not depend on the path is made once; a world for a path adds its book.
 */
import { exitCodes, UserError } from '../errors.ts';
import type {
  AssetSpec, Book, InstrumentSpec, LiquidityModel, MarginTier, MarketSpec, VenueSpec, WorldSpec,
} from '../kernel/world-spec.ts';
import type { CollateralHooks, InstrumentFacts, MarginHooks, PolicyHooks, PolicyKind } from '../policies/contract.ts';
import { findPolicy } from '../policies/registry.ts';
import { defaultPins } from '../population/pins.ts';
import type { SyntheticPins } from '../population/pins.ts';
import { defaultInstrument } from '../../scenarios/instrument-schema.ts';
import { chooseCashUnit, chooseLot } from './units.ts';
import type {
  BookTotals, InstrumentInput, ParameterInput, PolicyChoice, ScenarioInput, StudyInput, StudySet, VenueInput,
} from './inputs.ts';
import type { PathSource } from './price-paths.ts';

export interface InstrumentPlan {
  readonly input: InstrumentInput;
  readonly facts: InstrumentFacts;
  readonly venue: number;
  /** Index of the underlying's series. */
  readonly series: number;
}

export interface VenuePlan {
  readonly id: string;
  readonly parameters: ParameterInput;
  readonly margin: MarginHooks;
  readonly collateral: CollateralHooks;
}

/** One set under test, ready for paths. */
export interface WorldPlan {
  readonly id: string;
  /** For people. */
  readonly title: string;
  readonly venues: readonly VenuePlan[];
  readonly instruments: readonly InstrumentPlan[];
  /** Series per market, for liquidity scales and USD values. */
  readonly elasticities: readonly number[];
  /** The world without a book: `worldWith` adds one. */
  readonly frame: Omit<WorldSpec, 'book'>;
  /** First price per market. */
  readonly startPrices: Float64Array;
  /** Pins of the synthetic population of each venue; null where the scenario has none. */
  readonly pins: readonly (SyntheticPins | null)[];
}

const roundsPerInstant = 10_000;
const valuationAsset = 'USD';

/** A policy's hooks from a choice in a file. */
export function hooksOf<Kind extends PolicyKind>(kind: Kind, choice: PolicyChoice): PolicyHooks[Kind] {
  return findPolicy(kind, choice.policy).create(choice.parameters as never) as PolicyHooks[Kind];
}

/**
 * A parameter set as a world without accounts: assets, markets, instruments and venues in plain numbers, and the pins of a synthetic
 * population. What a file got wrong is a `UserError`.
 */
export function planWorld(input: StudyInput, set: StudySet, source: PathSource): WorldPlan {
  const venues = set.venues.map(planVenue);
  const inputs = venues.map((venue) => instrumentsOf(input.scenario, venue.parameters, source));
  const assetIds = assetsUsed(input.scenario, venues, inputs.flat());
  const markets = planMarkets(input.scenario, inputs.flat(), assetIds, source);
  const assets = planAssets(input, venues, assetIds, { instrumentCount: inputs.flat().length, startPrices: markets.startPrices, source });
  const { startPrices } = markets;
  const instruments = inputs.flatMap((list, venue) => list.map((one) => planInstrument(one, { venue, assets, source, startPrices })));
  const frame: Omit<WorldSpec, 'book'> = {
    assets,
    markets: markets.specs(instruments, assets),
    instruments: instruments.map((plan) => instrumentSpec(plan, venues[plan.venue], assets, venues.length > 1)),
    venues: venues.map((venue) => venueSpec(venue, assets, markets.startPrices)),
    limits: { roundsPerInstant },
  };
  return {
    id: set.id,
    title: set.title ?? set.venues.map(({ parameters }) => parameters.title).join(' + '),
    venues,
    instruments,
    elasticities: markets.elasticities,
    frame,
    startPrices: markets.startPrices,
    pins: venues.map((venue, index) => pinsOf(input.scenario, venue.parameters, inputs[index], venues.length > 1 ? `${venue.id}:` : '')),
  };
}

/** The planned world with a book of accounts in it. */
export function worldWith(plan: WorldPlan, book: Book): WorldSpec {
  // Written out: V8 gives spread copies of one object a shape each after a while, and every function that reads them is compiled anew.
  const { assets, markets, instruments, venues, limits } = plan.frame;
  return { assets, markets, instruments, venues, book, limits };
}

function planVenue({ id, parameters }: VenueInput): VenuePlan {
  return { id, parameters, margin: hooksOf('margin', parameters.margin), collateral: hooksOf('collateral', parameters.collateral) };
}

/** Instruments of a venue whose underlying has a price in this study. */
function instrumentsOf(scenario: ScenarioInput, parameters: ParameterInput, source: PathSource): InstrumentInput[] {
  const listed = parameters.instruments ?? scenario.instruments ?? source.underlyings.map(defaultInstrument);
  const isSettled = (one: InstrumentInput): boolean => one.settle === valuationAsset || hasPrice(scenario, one.settle, source);
  const traded = listed.filter((one) => source.underlyings.includes(one.underlying) && isSettled(one));
  if (traded.length > 0) return traded;
  throw new UserError(exitCodes.inputInvalid, [
    {
      what: `no instrument of ${parameters.name} has a price here: it lists ${listed.map((one) => one.id).join(', ')}`,
      expected: `an instrument on ${source.underlyings.join(' or ')}, settled in USD or in a coin with a price`,
    },
  ]);
}

function hasPrice(scenario: ScenarioInput, asset: string, source: PathSource): boolean {
  return source.underlyings.includes(scenario.assets[asset]?.underlying ?? asset);
}

/** Files name instruments without their venue; where there are several, the world's names begin with `prefix`. */
function pinsOf(
  scenario: ScenarioInput,
  parameters: ParameterInput,
  instruments: readonly InstrumentInput[],
  prefix: string,
): SyntheticPins | null {
  if (!scenario.population) return null;
  const pins = { ...defaultPins, accounts: 10_000, openInterestUsd: {}, ...scenario.population, ...parameters.population };
  const known = new Set(instruments.map((one) => one.id));
  const pinned = Object.entries(pins.openInterestUsd).filter(([id]) => known.has(id));
  const openInterestUsd = Object.fromEntries(pinned.map(([id, usd]) => [prefix + id, usd]));
  return { ...pins, openInterestUsd };
}

// Assets and markets ---------------------------------------------------------------------------------------------------------------

function assetsUsed(scenario: ScenarioInput, venues: readonly VenuePlan[], instruments: readonly InstrumentInput[]): string[] {
  const used = new Set<string>(Object.keys(scenario.assets));
  for (const one of instruments) used.add(one.settle);
  for (const { parameters } of venues) {
    const pins = scenario.population ? { ...defaultPins, ...scenario.population, ...parameters.population } : null;
    for (const [asset, share] of Object.entries(pins?.collateral ?? {})) if (share > 0) used.add(asset);
  }
  for (const account of scenario.accounts) Object.keys(account.balances).forEach((asset) => used.add(asset));
  used.delete(valuationAsset);
  return [valuationAsset, ...[...used].sort()];
}

interface MarketPlan {
  readonly startPrices: Float64Array;
  readonly elasticities: readonly number[];
  specs(instruments: readonly InstrumentPlan[], assets: readonly AssetSpec[]): MarketSpec[];
}

/** Markets: one per instrument, then one spot market per asset with a price. */
function planMarkets(
  scenario: ScenarioInput,
  instruments: readonly InstrumentInput[],
  assetIds: readonly string[],
  source: PathSource,
): MarketPlan {
  const spots = assetIds.slice(1).map((id) => spotMarket(scenario, id, source));
  const rows = [
    ...instruments.map(({ id, underlying }) => {
      return { id, series: source.underlyings.indexOf(underlying), liquidity: scenario.underlyings[underlying].liquidity };
    }),
    ...spots,
  ];
  const startPrices = Float64Array.from(rows, (row) => source.firstPrices[row.series]);
  return {
    startPrices,
    elasticities: rows.map((row) => Number(row.liquidity?.parameters['volatility-elasticity'] ?? 0)),
    specs: (plans) =>
      rows.map((row, market) => ({
        id: row.id,
        series: row.series,
        liquidity: liquidityModel(row.liquidity, startPrices[market], market < plans.length ? lotUsd(plans[market]) : startPrices[market]),
      })),
  };
}

function spotMarket(
  scenario: ScenarioInput,
  asset: string,
  source: PathSource,
): { id: string; series: number; liquidity: PolicyChoice | null } {
  const entry = scenario.assets[asset];
  const underlying = entry?.underlying ?? asset;
  const series = source.underlyings.indexOf(underlying);
  if (series >= 0) return { id: `${asset}-SPOT`, series, liquidity: entry?.liquidity ?? scenario.underlyings[underlying].liquidity };
  throw new UserError(exitCodes.inputInvalid, [
    {
      what: `the asset ${asset} is used as collateral or for settlement but has no price`,
      expected: `an underlying: ${source.underlyings.join(', ')}`,
      suggestion: `assets: {${asset}: {underlying: ${source.underlyings[0]}}}`,
    },
  ]);
}

const frictionless: PolicyChoice = { kind: 'liquidity', policy: 'none', parameters: {} };

function liquidityModel(choice: PolicyChoice | null, startPrice: number, usdPerLot: number): LiquidityModel {
  return hooksOf('liquidity', choice ?? frictionless)({ lotsPerUsd: 1 / Math.abs(usdPerLot), startPrice });
}

/** USD notional of one lot at the start. */
function lotUsd({ facts, input }: InstrumentPlan): number {
  const size = facts.lotSize * input.multiplier;
  const notional = facts.contract === 'inverse' ? size / facts.startPrice : size * facts.startPrice;
  return notional * facts.settleAssetPriceUsd;
}

function planAssets(
  input: StudyInput,
  venues: readonly VenuePlan[],
  ids: readonly string[],
  prices: { instrumentCount: number; startPrices: Float64Array; source: PathSource },
): AssetSpec[] {
  const largestUsd = largestSumUsd(input, venues, prices.source);
  return ids.map((id, index) => {
    const market = index === 0 ? -1 : prices.instrumentCount + index - 1;
    const priceUsd = market < 0 ? 1 : prices.startPrices[market];
    return { id, market, unit: chooseCashUnit(largestUsd / Math.abs(priceUsd), id === valuationAsset) };
  });
}

/** A generous bound of what one side of the whole world holds, USD. */
function largestSumUsd({ scenario, accountsFileTotals }: StudyInput, venues: readonly VenuePlan[], source: PathSource): number {
  let total = 1 + fileBound(scenario, accountsFileTotals, venues, source);
  for (const { parameters } of venues) {
    const pins = scenario.population ? { ...defaultPins, ...scenario.population, ...parameters.population } : null;
    for (const usd of Object.values(pins?.openInterestUsd ?? {})) total += 4 * usd;
    total += pins?.equityUsd ?? 0;
    for (const stage of parameters.losses) {
      const opening = (stage.parameters.opening ?? {}) as Readonly<Record<string, number>>;
      for (const [asset, amount] of Object.entries(opening)) total += amount * firstPriceOf(scenario, asset, source);
    }
  }
  for (const account of scenario.accounts) total += accountBound(scenario, account, source);
  return total;
}

/** USD in a book file: sizes of inverse contracts are USD already, the others are coins of the dearest underlying at most. */
function fileBound(scenario: ScenarioInput, totals: BookTotals | undefined, venues: readonly VenuePlan[], source: PathSource): number {
  if (!totals) return 0;
  const listed = [...(scenario.instruments ?? []), ...venues.flatMap(({ parameters }) => parameters.instruments ?? [])];
  const dearest = Math.max(1, ...source.firstPrices.map(Math.abs));
  let usd = 0;
  for (const [id, size] of Object.entries(totals.sizes)) {
    const contract = listed.find((instrument) => instrument.id === id)?.contract ?? 'linear';
    usd += contract === 'inverse' ? size : size * dearest;
  }
  for (const [asset, amount] of Object.entries(totals.amounts)) usd += amount * firstPriceOf(scenario, asset, source);
  return usd;
}

function accountBound(scenario: ScenarioInput, account: ScenarioInput['accounts'][number], source: PathSource): number {
  const dearest = Math.max(1, ...source.firstPrices.map(Math.abs));
  let total = Math.abs(account.cash) * dearest;
  for (const [asset, amount] of Object.entries(account.balances)) total += amount * firstPriceOf(scenario, asset, source);
  for (const { size, entry } of Object.values(account.positions)) total += Math.abs(size) * Math.max(dearest, Math.abs(entry ?? 0));
  return total;
}

function firstPriceOf(scenario: ScenarioInput, asset: string, source: PathSource): number {
  const series = source.underlyings.indexOf(scenario.assets[asset]?.underlying ?? asset);
  return series < 0 ? 1 : Math.abs(source.firstPrices[series]);
}

// Instruments and venues -----------------------------------------------------------------------------------------------------------

interface InstrumentContext {
  readonly venue: number;
  readonly assets: readonly AssetSpec[];
  readonly source: PathSource;
  readonly startPrices: Float64Array;
}

function planInstrument(input: InstrumentInput, { venue, assets, source, startPrices }: InstrumentContext): InstrumentPlan {
  const series = source.underlyings.indexOf(input.underlying);
  const startPrice = source.firstPrices[series];
  const settle = assets.find((asset) => asset.id === input.settle);
  if (!settle) throw new UserError(exitCodes.inputInvalid, [{ what: `${input.id} settles in ${input.settle}, which has no price` }]);
  if (input.contract === 'inverse' && !(startPrice > 0)) {
    throw new UserError(exitCodes.inputInvalid, [
      { what: `${input.id} is inverse and starts at ${startPrice}`, expected: 'a positive price' },
    ]);
  }
  const facts: InstrumentFacts = {
    id: input.id,
    underlying: input.underlying,
    contract: input.contract,
    settleAsset: input.settle,
    unitsPerAsset: 1 / settle.unit,
    lotSize: input.lot ?? chooseLot(input.contract, startPrice * input.multiplier),
    startPrice,
    settleAssetPriceUsd: settle.market < 0 ? 1 : startPrices[settle.market],
  };
  return { input, facts, venue, series };
}

function instrumentSpec(plan: InstrumentPlan, venue: VenuePlan, assets: readonly AssetSpec[], severalVenues: boolean): InstrumentSpec {
  const { facts, input } = plan;
  const settleAsset = assets.findIndex((asset) => asset.id === input.settle);
  const { unit } = assets[settleAsset];
  return {
    id: severalVenues ? `${venue.id}:${facts.id}` : facts.id,
    venue: plan.venue,
    contract: facts.contract,
    settleAsset,
    valueScale: (facts.lotSize * input.multiplier) / unit,
    lotSize: facts.lotSize,
    maintenanceTiers: inUnits(venue.margin.maintenanceTiers(facts), unit),
    initialTiers: inUnits(venue.margin.initialTiers(facts), unit),
  };
}

function inUnits(tiers: readonly MarginTier[], unit: number): MarginTier[] {
  return tiers.map(({ notionalFloor, rate, deduction }) => ({ notionalFloor: notionalFloor / unit, rate, deduction: deduction / unit }));
}

function venueSpec({ id, parameters, margin, collateral }: VenuePlan, assets: readonly AssetSpec[], startPrices: Float64Array): VenueSpec {
  const context = {
    assets: assets.map((asset) => ({ id: asset.id, unit: asset.unit, startPriceUsd: asset.market < 0 ? 1 : startPrices[asset.market] })),
  };
  const order = collateral.saleOrder.map((asset) => assets.findIndex((one) => one.id === asset)).filter((index) => index >= 0);
  return {
    id,
    trigger: margin.trigger,
    liquidation: hooksOf('liquidation', parameters.liquidation),
    losses: parameters.losses.map((choice) => hooksOf('loss', choice)(context)),
    collateralWeights: assets.map((asset) => collateral.weight(asset.id)),
    collateralSaleOrder: order,
    oracle: parameters.oracle ? hooksOf('oracle', parameters.oracle) : null,
    breakers: parameters.breakers.map((choice) => hooksOf('breaker', choice)),
    funding: parameters.funding ? hooksOf('funding', parameters.funding) : null,
  };
}
