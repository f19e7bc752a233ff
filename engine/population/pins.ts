/**
 * What a scenario pins of a synthetic population. A heavy-tailed draw makes venue totals vary several times by seed, so the
 * generator draws shapes and then rescales them to these totals. Plain numbers: reading and checking them is done elsewhere.
 */
export interface SyntheticPins {
  /** Accounts to draw, each one margin scope. */
  readonly accounts: number;
  /** Paths in a row that share one drawn population, at least 1. Such paths are not quite independent of each other. */
  readonly redrawEvery: number;
  /** Open interest per instrument id, USD at the start price: the notional of the longs, which equals that of the shorts. */
  readonly openInterestUsd: Readonly<Record<string, number>>;
  /** Sum of the equity of all accounts, USD; null lets it follow from open interest and leverage. */
  readonly equityUsd: number | null;
  /** Open-interest-weighted median of notional / equity, for long and for short positions. */
  readonly leverage: { readonly long: number; readonly short: number };
  /** Standard deviation of log leverage between accounts. */
  readonly leverageLogSd: number;
  /** Share of ordinary accounts that are long, by count, 0..1. The short side is rescaled so that positions sum to zero. */
  readonly longShare: number;
  /** The same for accounts at or above `whaleEquityUsd`. */
  readonly whaleLongShare: number;
  /** Equity from which an account counts as a whale, USD. */
  readonly whaleEquityUsd: number;
  /** Share of whale shorts that are delta-hedged: their collateral is the coin they are short of, 0..1. */
  readonly hedgedWhaleShare: number;
  /** Share of accounts with cross margin, 0..1; the others hold one isolated position. */
  readonly crossShare: number;
  /** Share of cross accounts that hold positions in more than one instrument, 0..1. */
  readonly multiInstrumentShare: number;
  /** Share of all equity by collateral asset id; the shares sum to 1. */
  readonly collateral: Readonly<Record<string, number>>;
  /** Body of the equity distribution: mean and standard deviation of log equity in USD. */
  readonly equityLogMean: number;
  readonly equityLogSd: number;
  /** Pareto tail that replaces the body above this equity, and its exponent. */
  readonly equityTailFromUsd: number;
  readonly equityTailExponent: number;
  /** No account holds a larger share of the equity of all, 0..1. */
  readonly largestShareOfEquity: number;
  /** Accounts below this equity are drawn again, USD. */
  readonly minimumEquityUsd: number;
  /** Standard deviation of log(entry price / start price). Acts on ranks and profit haircuts only, never on equity. */
  readonly entryLogSd: number;
}

/** Pins that a scenario may leave out: everything but the number of accounts and the open interest. */
export type DefaultPins = Omit<SyntheticPins, 'accounts' | 'openInterestUsd'>;

/**
 * Modelling choices, not published values, except: leverage of open interest (median 3.7, log sd 0.61, Hyperliquid 15 December 2025,
 * fitted to published bands), log equity and tail (fitted to the accounts auto-deleveraged there on 10 October 2025).
 */
export const defaultPins: DefaultPins = {
  redrawEvery: 1,
  equityUsd: null,
  leverage: { long: 3.7, short: 3.7 },
  leverageLogSd: 0.61,
  longShare: 0.62,
  whaleLongShare: 0.45,
  whaleEquityUsd: 1e6,
  hedgedWhaleShare: 0.2,
  crossShare: 0.3,
  multiInstrumentShare: 0.5,
  collateral: { USD: 1 },
  equityLogMean: 7.1,
  equityLogSd: 2.4,
  equityTailFromUsd: 270e3,
  equityTailExponent: 0.85,
  largestShareOfEquity: 0.05,
  minimumEquityUsd: 10,
  entryLogSd: 0.05,
};
