/**
 * What a study is made of, after files have been read and checked: plain data. Scenario and parameter documents as the loader returns
 * them fit these shapes; researchers who script the library can also write them by hand.
 */
import type { Candles } from '../market/candles.ts';
import type { PolicyKind } from '../policies/contract.ts';
import type { DescriptionWorld } from '../population/explicit.ts';
import type { SyntheticPins } from '../population/pins.ts';
import type { Book, ContractKind } from '../kernel/world-spec.ts';

export type Feedback = 'none' | 'full' | 'counterfactual';

/** A chosen policy and its checked parameters. */
export interface PolicyChoice {
  readonly kind: PolicyKind;
  readonly policy: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface InstrumentInput {
  readonly id: string;
  readonly underlying: string;
  readonly contract: ContractKind;
  readonly settle: string;
  /** Quantity of one lot (coins; USD for inverse); null has one chosen. */
  readonly lot: number | null;
  readonly multiplier: number;
}

export interface PositionInput {
  readonly size: number;
  readonly entry: number | null;
}

export interface AccountInput {
  readonly id: string;
  readonly owner: string;
  readonly venue: string | null;
  readonly margin: 'cross' | 'isolated';
  readonly cash: number;
  readonly balances: Readonly<Record<string, number>>;
  readonly positions: Readonly<Record<string, PositionInput>>;
}

export interface SourceInput {
  readonly text: string;
  readonly url?: string;
}

export interface ScenarioInput {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly sources: readonly SourceInput[];
  readonly assumptions: readonly string[];
  readonly limits: readonly string[];
  readonly seed: number;
  readonly feedback: Feedback;
  readonly underlyings: Readonly<Record<string, { readonly liquidity: PolicyChoice | null }>>;
  readonly volatility: { readonly referenceDaily: Readonly<Record<string, number>>; readonly halfLifeMs: number } | null;
  readonly rebuild: RebuildInput;
  /** Steps of price models; null where no underlying has one. */
  readonly grid: GridInput | null;
  /** Between the shocks of price models; null: independent. */
  readonly dependence: DependenceInput | null;
  readonly instruments: readonly InstrumentInput[] | null;
  readonly assets: Readonly<Record<string, { readonly underlying: string; readonly liquidity: PolicyChoice | null }>>;
  readonly population: Partial<SyntheticPins> | null;
  readonly accounts: readonly AccountInput[];
}

export interface RebuildInput {
  readonly candidates: number;
  readonly correlation: number;
  readonly firstExtreme: 'random' | 'high-first' | 'low-first';
}

export interface GridInput {
  readonly stepMs: number;
  /** joint: both extremes of every step are drawn; none: prices at the ends of steps only. */
  readonly extremes: 'joint' | 'none';
  /** Parts of a step that are bridged for all underlyings together, so that portfolios see joint moves inside it; 1 for none. */
  readonly substeps: number;
}

export interface DependenceInput {
  readonly copula: 'gaussian' | 't';
  /** Of the t copula. */
  readonly degrees: number;
  /** Of every pair, or per pair "A/B" with 0 for those not named. */
  readonly correlation: number | Readonly<Record<string, number>>;
  /** Share of the way to 1 that every correlation is moved, [0, 1]. */
  readonly crashCorrelation: number;
}

export interface ParameterInput {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly margin: PolicyChoice;
  readonly collateral: PolicyChoice;
  readonly liquidation: PolicyChoice;
  readonly losses: readonly PolicyChoice[];
  readonly oracle: PolicyChoice | null;
  readonly breakers: readonly PolicyChoice[];
  readonly funding: PolicyChoice | null;
  readonly instruments: readonly InstrumentInput[] | null;
  readonly population: Partial<SyntheticPins> | null;
  readonly sources: readonly { readonly key: string; readonly text: string; readonly url?: string }[];
}

/** Prices of one underlying: ticks as they are, bars whose inside is rebuilt on every path, or a model that draws them. */
export type SeriesInput =
  | { readonly kind: 'ticks'; readonly timesMs: Float64Array; readonly prices: Float64Array }
  | { readonly kind: 'bars'; readonly candles: Candles }
  | ModelSeries;

export interface ModelSeries {
  readonly kind: 'model';
  /** null: the last close of the candles. */
  readonly startPrice: number | null;
  readonly model: PolicyChoice;
  /** History that the model resamples or filters; null for models that need none. */
  readonly candles: Candles | null;
}

/** One venue of a world under one parameter set. */
export interface VenueInput {
  readonly id: string;
  readonly parameters: ParameterInput;
}

/** One set under test: a world of its own. */
export interface StudySet {
  readonly id: string;
  /** What people call it; absent: the titles of its venues' rules. */
  readonly title?: string;
  readonly venues: readonly VenueInput[];
}

/** Makes accounts of a book file once assets, instruments and start prices are known. */
export type BookReader = (world: DescriptionWorld) => Book;

/** Sums of absolute sizes and amounts of a book file: what cash units are chosen from before the file is read. */
export interface BookTotals {
  readonly sizes: Readonly<Record<string, number>>;
  readonly amounts: Readonly<Record<string, number>>;
}

export interface StudyInput {
  readonly scenario: ScenarioInput;
  readonly series: Readonly<Record<string, SeriesInput>>;
  readonly startMs: number;
  readonly endMs: number | null;
  readonly paths: number;
  /** Number of the first path, 0 unless a part of a longer run is asked for. */
  readonly firstPath?: number;
  /** The sets under test, compared side by side; each is a world of its own. */
  readonly sets: readonly StudySet[];
  /** The set that history is taken to contain; needed for counterfactual feedback. */
  readonly baseline: StudySet | null;
  readonly accountsFile: BookReader | null;
  readonly accountsFileTotals?: BookTotals;
}
