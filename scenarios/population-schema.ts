/** Pins of a synthetic population as files write them, and how they become the generator's pins. */
import { z } from 'zod';
import { defaultPins } from '../engine/population/pins.ts';
import type { SyntheticPins } from '../engine/population/pins.ts';
import { positiveAmount, share, ticker } from './fields.ts';

/** What a file pins; everything else is the default. */
export type PartialPins = Partial<SyntheticPins>;

/** Most synthetic accounts of one venue. */
export const mostAccounts = 10_000_000;

const leverage = z.strictObject({
  long: z.number().min(0.01).max(1000).describe('Open-interest-weighted median leverage of longs, notional / equity'),
  short: z.number().min(0.01).max(1000).describe('Open-interest-weighted median leverage of shorts, notional / equity'),
});

const equity = z.strictObject({
  'log-mean': z.number().min(-10).max(30).optional().describe('Mean of log equity of ordinary accounts, log USD'),
  'log-sd': z.number().min(0).max(10).optional().describe('Standard deviation of log equity'),
  'tail-from': positiveAmount.optional().describe('Equity from which the tail is Pareto, USD'),
  'tail-exponent': z.number().gt(0).max(10).optional().describe('Exponent of the Pareto tail'),
});

const mostPathsTogether = 1_000_000;

const shape = z.strictObject({
  accounts: z.int().min(1).max(mostAccounts).optional().describe('Accounts to draw'),
  'redraw-every': z.int().min(1).max(mostPathsTogether).optional().describe('Paths in a row that share one drawn population; default 1'),
  'open-interest': z.record(ticker, positiveAmount).optional().describe('Open interest per instrument, USD at the start price'),
  equity: positiveAmount.optional().describe('Sum of the equity of all accounts, USD; follows from leverage when left out'),
  leverage: leverage.optional().describe('Leverage of the two sides'),
  'leverage-log-sd': z.number().min(0).max(5).optional().describe('Standard deviation of log leverage between accounts'),
  'long-share': share.optional().describe('Share of ordinary accounts that are long'),
  'whale-long-share': share.optional().describe('Share of whales that are long'),
  'whale-equity': positiveAmount.optional().describe('Equity from which an account is a whale, USD'),
  'hedged-whale-share': share.optional().describe('Share of short whales whose collateral is the coin they are short of'),
  'cross-share': share.optional().describe('Share of accounts with cross margin'),
  'multi-instrument-share': share.optional().describe('Share of cross accounts with several instruments'),
  collateral: z.record(ticker, share).optional().describe('Share of all equity per collateral asset; sums to 1'),
  'equity-distribution': equity.optional().describe('Shape of the equity distribution before it is rescaled'),
  'largest-share': z.number().gt(0).max(1).optional().describe('Largest share of all equity in one account'),
  'minimum-equity': z.number().min(0).max(1e9).optional().describe('Accounts below are drawn again, USD'),
  'entry-log-sd': z.number().min(0).max(2).optional().describe('Standard deviation of log(entry price / start price)'),
});

export const populationSchema: z.ZodType<PartialPins> = shape.transform((pins) => withoutUndefined({
  accounts: pins.accounts,
  redrawEvery: pins['redraw-every'],
  openInterestUsd: pins['open-interest'],
  equityUsd: pins.equity,
  leverage: pins.leverage,
  leverageLogSd: pins['leverage-log-sd'],
  longShare: pins['long-share'],
  whaleLongShare: pins['whale-long-share'],
  whaleEquityUsd: pins['whale-equity'],
  hedgedWhaleShare: pins['hedged-whale-share'],
  crossShare: pins['cross-share'],
  multiInstrumentShare: pins['multi-instrument-share'],
  collateral: pins.collateral,
  equityLogMean: pins['equity-distribution']?.['log-mean'],
  equityLogSd: pins['equity-distribution']?.['log-sd'],
  equityTailFromUsd: pins['equity-distribution']?.['tail-from'],
  equityTailExponent: pins['equity-distribution']?.['tail-exponent'],
  largestShareOfEquity: pins['largest-share'],
  minimumEquityUsd: pins['minimum-equity'],
  entryLogSd: pins['entry-log-sd'],
}));

function withoutUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Partial<T>;
}

/** Accounts drawn when nobody says how many. */
export const defaultAccounts = 10_000;

/**
 * The pins of a run: the venue's own facts (from its parameter set) over the scenario's over the defaults.
 * Each pin is replaced whole; open interest without an entry for an instrument means that nobody holds it.
 */
export function resolvePins(scenario: PartialPins | null, venue: PartialPins | null): SyntheticPins {
  return { accounts: defaultAccounts, openInterestUsd: {}, ...defaultPins, ...scenario, ...venue };
}
