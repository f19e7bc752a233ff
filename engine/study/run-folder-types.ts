/**
 * The files of a run folder as types; docs/run-folder.md is the contract in words. The writer of a run and every report
 * share these declarations, so that neither can drift from the other. All values survive JSON: no NaN, no Infinity.
 */
import type { Comparison } from './comparison-types.ts';
import type { LedgerEvidence } from './ledger-evidence-types.ts';
import type { AdlFairness, CohortTable, FundExhaustion, MarginBacktest, Procyclicality } from './risk-evidence-types.ts';
import type { OracleAndBreakers, ParameterBounds, PolicyVersion } from './run-folder-rules.ts';

/** Version of manifest.json, summary.json and evidence.json that this code writes and reads. */
export const runFolderSchemaVersion = 1;

/** A value of a policy parameter as it stands in the file. */
export type ParameterValue = string | number | boolean | null;

/** Parameters as the file nests them. */
export interface ParameterTree {
  readonly [key: string]: ParameterValue | readonly (ParameterValue | ParameterTree)[] | ParameterTree;
}

export interface Manifest {
  readonly schemaVersion: number;
  readonly engineVersion: string;
  readonly nodeVersion: string;
  readonly scenario: ManifestScenario;
  readonly parameterSets: readonly ManifestParameterSet[];
  readonly data: readonly ManifestData[];
  readonly seed: string | number;
  readonly paths: number;
  /** `none`, `full` or `counterfactual`. */
  readonly feedback: string;
  /** The command line that makes this folder again. */
  readonly command: string;
  readonly digest: string;
  /** Size and hash of every other file of the folder, by name. */
  readonly files: Readonly<Record<string, ManifestFile>>;
  /** SHA-256 of this file without this field, as `simulate` writes it. Absent in folders of version 0.1. */
  readonly manifestSha256?: string | undefined;
}

export interface ManifestScenario {
  readonly name: string;
  readonly title: string;
  readonly file: string;
  readonly sha256: string;
}

export interface ManifestParameterSet {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly sha256: string;
  readonly parameters: ParameterTree;
}

export interface ManifestData {
  readonly name: string;
  readonly sha256: string;
  readonly rows: number;
  readonly source: string;
  /** Open times of the first and the last row, ISO 8601 in UTC. Absent in folders of earlier versions, like all fields below. */
  readonly firstTime?: string;
  readonly lastTime?: string;
  /** Bars that are missing between the first and the last, and the longest stretch without one. */
  readonly missingRows?: number;
  readonly longestGapMs?: number;
  /** What the import accepted but a reader should know, a sentence each: order reversed, jumps, flat bars. */
  readonly notices?: readonly string[];
}

export interface ManifestFile {
  readonly sha256: string;
  readonly bytes: number;
}

/** summary.json, the public contract. */
export interface Summary {
  readonly schemaVersion: number;
  readonly scenario: string;
  readonly seed: string | number;
  readonly paths: number;
  readonly digest: string;
  readonly parameterSets: readonly SummaryParameterSet[];
  /** One per candidate of `simulate compare`; empty for other runs. */
  readonly comparisons: readonly Comparison[];
}

export interface SummaryParameterSet {
  readonly id: string;
  readonly metrics: Readonly<Record<string, MetricSummary>>;
}

/** Direction in which a metric is good. */
export type MetricDirection = 'lower-is-better' | 'higher-is-better' | 'neutral';

/** One metric over the paths of one parameter set. */
export interface MetricSummary {
  /** Mean over the paths where the metric exists; null when it exists on none. */
  readonly value: number | null;
  readonly unit: string;
  /** Paths where the metric exists. */
  readonly n: number;
  /** 95 % interval of the mean, or null when n is too small for one. */
  readonly interval: Interval | null;
  readonly statistics: MetricStatistics;
  /** What the number means, printed beside it. */
  readonly definition: string;
  readonly direction: MetricDirection;
}

export type Interval = readonly [low: number, high: number];

/** Order statistics over paths; null where n allows none. */
export interface MetricStatistics {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly p995: number | null;
  /** Mean of the worst 2.5 % and of the worst 1 %. */
  readonly es975: number | null;
  readonly es99: number | null;
  readonly max: number | null;
  /** Share of paths where the metric is above zero, 0..1. */
  readonly rate: number | null;
}

/** evidence.json: series and tables behind the charts. */
export interface Evidence {
  readonly schemaVersion: number;
  readonly scenario: EvidenceScenario;
  readonly sets: readonly EvidenceSet[];
}

export interface EvidenceScenario {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** Milliseconds since the Unix epoch. */
  readonly startMs: number;
  readonly endMs: number;
  readonly assumptions: readonly string[];
  readonly limits: readonly string[];
  readonly sources: readonly SourceReference[];
}

export interface SourceReference {
  readonly text: string;
  readonly url?: string;
}

export interface EvidenceSet {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly parameters: readonly ParameterRow[];
  readonly verdict: Verdict;
  readonly shownPath: ShownPath;
  readonly prices: readonly PriceSeries[];
  readonly liquidations: readonly LiquidationBins[];
  /** null when the parameter set has no insurance fund. */
  readonly fund: FundSeries | null;
  readonly waterfall: WaterfallMeans;
  readonly generations: readonly GenerationRow[];
  readonly triggers: readonly TriggerBins[];
  readonly criticality: readonly CriticalityProfile[];
  readonly largestAccounts: readonly LargestAccountRow[];
  /** Means over paths with the three largest accounts removed; empty when it was not computed. */
  readonly withoutThreeLargest: Readonly<Record<string, ReducedMetric>>;
  readonly endogenousShare: readonly EndogenousShare[];
  /** The following are absent in folders of version 0.1. */
  readonly ledger?: LedgerEvidence | undefined;
  readonly cohorts?: readonly CohortTable[];
  readonly marginBacktest?: MarginBacktest;
  readonly procyclicality?: Procyclicality;
  /** null when the parameter set has no insurance fund with something in it. */
  readonly fundExhaustedByTime?: FundExhaustion | null;
  /** null when nobody was auto-deleveraged on the shown path. */
  readonly adlFairness?: AdlFairness | null;
  /** Which policies executed the rules, in the order of `parameters`. */
  readonly policies?: readonly PolicyVersion[];
  /** Of the shown path. */
  readonly oracleAndBreakers?: OracleAndBreakers;
}

/** One row of the flat parameter list, e.g. key `margin.maintenance`. */
export interface ParameterRow {
  readonly key: string;
  readonly value: ParameterValue;
  readonly unit: string;
  readonly source: string;
  /** What the policy's schema allows; absent where it sets no bounds and in folders of earlier versions. */
  readonly bounds?: ParameterBounds;
}

export type VerdictLevel = 'safe' | 'strained' | 'failed';

export interface Verdict {
  readonly level: VerdictLevel;
  readonly sentence: string;
  readonly reasons: readonly string[];
}

/** The path that the time charts show. */
export interface ShownPath {
  readonly index: number;
  readonly reason: string;
}

/** Mark and exogenous price of one instrument on the shown path; arrays of one length, at most 4,500 points. */
export interface PriceSeries {
  readonly instrument: string;
  readonly timeMs: readonly number[];
  readonly markUsd: readonly number[];
  readonly exogenousUsd: readonly number[];
}

/** Notional liquidated per time bin on the shown path; `timeMs` holds the bins' starts, equally spaced. */
export interface LiquidationBins {
  readonly instrument: string;
  readonly timeMs: readonly number[];
  readonly longUsd: readonly number[];
  readonly shortUsd: readonly number[];
}

/** Level of the insurance fund: percentiles over paths and the shown path. Arrays of one length. */
export interface FundSeries {
  readonly asset: string;
  /** Paths behind the percentiles: the first 1,000 at most. Absent in folders of version 0.1. */
  readonly paths?: number;
  readonly timeMs: readonly number[];
  readonly p05Usd: readonly number[];
  /** Quarter of the paths below, and above. Absent in folders of version 0.1. */
  readonly p25Usd?: readonly number[];
  readonly p75Usd?: readonly number[];
  readonly p50Usd: readonly number[];
  readonly p95Usd: readonly number[];
  readonly shownUsd: readonly number[];
}

/** Means over paths, USD. shortfall = fund + backstop + ADL + socialized + unfunded. */
export interface WaterfallMeans {
  readonly shortfall_usd: number;
  readonly fund_usd: number;
  readonly backstop_usd: number;
  readonly adl_usd: number;
  readonly socialized_usd: number;
  readonly unfunded_usd: number;
}

/** Mean per path; generation 0 holds the roots. */
export interface GenerationRow {
  readonly generation: number;
  readonly liquidations: number;
  readonly notionalUsd: number;
}

/** Notional by the price at which it becomes liquidatable, at the start; `priceUsd` holds ascending bin centres. */
export interface TriggerBins {
  readonly instrument: string;
  readonly startPriceUsd: number;
  readonly priceUsd: readonly number[];
  readonly longUsd: readonly number[];
  readonly shortUsd: readonly number[];
}

/** n(p) = impact per USD x liquidatable notional per log-price, at the start and at its worst moment. */
export interface CriticalityProfile {
  readonly instrument: string;
  readonly priceUsd: readonly number[];
  readonly atStart: readonly number[];
  readonly atWorst: readonly number[] | null;
  readonly worstTimeMs: number | null;
}

export interface LargestAccountRow {
  readonly account: string;
  readonly owner: string;
  readonly instrument: string;
  /** `long` or `short`. */
  readonly side: string;
  readonly leverage: number | null;
  readonly notionalUsd: number;
  readonly equityUsd: number;
  readonly shortfallUsd: number;
  readonly outcome: string;
}

export interface ReducedMetric {
  readonly value: number | null;
  readonly unit: string;
  readonly interval: Interval | null;
}

/** Share of the price drop that the venue's own liquidations made. */
export interface EndogenousShare {
  readonly instrument: string;
  readonly value: number | null;
  /** Text shown beside the value; null when there is nothing to warn of. */
  readonly warning: string | null;
}

/** The JSON files of one run folder. */
export interface RunDocuments {
  readonly manifest: Manifest;
  readonly summary: Summary;
  readonly evidence: Evidence;
}

/** What a report is made of: everything in one run folder. Tables are read when somebody asks for them. */
export interface RunFolder extends RunDocuments {
  readonly outcomes: RunOutcomes;
  readonly events: RunEvents;
}

/** outcomes.arrow, one column at a time. */
export interface RunOutcomes {
  readonly paths: number;
  /** Number of the path that the first value of every column belongs to. */
  readonly firstPath: number;
  /** One value per path in path order, NaN where the metric does not exist there; null for an unknown set or metric. */
  column(setId: string, metricName: string): Float64Array | null;
}

/** Columns of events.arrow, one value per row. */
export type RunEvents = Readonly<Record<string, readonly (string | number | null)[]>>;
