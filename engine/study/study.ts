/** A study: one scenario, some parameter sets, many paths. Planning checks everything before the first path runs. */
import { exitCodes, UserError } from '../errors.ts';
import type { Book } from '../kernel/world-spec.ts';
import type { StudyInput, VenueInput } from './inputs.ts';
import { pathSource } from './price-paths.ts';
import type { PathSource } from './price-paths.ts';
import { sameRules } from './rule-blocks.ts';
import { planWorld } from './world-plan.ts';
import type { Tallies } from './tallies/sparse.ts';
import type { WorldPlan } from './world-plan.ts';

export interface Study {
  readonly input: StudyInput;
  readonly source: PathSource;
  readonly sets: readonly WorldPlan[];
  /** The world that history is taken to contain; null unless feedback is counterfactual. */
  readonly baseline: WorldPlan | null;
  /** Books that all paths have and somebody has made already; others are made when they are needed. */
  readonly books?: WholeRunBooks;
}

/** By `bookKey`. */
export type WholeRunBooks = ReadonlyMap<string, Book>;

/**
 * One array per metric name, one value per path in path order; NaN where a metric does not exist on a path. Long runs read an array from
 * disk whenever it is asked for: ask once and keep it no longer than needed.
 */
export type MetricColumns = Readonly<Record<string, Float64Array>>;

export interface SetResult {
  readonly id: string;
  readonly metrics: MetricColumns;
  /** The same with the three largest accounts left out. */
  readonly withoutLargest: MetricColumns;
  /** Insurance fund in USD on the grid `fundTimesMs`, of the first `mostFundPaths` paths at most: fundUsd[path * grid + point]. */
  readonly fundTimesMs: Float64Array;
  readonly fundUsd: Float64Array;
  /** Mean liquidations and notional per cascade generation. */
  readonly generations: readonly { readonly liquidations: number; readonly notionalUsd: number }[];
  /** Mean share of the drop that the baseline's own liquidations made in history, per instrument; null unless counterfactual. */
  readonly historicalEndogenousShare: Float64Array | null;
  /** Sums and largest values over paths, at the places of `tallySheet`. */
  readonly tallies: Tallies;
}

export interface StudyResult {
  /** Of the outcome of every path of every set. */
  readonly digest: string;
  readonly paths: number;
  readonly sets: readonly SetResult[];
}

/** Outcomes of a run, one column at a time. */
export interface Outcomes {
  readonly paths: number;
  /** Number of the path that the first value of every column belongs to. */
  readonly firstPath: number;
  readonly setIds: readonly string[];
  readonly metricNames: readonly string[];
  /** A metric of a set, one value per path in path order, NaN where it does not exist. Throws RangeError for unknown ones. */
  column(setIndex: number, metricName: string): Float64Array;
}

/** The outcomes of a result, column by column; `firstPath` where the study did not begin with path 0. */
export function outcomesOf({ paths, sets }: StudyResult, firstPath = 0): Outcomes {
  return {
    paths,
    firstPath,
    setIds: sets.map(({ id }) => id),
    metricNames: Object.keys(sets[0].metrics),
    column: (setIndex, metricName) => {
      const values = sets.at(setIndex)?.metrics[metricName];
      if (values === undefined) throw new RangeError(`there is no metric ${metricName} of set ${setIndex}`);
      return values;
    },
  };
}

/** Checks a study and makes its worlds. Throws UserError for input that contradicts itself. */
export function planStudy(input: StudyInput): Study {
  if (!Number.isInteger(input.paths) || input.paths < 1) {
    throw new UserError(exitCodes.usage, [{ what: `${input.paths} paths`, expected: 'a whole number of at least 1' }]);
  }
  if (!Number.isInteger(firstPathOf(input)) || firstPathOf(input) < 0) {
    throw new UserError(exitCodes.usage, [{ what: `first path ${firstPathOf(input)}`, expected: 'a whole number of at least 0' }]);
  }
  const source = pathSource(input);
  const sets = input.sets.map((set) => planWorld(input, set, source));
  return { input, source, sets, baseline: planBaseline(input, source, sets) };
}

/** Number of the first path of a study; its columns begin with it. */
export function firstPathOf({ firstPath = 0 }: Pick<StudyInput, 'firstPath'>): number {
  return firstPath;
}

function planBaseline(input: StudyInput, source: PathSource, sets: readonly WorldPlan[]): WorldPlan | null {
  if (input.scenario.feedback !== 'counterfactual') return null;
  const { baseline } = input;
  if (baseline === null) {
    throw new UserError(exitCodes.baselineMissing, [
      {
        what: 'counterfactual feedback without a baseline',
        expected: 'the parameter set that history is taken to contain',
        suggestion: 'baseline: default',
      },
    ]);
  }
  return sets.find((plan) => sameVenues(plan.venues, baseline.venues)) ?? planWorld(input, baseline, source);
}

/** Venues with the same rules, whatever the sets are called: what one does on a path, the other does. */
export function sameVenues(one: readonly VenueInput[], other: readonly VenueInput[]): boolean {
  if (one.length !== other.length) return false;
  return one.every((venue, index) => venue.id === other[index].id && sameRules(venue.parameters, other[index].parameters));
}
