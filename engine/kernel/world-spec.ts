/**
 * What the kernel is told: a world in plain numbers. The study layer translates scenario and parameter
 * files into this; the kernel never sees YAML, names are only carried through. Money is an integer count
 * of the asset's smallest unit, quantity an integer count of lots; both live in Float64Array.
 */

/** A currency or coin that accounts hold. */
export interface AssetSpec {
  readonly id: string;
  /** Size of one cash unit in the asset, a power of ten (1e-6 means micro-units). */
  readonly unit: number;
  /** Market whose index price values the asset in USD; -1 for the valuation currency itself. */
  readonly market: number;
}

/** A place where one thing trades: its exogenous price series, its book, its displacement by our flow. */
export interface MarketSpec {
  readonly id: string;
  /** Index into PricePath.prices. */
  readonly series: number;
  readonly liquidity: LiquidityModel;
}

export type ContractKind = 'linear' | 'inverse' | 'quanto';

/** A derivative. Instrument i trades on market i; spot markets of collateral assets follow after them. */
export interface InstrumentSpec {
  readonly id: string;
  readonly venue: number;
  readonly contract: ContractKind;
  readonly settleAsset: number;
  /**
   * Cash units of one lot at price 1: lot value v(p) = valueScale x p for linear and quanto,
   * -valueScale / p for inverse. v rises with p in both cases.
   */
  readonly valueScale: number;
  /** Quantity of one lot in the instrument's own unit (coins for linear, USD for inverse). Printing only. */
  readonly lotSize: number;
  /** Maintenance schedule by notional in cash units of the settlement asset. */
  readonly maintenanceTiers: readonly MarginTier[];
  /** Initial margin rates by the same notional. */
  readonly initialTiers: readonly MarginTier[];
}

/**
 * One bracket. Requirement = max over tiers of (rate x notional - deduction): with the cumulative
 * deduction the requirement is continuous and convex, so the trigger is one price.
 */
export interface MarginTier {
  readonly notionalFloor: number;
  readonly rate: number;
  readonly deduction: number;
}

/** Every rule of one venue that the kernel executes. */
export interface VenueSpec {
  readonly id: string;
  /** Liquidatable when margin equity is below, or at or below, the maintenance requirement. */
  readonly trigger: 'below' | 'at-or-below';
  readonly liquidation: LiquidationRule;
  /** The loss waterfall in order. */
  readonly losses: readonly LossStage[];
  /** 1 - haircut per asset index; applies to positive balances of assets other than the margin asset. */
  readonly collateralWeights: readonly number[];
  /** Asset indexes in the order in which collateral is sold. */
  readonly collateralSaleOrder: readonly number[];
  readonly oracle: OracleRule | null;
  readonly breakers: readonly BreakerRule[];
  readonly funding: FundingRule | null;
}

/** What a liquidation policy is asked about one position. Reused between calls: do not keep it. */
export interface LiquidationRequest {
  /** Absolute lots of the position. */
  lots: number;
  /** Signed lot value of the position's side at mark: what one lot is worth, cash units. */
  lotValue: number;
  /** +1 long, -1 short. */
  side: number;
  /** Margin equity of the account in cash units of its margin asset. */
  marginEquity: number;
  /** Maintenance requirement of the account, same unit. */
  requirement: number;
  timeMs: number;
  /** Margin equity and requirement if this fraction of every position were closed at market now. */
  marginEquityAfter: (fraction: number) => number;
  requirementAfter: (fraction: number) => number;
}

/** How positions are closed. Returns decisions; the kernel executes them. */
export interface LiquidationRule {
  /**
   * Fraction of every position to close, in (0, 1]. The kernel rounds up to whole lots, at least one.
   * 1 closes the account.
   */
  fractionToClose(request: LiquidationRequest): number;
  /** Least time between two actions on one account; 0 allows one in every round. */
  readonly intervalMs: number;
  /** Always 1: the kernel then skips the question. */
  readonly alwaysFull: boolean;
  /** Fee on the notional closed at market, never more than the equity left. */
  readonly feeRate: number;
}

export type LossStage = InsuranceFundStage | DeleveragingStage | SocializationStage;

export interface InsuranceFundStage {
  readonly stage: 'insurance-fund';
  /** Opening balance per asset index in cash units. */
  readonly openingUnits: readonly number[];
  /** Share of liquidation fees that goes to the fund; the rest goes to the fee account. */
  readonly feeShare: number;
  /** Takes what is left in an account that was closed completely above bankruptcy. */
  readonly takesSurplus: boolean;
  /** Most that one liquidation may draw, cash units; Infinity for no cap. */
  readonly drawCapUnits: number;
}

export interface DeleveragingStage {
  readonly stage: 'adl';
  /**
   * Rank score of a winner, larger is deleveraged first; only positions in profit are ranked. All in cash units of the settlement
   * asset: signed value of the position at mark, its cost basis with the same sign, sum of |position value| of the account, and
   * the account's equity without haircuts (positive). Plain numbers, because thousands are ranked at once.
   */
  score(positionValue: number, positionCost: number, accountNotional: number, accountEquity: number): number;
  readonly price: 'bankruptcy' | 'mark';
  /**
   * The score of a position in profit depends on ratios of the four amounts only, and never falls when the cost falls (but stays on its
   * side of zero) or the account's equity falls (but stays positive): accounts that can be seen not to be the best are not scored then.
   */
  readonly monotone?: boolean;
}

export interface SocializationStage {
  readonly stage: 'socialized';
  /** Largest share of the winners' profit that may be taken, 0..1. */
  readonly maxHaircut: number;
}

/** Price sources to one published price per market. Pure and stateful; one instance per venue and market. */
export interface OracleRule {
  create(): OracleFeed;
}

export interface OracleFeed {
  /**
   * A new feed price at this instant. Returns the time at which a publication becomes visible, or -1
   * when nothing is published. The value is what `pendingPrice` holds after the call.
   */
  observe(timeMs: number, feedPrice: number): number;
  readonly pendingPrice: number;
  /** Time of the next heartbeat or source change after this one; Infinity when there is none. */
  nextWakeMs(timeMs: number): number;
}

/** Halts and bands. One instance per instrument. */
export interface BreakerRule {
  create(): Breaker;
}

export interface Breaker {
  /** A new mark price. Returns the time until which the instrument is halted, or 0. */
  observe(timeMs: number, markPrice: number): number;
  /** Lowest and highest price at which liquidations may fill now. */
  readonly fillLow: number;
  readonly fillHigh: number;
}

export interface FundingRule {
  readonly intervalMs: number;
  /** Rate of the interval as a fraction of notional, positive when longs pay, from book and index price. */
  rate(bookPrice: number, indexPrice: number): number;
}

/** Market impact as a function of the decayed signed cumulative volume in lots: splitting changes nothing. */
export interface LiquidityModel {
  readonly name: string;
  /** Displacement is a log-price or an absolute price. */
  readonly unit: 'log' | 'price';
  /** Share of the displacement that the other feeds, which the oracle reads, follow. */
  readonly passThrough: number;
  /** Half-life of the cumulative volume; Infinity for permanent impact. */
  readonly halfLifeMs: number;
  readonly delay: 'same-instant' | 'next-tick';
  /** True when nothing ever moves: the kernel then skips the book. */
  readonly frictionless: boolean;
  /** Displacement at cumulative volume (lots, negative after sales). `scale` >= 1 grows as depth shrinks. */
  displacement(volumeLots: number, scale: number): number;
  /** Average price of trading from one cumulative volume to another when the undisturbed price is given. */
  averagePrice(price: number, volumeBefore: number, volumeAfter: number, scale: number): number;
}

/** Accounts as structure of arrays. Index = stable account id; ids and owners are names for people. */
export interface Book {
  readonly count: number;
  accountId(account: number): string;
  ownerId(owner: number): string;
  readonly owner: Int32Array;
  readonly venue: Uint8Array;
  /** Margin and settlement asset of the account: all its positions settle in it. */
  readonly marginAsset: Uint8Array;
  /** Cash in the margin asset before the positions below were opened at their entry price. */
  readonly cash: Float64Array;
  /** Positions of account a: [positionStart[a], positionStart[a + 1]), ascending instrument, at most one each. */
  readonly positionStart: Int32Array;
  readonly positionInstrument: Uint16Array;
  /** Signed lots, never 0. */
  readonly positionLots: Float64Array;
  readonly positionEntryPrice: Float64Array;
  /** Other assets of account a: [balanceStart[a], balanceStart[a + 1]), ascending asset, positive amounts. */
  readonly balanceStart: Int32Array;
  readonly balanceAsset: Uint8Array;
  readonly balanceUnits: Float64Array;
}

export interface WorldSpec {
  readonly assets: readonly AssetSpec[];
  readonly markets: readonly MarketSpec[];
  readonly instruments: readonly InstrumentSpec[];
  readonly venues: readonly VenueSpec[];
  readonly book: Book;
  /** Reported mark; funding is due at multiples of the interval since the Unix epoch. */
  readonly limits: { readonly roundsPerInstant: number };
}

/** One realisation of the exogenous prices, shared by all parameter sets. Ticks ascend strictly. */
export interface PricePath {
  readonly timesMs: Float64Array;
  /** prices[series][tick]. Linear contracts accept zero and negative prices, inverse ones do not. */
  readonly prices: readonly Float64Array[];
  /** Depth scale >= 1 per market and tick, or null when volatility does not act on depth. */
  readonly depthScale: readonly (Float64Array | null)[];
}
