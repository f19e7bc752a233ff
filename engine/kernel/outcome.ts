/** What one path ended in, and what the kernel tells while it runs. */

/** Money of one venue in one asset, exact cash units. shortfall = fund + adl + socialized + unfunded, to the unit. */
export interface WaterfallTotals {
  shortfall: number;
  fund: number;
  adl: number;
  socialized: number;
  unfunded: number;
}

export interface PathOutcome {
  /** Waterfall in exact cash units: waterfall[venue][asset]. */
  readonly waterfall: readonly (readonly WaterfallTotals[])[];
  /** The same money in USD, valued at the index of the moment it moved. One entry per venue. */
  readonly usd: readonly UsdTotals[];
  readonly liquidations: number;
  readonly roots: number;
  /** Liquidations and their notional by cascade generation (0 = roots). */
  readonly generationCount: readonly number[];
  readonly generationNotionalUsd: readonly number[];
  /** Notional of the largest tree of parents and children, USD. */
  readonly largestCascadeUsd: number;
  readonly liquidatedAccounts: number;
  readonly liquidatedOwners: number;
  readonly insolventAccounts: number;
  /** Shortfall of the owner with the largest one, and of the two with the largest, over all their accounts and venues. */
  readonly largestOwnerShortfallUsd: number;
  readonly twoLargestOwnersShortfallUsd: number;
  readonly deleveragedAccounts: number;
  readonly needlessLiquidations: number;
  readonly peakLiquidationUsdPerMinute: number;
  /** Time of the first liquidation and the first auto-deleveraging, ms since the Unix epoch; NaN when there was none. */
  readonly firstLiquidationMs: number;
  readonly firstDeleveragingMs: number;
  /** Per market: first and lowest mark, and the same of the exogenous price. */
  readonly markStart: Float64Array;
  readonly markLow: Float64Array;
  readonly exogenousStart: Float64Array;
  readonly exogenousLow: Float64Array;
  /** Insurance fund per venue in USD at the start and at its lowest. */
  readonly fundOpeningUsd: Float64Array;
  readonly fundLowUsd: Float64Array;
  readonly fundClosingUsd: Float64Array;
  /** Fund of every venue in USD after each instant in which money moved; values of venue v at [index * venues + v]. */
  readonly fundChanges: { readonly timesMs: readonly number[]; readonly usd: readonly number[] };
  /** Left by a run with `recordBaseline`. */
  readonly baseline: BaselineTrace | null;
  /** Of every balance, position and event of the path. */
  readonly digest: string;
}

export interface UsdTotals {
  shortfall: number;
  fund: number;
  fundIncome: number;
  adl: number;
  adlNotional: number;
  socialized: number;
  unfunded: number;
  liquidatedNotional: number;
  liquidationFees: number;
}

/** One action on one position. `seq` numbers actions on a path from 0; `parent` is a seq or -1. */
export interface LiquidationRecord {
  readonly seq: number;
  readonly timeMs: number;
  readonly round: number;
  readonly account: number;
  readonly instrument: number;
  readonly side: number;
  /** Lots closed at market and by auto-deleveraging. */
  readonly marketLots: number;
  readonly deleveragedLots: number;
  readonly averagePrice: number;
  readonly markPrice: number;
  readonly notionalUsd: number;
  /** Cash units of the account's margin asset. */
  readonly fee: number;
  readonly absorbed: number;
  readonly parent: number;
  readonly generation: number;
}

/** The end of an account: what was missing and who paid at once. Cash units of the margin asset. */
export interface SettlementRecord {
  readonly timeMs: number;
  readonly account: number;
  readonly shortfall: number;
  readonly fund: number;
  readonly lentByPool: number;
  readonly unfunded: number;
  readonly surplus: number;
}

export interface DeleveragingRecord {
  readonly timeMs: number;
  readonly instrument: number;
  readonly loser: number;
  readonly winner: number;
  readonly lots: number;
  readonly leg: number;
}

export interface SocializationRecord {
  readonly timeMs: number;
  readonly venue: number;
  readonly asset: number;
  readonly taken: number;
  readonly unfunded: number;
  readonly winners: number;
}

/** One halt of one instrument. */
export interface HaltedRecord {
  readonly timeMs: number;
  readonly instrument: number;
  readonly untilMs: number;
  /** Index among the breakers of the instrument's venue. */
  readonly breaker: number;
}

/** A fill that breakers made smaller. Lots are counts, not signed. */
export interface HeldBackRecord {
  readonly timeMs: number;
  readonly instrument: number;
  readonly asked: number;
  readonly filled: number;
}

/** Optional listener. Records are fresh objects; a run without a journal creates none. */
export interface Journal {
  liquidation?(record: LiquidationRecord): void;
  settlement?(record: SettlementRecord): void;
  /** Winners of an instrument and side (+1 long) are about to be ranked; the world stands as it is then. */
  ranking?(timeMs: number, instrument: number, side: number): void;
  deleveraging?(record: DeleveragingRecord): void;
  socialization?(record: SocializationRecord): void;
  funding?(timeMs: number, instrument: number, unitsPerLot: number): void;
  collateralSale?(timeMs: number, account: number, asset: number, amountUnits: number, proceeds: number): void;
  /** A price of an oracle became the mark of a market. */
  publication?(timeMs: number, market: number, price: number): void;
  /** A breaker halted an instrument; `breaker` counts the breakers of its venue. */
  halt?(record: HaltedRecord): void;
  /** Breakers let only `filled` lots of a close of `asked` lots reach the book; the rest waits. */
  heldBack?(record: HeldBackRecord): void;
  /** After every instant when present: marks, exogenous prices and feeds per market, fund balance per venue in USD. */
  instant?(timeMs: number, marks: Float64Array, exogenous: Float64Array, fundUsd: Float64Array, feeds: Float64Array): void;
}

/** What a baseline run leaves for counterfactual runs: per market one record for every instant in which it traded. */
export interface BaselineTrace {
  readonly markets: readonly {
    readonly timesMs: readonly number[];
    /** Lots sold and bought in the instant (both >= 0), and the cumulative signed volume after it. */
    readonly sold: readonly number[];
    readonly bought: readonly number[];
    readonly volumeAfter: readonly number[];
  }[];
}

export interface RunOptions {
  /** none: price taker. full: price = exogenous displaced by our flow. counterfactual: needs `baseline`. */
  readonly feedback: 'none' | 'full' | 'counterfactual';
  /** What history is taken to contain: the trace of another run, or what this run itself does. */
  readonly baseline?: BaselineTrace | 'itself';
  /** Keep the trace that a later counterfactual run needs. */
  readonly recordBaseline?: boolean;
  readonly journal?: Journal;
  /** Accounts that do not open their positions on this path, by the numbers that they have in this world (`Simulation.accountsOf`). */
  readonly without?: Int32Array;
}
