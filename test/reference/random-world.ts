/** Seeded random worlds for comparing implementations: small enough to scan, wild enough to reach every rule. */
import type { InstrumentSpec, PricePath, VenueSpec, WorldSpec } from '../../engine/kernel/world-spec.ts';
import type { RunOptions } from '../../engine/kernel/outcome.ts';
import { Dice } from './dice.ts';
import { fullLiquidation } from './doubles.ts';
import { bookOf, cashAtTrigger, randomAccounts, type Listing, type PlainAccount } from './random-book.ts';
import {
  drawAssets, drawListing, drawMarkets, drawSeries, drawTheme, START_PRICES, sum, type Constraints, type Theme,
} from './random-markets.ts';
import { randomPath } from './random-path.ts';
import { randomVenue } from './random-rules.ts';

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

interface Touched extends Pick<RandomWorld, 'listings' | 'path'> {
  readonly ofInstrument: readonly number[];
}

/** Sets the cash of some single linear accounts so that they touch their trigger at the most extreme tick so far. */
function withTouches(dice: Dice, accounts: readonly PlainAccount[], { listings, path, ofInstrument }: Touched): PlainAccount[] {
  return accounts.map((account) => {
    const [position] = account.positions;
    const { spec, startPrice } = listings[position.instrument];
    const single = account.positions.length === 1 && account.balances.length === 0;
    if (!single || spec.contract !== 'linear' || dice.chance(0.4)) return account;
    const seen = path.prices[ofInstrument[position.instrument]].subarray(0, dice.integerBetween(2, path.timesMs.length));
    const extreme = position.lots > 0 ? Math.min(...seen) : Math.max(...seen);
    const atStart = { ...position, entryPrice: startPrice };
    return { ...account, positions: [atStart], cash: cashAtTrigger(spec, atStart, extreme) };
  });
}

function drawFeedback(dice: Dice, theme: Theme): RunOptions['feedback'] {
  if (theme.touches) return 'none';
  return dice.pick(['none', 'full', 'full', 'full', 'full', 'counterfactual', 'counterfactual'] as const);
}

/** The rules a counterfactual world's baseline had: everything closed at once, lower margin rates, no breakers. */
function baselineOf(spec: WorldSpec): WorldSpec {
  const lowered = (instrument: InstrumentSpec): InstrumentSpec => ({
    ...instrument,
    maintenanceTiers: instrument.maintenanceTiers.map((tier) => ({ ...tier, rate: tier.rate * 0.75, deduction: tier.deduction * 0.75 })),
  });
  const plain = (venue: VenueSpec): VenueSpec => ({ ...venue, liquidation: fullLiquidation(venue.liquidation.feeRate), breakers: [] });
  return { ...spec, instruments: spec.instruments.map(lowered), venues: spec.venues.map(plain) };
}

/** The same seed and constraints always give the same world. */
export function randomWorld(seed: number, constraints: Constraints = {}): RandomWorld {
  const dice = new Dice(seed, 'world');
  const theme = drawTheme(dice, constraints);
  const assets = drawAssets(dice, theme);
  const medianUsd = dice.pick([2_000, 20_000]) * (theme.touches ? 100 : 1);
  const unitsPerUsd = assets.map(({ unit }, asset) => 1 / (unit * START_PRICES[asset]));
  const listings = Array.from({ length: theme.instruments }, (_, index) => drawListing(dice, { theme, assets, medianUsd }, index));
  const series = drawSeries(dice, theme, listings);
  const drawn = randomAccounts(new Dice(seed, 'accounts'), {
    accounts: theme.accounts, listings, unitsPerUsd, medianUsd, longShare: dice.pick([0.5, 0.7, 0.3]),
    portfolioShare: dice.pick([0, 0.3, 0.6, 1]), copyShare: theme.plain ? 0 : dice.pick([0, 0.1, 0.5]), allDifferent: theme.plain,
  });
  const markets = drawMarkets(dice, { theme, assets, listings, accounts: drawn, ofInstrument: series.ofInstrument });
  const path = randomPath(new Dice(seed, 'path'), {
    ticks: dice.integerBetween(50, 300), stepMs: theme.stepMs,
    startMs: dice.pick([1_600_000_000_000, 1_583_971_200_000, 1_583_971_234_567]),
    evenlySpaced: dice.chance(0.7), volatility: dice.pick([0.001, 0.004, 0.01]), series: series.plans, markets: markets.length,
    depthActs: dice.chance(0.4),
  });
  const touched = { listings, path, ofInstrument: series.ofInstrument };
  const accounts = theme.touches ? withTouches(new Dice(seed, 'touches'), drawn, touched) : drawn;
  const positions = accounts.flatMap((account) => account.positions);
  const notionalUsd = sum(positions, ({ instrument, lots }) => Math.abs(lots) * listings[instrument].lotUsd);
  const venues = Array.from({ length: theme.venues }, (_, index) => {
    const venue = randomVenue(dice, { stepMs: theme.stepMs, unitsPerUsd, notionalUsd }, `venue-${index}`);
    return theme.touches ? { ...venue, value: { ...venue.value, funding: null } } : venue;
  });
  const feedback = drawFeedback(dice, theme);
  const spec: WorldSpec = {
    assets, markets: markets.map(({ value }) => value), instruments: listings.map((listing) => listing.spec),
    venues: venues.map(({ value }) => value), book: bookOf(accounts), limits: { roundsPerInstant: 2_000 },
  };
  const description = [
    `seed ${seed}: ${accounts.length} accounts, ${path.timesMs.length} ticks of ${theme.stepMs} ms, feedback ${feedback}`
    + `${theme.touches ? ', touches triggers' : ''}${theme.crossesZero ? ', crosses zero' : ''}`,
    ...venues.map(({ text }) => text), ...markets.map(({ text }) => text),
  ].join('\n  ');
  return { seed, spec, path, options: { feedback }, baselineSpec: baselineOf(spec), accounts, listings, description };
}
