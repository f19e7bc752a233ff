/** A study: one scenario, some parameter sets, many paths. Planning checks everything before the first path runs. */
import { exitCodes, UserError } from '../errors.ts';
import type { StudyInput, VenueInput } from './inputs.ts';
import { pathSource } from './price-paths.ts';
import type { PathSource } from './price-paths.ts';
import { sameRules } from './rule-blocks.ts';
import { planWorld } from './world-plan.ts';
import type { WorldPlan } from './world-plan.ts';

export interface Study {
  readonly input: StudyInput;
  readonly source: PathSource;
  readonly sets: readonly WorldPlan[];
  /** The world that history is taken to contain; null unless feedback is counterfactual. */
  readonly baseline: WorldPlan | null;
}

/** Values of every metric, one per path in path order; NaN where a metric does not exist on a path. */
export interface SetResult {
  readonly id: string;
  readonly metrics: Readonly<Record<string, Float64Array>>;
  /** The same with the three largest accounts left out. */
  readonly withoutLargest: Readonly<Record<string, Float64Array>>;
  /** Insurance fund in USD on the grid `fundTimesMs`: fundUsd[path * grid + point]. */
  readonly fundTimesMs: Float64Array;
  readonly fundUsd: Float64Array;
  /** Mean liquidations and notional per cascade generation. */
  readonly generations: readonly { readonly liquidations: number; readonly notionalUsd: number }[];
  /** Mean share of the drop that the baseline's own liquidations made in history, per instrument; null unless counterfactual. */
  readonly historicalEndogenousShare: Float64Array | null;
}

export interface StudyResult {
  /** Of the outcome of every path of every set. */
  readonly digest: string;
  readonly paths: number;
  readonly sets: readonly SetResult[];
}

/** Checks a study and makes its worlds. Throws UserError for input that contradicts itself. */
export function planStudy(input: StudyInput): Study {
  if (!Number.isInteger(input.paths) || input.paths < 1) {
    throw new UserError(exitCodes.usage, [{ what: `${input.paths} paths`, expected: 'a whole number of at least 1' }]);
  }
  const source = pathSource(input);
  const sets = input.sets.map((set) => planWorld(input, set, source));
  return { input, source, sets, baseline: planBaseline(input, source, sets) };
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
