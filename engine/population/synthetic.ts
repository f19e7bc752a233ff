/**
 * Synthetic books. Shapes are drawn (equity with a heavy tail, leverage that falls with size, side by size), then rescaled to what
 * the scenario pins, because a tail with an exponent below one lets venue totals vary several times by seed.
 *
 * Order: equity, positions, fit of leverage and open interest, equity totals, whole lots, collateral, entry prices and cash. Accounts
 * depend on each other only through rescaling: what is drawn for account a depends on (stream, a) alone.
 */
import { assert } from '../math/assert.ts';
import { roundHalfAway } from '../math/round.ts';
import { exp } from '../math/transcendental.ts';
import type { Book } from '../kernel/world-spec.ts';
import { lotValue } from '../kernel/layout.ts';
import { bookOf, checkTotals } from './book.ts';
import { assignCollateral, type CollateralBalances } from './collateral.ts';
import { drawEquities, forEachDrawn, type AccountBlock } from './equity-draws.ts';
import { settleEquities } from './equity-totals.ts';
import { fitPositions } from './fitted-positions.ts';
import { wholeLots } from './lots.ts';
import { drawPositions, marks, type PositionDraws } from './position-draws.ts';
import { frameVenue, type PopulationRequest, type VenueFrame } from './venue-frame.ts';

export type { PopulationRequest } from './venue-frame.ts';

/** What was done to hit the pins. */
export interface PopulationReport {
  /** Accounts drawn again: below the minimum equity, or with a position that their equity could not have opened. */
  readonly redrawn: number;
  readonly crossAccounts: number;
  readonly multiInstrumentAccounts: number;
  /** Isolated accounts that became cross accounts because the cross accounts drawn could not hold the collateral mix. */
  readonly promotedToCross: number;
  readonly whaleShorts: number;
  /** Fewer than pinned where the pinned collateral holds too little of the coins. */
  readonly hedgedWhaleShorts: number;
  /** Factor on the deviations of drawn log leverage; far from 1 when equity is pinned against leverage. */
  readonly leverageSpread: number;
  /** Equity of all accounts, USD. */
  readonly equityUsd: number;
}

export interface SyntheticBook {
  readonly book: Book;
  readonly report: PopulationReport;
}

/**
 * Draws the book of one venue. Equity of every account at the start price is what was drawn for it, whatever its entry prices.
 * Throws UserError when pins contradict each other or the venue's margin rules.
 */
export function generateBook(request: PopulationRequest): SyntheticBook {
  const frame = frameVenue(request);
  const draws = drawPositions(frame, drawEquities(request.pins, frame.expectedEquityUsd, (purpose) => request.streams(purpose)));
  const positions = fitPositions(frame, draws);
  settleEquities(frame, draws);
  const lots = wholeLots({ frame, draws, positions });
  const equityUsd = accountEquities(draws);
  const marginAsset = marginAssets(frame, draws);
  const collateral = assignCollateral({ frame, draws, lots, equityUsd, marginAsset });
  const book = assemble(frame, { draws, lots, equityUsd, marginAsset, collateral });
  return { book, report: reportOf(draws, { equityUsd, spread: positions.fit.spread, collateral }) };
}

function accountEquities({ start, equityUsd }: PositionDraws): Float64Array {
  const sums = new Float64Array(start.length - 1);
  for (let account = 0; account < sums.length; account++) {
    for (let slot = start[account]; slot < start[account + 1]; slot++) sums[account] += equityUsd[slot];
  }
  return sums;
}

function marginAssets({ request }: VenueFrame, { start, group }: PositionDraws): Uint8Array {
  const settle = Uint8Array.from(request.instruments, (spec) => spec.settleAsset);
  const assets = new Uint8Array(start.length - 1);
  for (let account = 0; account < assets.length; account++) assets[account] = settle[group[start[account]] >> 1];
  return assets;
}

interface Parts {
  readonly draws: PositionDraws;
  readonly lots: Float64Array;
  readonly equityUsd: Float64Array;
  readonly marginAsset: Uint8Array;
  readonly collateral: CollateralBalances;
}

function assemble(frame: VenueFrame, parts: Parts): Book {
  const { draws, lots, marginAsset, collateral } = parts;
  const { request } = frame;
  const entryPrices = drawEntryPrices(frame, draws);
  const book = bookOf(
    {
      owner: draws.owner,
      venue: new Uint8Array(marginAsset.length).fill(request.venue),
      marginAsset,
      cash: openingCash(frame, parts, entryPrices),
      positionStart: draws.start,
      positionInstrument: instrumentsOf(draws.group),
      positionLots: lots,
      positionEntryPrice: entryPrices,
      balanceStart: collateral.balanceStart,
      balanceAsset: collateral.balanceAsset,
      balanceUnits: collateral.balanceUnits,
    },
    { accountId: (account) => numbered('acct', account), ownerId: (owner) => numbered('owner', owner) },
  );
  checkTotals(book, request);
  return book;
}

function instrumentsOf(group: Uint16Array): Uint16Array {
  const instruments = new Uint16Array(group.length);
  for (let slot = 0; slot < group.length; slot++) instruments[slot] = group[slot] >> 1;
  return instruments;
}

function numbered(prefix: string, index: number): string {
  return `${prefix}-${String(index).padStart(6, '0')}`;
}

/**
 * Log-normal around the start price; only ranks of winners and profit haircuts ever see them. An account opened all its positions
 * at one time: one draw each.
 */
function drawEntryPrices(frame: VenueFrame, draws: PositionDraws): Float64Array {
  const prices = new Float64Array(draws.group.length);
  const stream = frame.request.streams('entry-price');
  const accounts = draws.start.length - 1;
  forEachDrawn(accounts, (target) => stream.fillNormals(target), (block) => priceBlock(frame, draws, block, prices));
  return prices;
}

function priceBlock(frame: VenueFrame, { start, group }: PositionDraws, { from, to, draws }: AccountBlock, prices: Float64Array): void {
  const { startPrices } = frame.request;
  const { entryLogSd } = frame.pins;
  for (let account = from; account < to; account++) {
    const move = exp(entryLogSd * draws[account - from]);
    for (let slot = start[account]; slot < start[account + 1]; slot++) prices[slot] = startPrices[group[slot] >> 1] * move;
  }
}

/** Cash before opening at the entry prices, such that equity at the start price is the account's equity less its balances. */
function openingCash(frame: VenueFrame, parts: Parts, entryPrices: Float64Array): Float64Array {
  const { draws, equityUsd, marginAsset, collateral } = parts;
  const { unitUsd } = frame;
  const cash = openingLegs(frame, parts, entryPrices);
  const { start } = draws;
  for (let account = 0, slot = 0; account < equityUsd.length; account++) {
    let legs = 0;
    for (; slot < start[account + 1]; slot++) legs += cash[slot];
    cash[account] = roundHalfAway((equityUsd[account] - collateral.valueUsd[account]) / unitUsd[marginAsset[account]]) + legs;
  }
  return cash.slice(0, equityUsd.length);
}

/** Per slot: cash leg at the entry price less cash leg at the start price, each rounded as the kernel rounds it. */
function openingLegs({ request }: VenueFrame, { draws, lots }: Parts, entryPrices: Float64Array): Float64Array {
  const { group } = draws;
  const isInverse = Uint8Array.from(request.instruments, (spec) => (spec.contract === 'inverse' ? 1 : 0));
  const scale = Float64Array.from(request.instruments, (spec) => spec.valueScale);
  const startValue = Float64Array.from(request.instruments, (spec, index) => lotValue(spec, request.startPrices[index]));
  const legs = new Float64Array(lots.length);
  for (let slot = 0; slot < legs.length; slot++) {
    const instrument = group[slot] >> 1;
    const entryValue = isInverse[instrument] ? -scale[instrument] / entryPrices[slot] : scale[instrument] * entryPrices[slot];
    legs[slot] = roundHalfAway(lots[slot] * entryValue) - roundHalfAway(lots[slot] * startValue[instrument]);
  }
  return legs;
}

interface ReportParts {
  readonly equityUsd: Float64Array;
  readonly spread: number;
  readonly collateral: CollateralBalances;
}

function reportOf(draws: PositionDraws, { equityUsd, spread, collateral }: ReportParts): PopulationReport {
  let [redrawn, cross, multi, total] = [0, 0, 0, 0];
  for (let account = 0; account < equityUsd.length; account++) {
    if (draws.marks[account] & marks.redrawn) redrawn++;
    if (draws.marks[account] & marks.cross) cross++;
    if (draws.start[account + 1] - draws.start[account] > 1) multi++;
    total += equityUsd[account];
  }
  assert(total > 0 && total < Infinity, 'a synthetic book has equity');
  return {
    redrawn,
    crossAccounts: cross,
    multiInstrumentAccounts: multi,
    promotedToCross: collateral.promoted,
    whaleShorts: draws.whaleShorts,
    hedgedWhaleShorts: collateral.hedged,
    leverageSpread: spread,
    equityUsd: total,
  };
}
