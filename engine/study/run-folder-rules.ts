/** What evidence.json says of rules: bounds, versions, oracles and circuit breakers. A part of run-folder-types.ts. */

/** One rule of a venue and the policy behind it. */
export interface PolicyVersion {
  /** E.g. `margin` or `losses.insurance-fund`. */
  readonly role: string;
  readonly name: string;
  readonly version: number;
}

/** Ends of a range of numbers; null where there is no end. An open end does not belong to the range. */
export interface ParameterBounds {
  readonly low: number | null;
  readonly high: number | null;
  readonly lowIsOpen: boolean;
  readonly highIsOpen: boolean;
}

/** How marks followed the market on the shown path, and what breakers did there. */
export interface OracleAndBreakers {
  readonly oracles: readonly OracleTrack[];
  readonly halts: readonly HaltRecord[];
  /** Fills that a price band made smaller: how many, and the notional that had to wait, counted each time. */
  readonly heldBack: { readonly fills: number; readonly notionalUsd: number };
  /** The shown path and the same without breakers; null where the set has none. */
  readonly withoutBreakers: BreakerComparison | null;
}

/** Mark of one instrument against the feed that its oracle reads; arrays of one length, at most 300 points. */
export interface OracleTrack {
  readonly instrument: string;
  /** Price updates that became the mark; null when the mark follows the market without an oracle. */
  readonly publications: number | null;
  /** Longest time between two of them, from the start to the end of the path; null without an oracle. */
  readonly longestSilenceMs: number | null;
  readonly timeMs: readonly number[];
  /** Mark over market price - 1. */
  readonly deviation: readonly number[];
  /** The furthest from 0, with its sign, and when; 0 and the start when the mark never left the market. */
  readonly worstDeviation: number;
  readonly worstTimeMs: number;
}

/** One halt of an instrument. */
export interface HaltRecord {
  readonly instrument: string;
  readonly timeMs: number;
  readonly untilMs: number;
  /** Key of the rule as in `parameters`, e.g. `breakers.halt`. */
  readonly rule: string;
}

/** The shown path with its breakers and again without them. */
export interface BreakerComparison {
  readonly with: BreakerOutcome;
  /** Null where liquidations went on causing each other beyond the limit of rounds. */
  readonly without: BreakerOutcome | null;
}

/** What the path came to. */
export interface BreakerOutcome {
  readonly liquidations: number;
  readonly liquidatedNotionalUsd: number;
  readonly insolventAccounts: number;
  readonly shortfallUsd: number;
}
