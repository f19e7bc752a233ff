/** Evidence of who fails, whether margins hold, and who pays: parts of evidence.json (docs/run-folder.md), all optional there. */

/** All accounts, divided up by what they were at the start; cohorts without an account on any path are left out. */
export interface CohortTable {
  readonly dimension: 'size' | 'leverage' | 'collateral' | 'side';
  readonly rows: readonly CohortRow[];
}

/** Means over paths. Rows of a dimension add up to the metrics of all accounts. */
export interface CohortRow {
  readonly cohort: string;
  /** Smallest notional in USD or leverage; null where cohorts are kinds. */
  readonly from: number | null;
  readonly accounts: number;
  readonly liquidated: number;
  readonly insolvent: number;
  readonly deleveraged: number;
  readonly shortfallUsd: number;
  readonly socializedUsd: number;
}

/** Margin rates against the moves of exogenous prices over the time that a close-out takes; windows do not overlap. */
export interface MarginBacktest {
  readonly periodMs: number;
  /** Share of windows that the rates are tested to cover. */
  readonly targetCoverage: number;
  /** Paths whose prices were tested: one where all paths replay the same history. */
  readonly paths: number;
  readonly tests: readonly MarginTestRow[];
}

/** One rate of one instrument, for one side. */
export interface MarginTestRow {
  readonly instrument: string;
  readonly side: 'long' | 'short';
  readonly margin: 'initial' | 'maintenance';
  /** Share of notional in the bracket of the highest leverage. */
  readonly rate: number;
  readonly windows: number;
  /** Windows whose adverse move was larger than the rate. */
  readonly breaches: number;
  /** From one window to the next on the same path. */
  readonly transitions: Transitions;
  /** Share of windows without a breach; null without windows, as are all tests. */
  readonly coverage: number | null;
  /** By how much a breach was uncovered, share of notional: mean over breaches, and the largest. */
  readonly uncoveredMean: number | null;
  readonly uncoveredPeak: number | null;
  /** Kupiec: as many breaches as promised? */
  readonly kupiec: LikelihoodRatio | null;
  /** Christoffersen: does a breach follow a breach more often? Null without a transition. And both together. */
  readonly independence: LikelihoodRatio | null;
  readonly conditionalCoverage: LikelihoodRatio | null;
}

export interface Transitions {
  readonly quietQuiet: number;
  readonly quietBreach: number;
  readonly breachQuiet: number;
  readonly breachBreach: number;
}

export interface LikelihoodRatio {
  readonly likelihoodRatio: number;
  readonly pValue: number;
}

/** How the initial margin rate of small positions moved on the shown path. */
export interface Procyclicality {
  /** True where no rule lets rates change with prices or volatility: what follows is so by rule. */
  readonly isConstantByRule: boolean;
  readonly instruments: readonly {
    readonly instrument: string;
    readonly initialRate: number;
    /** Highest over lowest rate, and the largest rise within a day and within five, relative. */
    readonly peakToTrough: number;
    readonly largestRise1d: number;
    readonly largestRise5d: number;
  }[];
}

/** Share of paths on which a fund had been empty by a time, with its 95 % interval (Wilson). Arrays of one length. */
export interface FundExhaustion {
  readonly paths: number;
  readonly timeMs: readonly number[];
  readonly share: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Who paid by auto-deleveraging on the shown path. Winners: positions in profit opposite to a loser when winners were ranked. */
export interface AdlFairness {
  readonly winners: number;
  readonly payers: number;
  readonly paidUsd: number;
  /** Unrealised profit of all winners, each when it was first ranked, and the share of it that was paid. */
  readonly winnersProfitUsd: number;
  readonly shareOfProfit: number | null;
  /** Of what each winner paid, those who paid nothing included; null when nothing was paid. */
  readonly gini: number | null;
  /** Rankings that were compared with one made anew, and those in which somebody was passed over. */
  readonly rankings: number;
  readonly rankingsChecked: number;
  readonly rankingsBroken: number;
  /** Who paid most, at most ten. */
  readonly largestPayers: readonly AdlPayer[];
}

export interface AdlPayer {
  readonly account: string;
  readonly owner: string;
  readonly paidUsd: number;
  /** Of its unrealised profit when it was first ranked. */
  readonly shareOfProfit: number | null;
}
