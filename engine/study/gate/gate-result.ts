/** What a gate found: the one thing that every format of a gate writes. All values survive JSON; names are text of strangers. */
import type { Interval, ParameterValue } from '../run-folder-types.ts';

export const gateSchemaVersion = 1;

/** `waived`: would have failed or stayed open, and a waiver that is still valid says so. */
export type GateVerdict = 'pass' | 'fail' | 'inconclusive' | 'waived';

/** Why a verdict was given, for machines. */
export type GateReason =
  | 'within-limit'
  | 'beyond-limit'
  /** The interval straddles the limit and the budget of paths is used up. */
  | 'interval-straddles-limit'
  /** The metric exists on no path and its event never happened: passes. */
  | 'never-happened'
  | 'missing-metric'
  | 'no-paths'
  /** A check, a matrix entry or a waiver that no scenario used. */
  | 'unused'
  | 'invariant-holds'
  | 'invariant-violated'
  | 'waiver-expired';

/** A path that stands behind a figure, and the command that shows it. */
export interface GatePath {
  readonly path: number;
  readonly value: number;
  readonly command: string;
}

/** Where something stands in a file of the user. Line and column count from 1. */
export interface GatePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A rule that differs between baseline and candidate; null where a side does not have it. */
export interface ChangedParameter {
  readonly key: string;
  readonly baseline: ParameterValue;
  readonly candidate: ParameterValue;
  readonly unit: string;
  /** In the candidate's file; null where the key is not written there. */
  readonly place: GatePlace | null;
}

/** One check on one scenario. */
export interface GateCheckResult {
  readonly check: string;
  readonly scenario: string;
  /** A metric name, or the name of an invariant. */
  readonly metric: string;
  readonly definition: string;
  /** `mean`, `rate`, `p(99.5)`, `es(97.5)`, `max`; `invariant` for those. */
  readonly statistic: string;
  /** What is judged: the candidate alone, candidate - baseline, or candidate / baseline. */
  readonly compare: 'candidate' | 'difference' | 'ratio';
  readonly level: 'error' | 'warn';
  readonly verdict: GateVerdict;
  readonly reason: GateReason;
  /** One sentence that says it all, without formatting. */
  readonly sentence: string;
  /** As written in the gate file, and the number behind it; null for invariants. */
  readonly limit: string;
  readonly limitValue: number | null;
  readonly unit: string;
  readonly n: number;
  /** Of what is judged. */
  readonly point: number | null;
  readonly interval: Interval | null;
  readonly confidence: number;
  /** The statistic of each side; null without a baseline. */
  readonly baseline: number | null;
  readonly candidate: number | null;
  /** Distance from the unfavourable end of the interval to the limit, positive inside; null without an interval. */
  readonly margin: number | null;
  /** At most three, the worst first. */
  readonly worstPaths: readonly GatePath[];
  /** The limit in the gate file. */
  readonly place: GatePlace;
  /** The changed parameter that a finding is pinned to: the one that moved most; null without one. */
  readonly parameter: ChangedParameter | null;
  readonly waiver: GateWaiver | null;
}

export interface GateWaiver {
  readonly check: string;
  readonly scenario: string | null;
  readonly reason: string;
  readonly approvedBy: string;
  /** Last day on which it holds, YYYY-MM-DD (UTC). */
  readonly expires: string;
  readonly expired: boolean;
  readonly used: boolean;
}

export interface GateScenario {
  readonly name: string;
  readonly title: string;
  /** Paths that were run under both sets, after extensions. */
  readonly paths: number;
  /** Looks at the data: 1 + extensions. */
  readonly looks: number;
  readonly seed: number;
  readonly digest: string;
  /** Runs candidate and baseline on these paths again. */
  readonly command: string;
}

export interface GateSide {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly sha256: string;
  /** `file`, or `git:<ref>` with the commit that it resolved to. */
  readonly from: string;
}

export interface GateResult {
  readonly schemaVersion: number;
  readonly engineVersion: string;
  readonly name: string;
  readonly file: string;
  readonly verdict: GateVerdict;
  /** Of the process, before --no-fail. */
  readonly exitCode: number;
  /** One line: `1 of 5 checks failed: socialised loss p(99.5) ...`. */
  readonly headline: string;
  readonly candidate: GateSide;
  /** null when every check judges the candidate alone. */
  readonly baseline: GateSide | null;
  readonly confidence: number;
  readonly changedParameters: readonly ChangedParameter[];
  readonly scenarios: readonly GateScenario[];
  /** Failed first, then inconclusive, warnings, waived and passed; within these in the order of the file. */
  readonly checks: readonly GateCheckResult[];
  readonly waivers: readonly GateWaiver[];
  /** The command that makes the gate again. */
  readonly command: string;
}
