/** What the synthetic generator knows of a venue before it draws anything: values of lots and units, targets, limits. */
import { exitCodes, UserError } from '../errors.ts';
import type { AssetSpec, InstrumentSpec } from '../kernel/world-spec.ts';
import type { RandomStream } from '../math/random.ts';
import { exp } from '../math/transcendental.ts';
import { lotValue } from '../kernel/layout.ts';
import type { SyntheticPins } from './pins.ts';

/** What `generateBook` is asked for. */
export interface PopulationRequest {
  readonly pins: SyntheticPins;
  /** All instruments and assets of the world; only the instruments of `venue` are populated. */
  readonly instruments: readonly InstrumentSpec[];
  readonly assets: readonly AssetSpec[];
  readonly venue: number;
  /** USD price per market at the start, spot markets of assets included. */
  readonly startPrices: ArrayLike<number>;
  /** Initial margin requirement / notional of a position, from its notional in cash units; the requirement must grow with the notional. */
  initialRateOf(instrument: number, notionalUnits: number): number;
  /** Highest leverage that a new position may have. */
  maxLeverageOf(instrument: number): number;
  /** A fresh stream per purpose, the same one for the same purpose. */
  streams(purpose: string): RandomStream;
  /** Coin that an instrument is about, for hedged shorts, or -1. Default: the asset whose market is the instrument's own. */
  underlyingAssetOf?(instrument: number): number;
  /** 1 - haircut of an asset in margin tests. Default 1. */
  collateralWeightOf?(asset: number): number;
}

export interface VenueFrame {
  readonly request: PopulationRequest;
  readonly pins: SyntheticPins;
  /** Indexes of the instruments that are held, ascending. */
  readonly traded: readonly number[];
  /** Per instrument of the world: |lot value| in cash units, the same in USD, lots of each side, USD open interest, leverage limit. */
  readonly lotUnits: Float64Array;
  readonly lotUsd: Float64Array;
  readonly targetLots: Float64Array;
  readonly openInterestUsd: Float64Array;
  readonly leverageCap: Float64Array;
  readonly underlying: Int32Array;
  /** Per asset: USD of one cash unit. */
  readonly unitUsd: Float64Array;
  /** Equity of the whole venue, USD: as pinned, or what open interest and leverage suggest (log-normal law). */
  readonly expectedEquityUsd: number;
}

/** Checks the pins against the venue and collects what follows from both. Throws UserError with every contradiction found. */
export function frameVenue(request: PopulationRequest): VenueFrame {
  const { pins, instruments, assets, venue, startPrices } = request;
  checkInstrumentNames(request);
  const unitUsd = Float64Array.from(assets, ({ unit, market }) => unit * (market < 0 ? 1 : startPrices[market]));
  const openInterestUsd = Float64Array.from(instruments, (spec) => (spec.venue === venue ? (pins.openInterestUsd[spec.id] ?? 0) : 0));
  const lotUnits = Float64Array.from(instruments, (spec, index) => Math.abs(lotValue(spec, startPrices[index])));
  const lotUsd = lotUnits.map((units, index) => units * unitUsd[instruments[index].settleAsset]);
  const leverageCap = Float64Array.from(instruments, (_, index) =>
    openInterestUsd[index] > 0 ? Math.min(request.maxLeverageOf(index), 1 / request.initialRateOf(index, lotUnits[index])) : 0,
  );
  const traded = instruments.flatMap((_, index) => (openInterestUsd[index] > 0 ? [index] : []));
  const frame: VenueFrame = {
    request, pins, traded, lotUnits, lotUsd, openInterestUsd, leverageCap, unitUsd,
    targetLots: openInterestUsd.map((usd, index) => (usd > 0 ? Math.floor(usd / lotUsd[index] + 0.5) : 0)),
    underlying: Int32Array.from(instruments, (_, index) => underlyingAsset(request, index)),
    expectedEquityUsd: pins.equityUsd ?? equityFromLeverage(pins, openInterestUsd),
  };
  refuseContradictions(frame);
  return frame;
}

function underlyingAsset({ underlyingAssetOf, assets }: PopulationRequest, instrument: number): number {
  return underlyingAssetOf ? underlyingAssetOf(instrument) : assets.findIndex((asset) => asset.market === instrument);
}

/**
 * If leverage is log-normal over open interest with median m and deviation s, equity = notional x E[1 / leverage]
 * = notional / m x exp(s^2 / 2).
 */
function equityFromLeverage({ leverage, leverageLogSd }: SyntheticPins, openInterestUsd: Float64Array): number {
  let total = 0;
  for (const usd of openInterestUsd) total += usd;
  return total * (1 / leverage.long + 1 / leverage.short) * exp(0.5 * leverageLogSd * leverageLogSd);
}

function checkInstrumentNames({ pins, instruments, venue }: PopulationRequest): void {
  const known = instruments.filter((spec) => spec.venue === venue).map((spec) => spec.id);
  const unknown = Object.keys(pins.openInterestUsd).filter((id) => !known.includes(id));
  if (unknown.length === 0) return;
  throw new UserError(
    exitCodes.inputInvalid,
    unknown.map((id) => ({
      what: `open interest is pinned for "${id}", which the venue does not list`,
      expected: `one of ${known.join(', ')}`,
    })),
  );
}

function refuseContradictions(frame: VenueFrame): void {
  const problems = [
    ...countProblems(frame),
    ...frame.traded.flatMap((instrument) => instrumentProblems(frame, instrument)),
    ...collateralProblems(frame),
  ];
  if (problems.length > 0) throw new UserError(exitCodes.inputInvalid, problems);
}

interface Contradiction {
  readonly what: string;
  readonly expected: string;
  readonly suggestion: string;
}

function countProblems({ pins, traded }: VenueFrame): Contradiction[] {
  if (traded.length === 0) {
    const expected = 'USD of open interest for at least one instrument';
    return [{ what: 'no open interest is pinned', expected, suggestion: 'add open-interest' }];
  }
  const fewest = 2 * traded.length;
  if (pins.accounts >= fewest) return [];
  return [{
    what: `${pins.accounts} accounts for both sides of ${traded.length} instruments`,
    expected: `at least ${fewest} accounts, one long and one short for each instrument`,
    suggestion: `accounts: ${fewest}`,
  }];
}

function instrumentProblems({ request, pins, lotUsd, leverageCap, targetLots }: VenueFrame, instrument: number): Contradiction[] {
  const { id } = request.instruments[instrument];
  if (!(lotUsd[instrument] > 0 && lotUsd[instrument] < Infinity)) {
    const what = `a lot of ${id} is worth ${lotUsd[instrument]} USD at the start`;
    return [{ what, expected: 'a start price other than 0', suggestion: 'another start' }];
  }
  const problems: Contradiction[] = [];
  if (targetLots[instrument] < 1) {
    const what = `the open interest of ${id} is less than one lot (${lotUsd[instrument]} USD)`;
    problems.push({ what, expected: 'many lots', suggestion: 'a smaller lot' });
  }
  const leverage = Math.max(pins.leverage.long, pins.leverage.short);
  if (leverage >= leverageCap[instrument]) {
    const cap = leverageCap[instrument];
    problems.push({
      what: `median leverage ${leverage} is pinned, but ${id} allows no more than ${cap}`,
      expected: `a median below ${cap}`,
      suggestion: 'a lower leverage, or a lower initial margin in the parameter set',
    });
  }
  return problems;
}

function collateralProblems({ request, pins, traded }: VenueFrame): Contradiction[] {
  const ids = request.assets.map((asset) => asset.id);
  const settlement = new Set(traded.map((instrument) => ids[request.instruments[instrument].settleAsset]));
  const pinned = Object.keys(pins.collateral).filter((id) => pins.collateral[id] > 0);
  const suggestion = `collateral: {${[...settlement][0]}: 1}`;
  const unknown = pinned.filter((id) => !ids.includes(id)).map((id) => ({
    what: `collateral is pinned in "${id}", which is no asset of this world`,
    expected: `shares of ${ids.join(', ')}`,
    suggestion,
  }));
  if (pins.crossShare > 0) return unknown;
  const foreign = pinned.filter((id) => ids.includes(id) && !settlement.has(id)).map((id) => ({
    what: `collateral is pinned in ${id}, but no account has cross margin and positions settle in ${[...settlement].join(', ')}`,
    expected: 'a cross share above 0: isolated accounts hold their settlement asset only',
    suggestion,
  }));
  return [...unknown, ...foreign];
}
