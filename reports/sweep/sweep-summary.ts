/** summary.json of a sweep: what its report and its table on the terminal are made of. Plain data, no rows of points but the shown ones. */

type Value = string | number | boolean | null;

/** A number that points are judged by. */
export interface JudgedNumber {
  /** As flags and columns spell it: shortfall_usd, shortfall_usd.p99, margin.maintenance. */
  readonly name: string;
  readonly unit: string;
  readonly definition: string;
  readonly better: 'lower' | 'higher';
}

export interface Reading {
  readonly value: number | null;
  /** 95 % interval of a mean over paths; null for anything else. */
  readonly interval: readonly [number, number] | null;
}

export interface JudgedPoint {
  readonly point: number;
  /** In the order of the parameters. */
  readonly values: readonly Value[];
  readonly safety: Reading;
  readonly cost: Reading;
}

export interface FrontierPoint extends JudgedPoint {
  /** Other points with the same two numbers. */
  readonly ties: number;
  /** The same rules on paths that played no part in choosing them; null for those that were not run again. */
  readonly fresh: {
    readonly safety: Reading;
    readonly cost: Reading;
    /** Still on the frontier of the points that were run again. */
    readonly isUndominated: boolean;
  } | null;
}

/** One parameter moved while the others stay as in the file. */
export interface TornadoBar {
  readonly parameter: string;
  readonly moves: readonly { readonly value: Value; readonly safety: number | null; readonly cost: number | null }[];
}

export interface HeatMap {
  readonly x: string;
  readonly y: string;
  readonly xValues: readonly Value[];
  readonly yValues: readonly Value[];
  /** safety[y][x], null where a point has none. */
  readonly safety: readonly (readonly (number | null)[])[];
}

export interface SweepSummary {
  readonly schemaVersion: 1;
  readonly engineVersion: string;
  readonly scenario: { readonly name: string; readonly title: string };
  readonly parameterSet: { readonly id: string; readonly title: string };
  readonly paths: number;
  readonly seed: number;
  /** Seed of the paths on which the frontier was run again. */
  readonly freshSeed: number;
  readonly feedback: string;
  readonly command: string;
  /** Of the rows of all points in their order. */
  readonly digest: string;
  readonly method: string;
  readonly parameters: readonly { readonly key: string; readonly spread: string }[];
  readonly points: number;
  /** Points whose rules cannot be run, and the reason of the first. */
  readonly refused: { readonly count: number; readonly example: string | null };
  readonly safety: JudgedNumber;
  readonly cost: JudgedNumber;
  /** Lowest and highest cost of all points; null when none has one. */
  readonly costRange: readonly [number, number] | null;
  /** The rules of the file. */
  readonly base: { readonly safety: Reading; readonly cost: Reading };
  /** Cheapest first. */
  readonly frontier: readonly FrontierPoint[];
  /** Some of the points that were judged, for the picture: point, cost, safety. */
  readonly cloud: readonly (readonly [point: number, cost: number, safety: number])[];
  readonly tornado: readonly TornadoBar[];
  /** null unless the sweep is a grid of two parameters of a size that can be read. */
  readonly heatMap: HeatMap | null;
}
