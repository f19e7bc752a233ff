/** Which sets a comparison runs beside those that it compares: hybrids that take some blocks of rules from the candidate. */
import { exitCodes, UserError } from '../errors.ts';
import { blockWeights, fullMask, wantedHybrids } from './block-weights.ts';
import type { BlockWeights } from './block-weights.ts';
import { bookFor } from './books.ts';
import type { StudyInput } from './inputs.ts';
import { pathSource } from './price-paths.ts';
import type { PathSource } from './price-paths.ts';
import { changedBlocks, withBlocks } from './rule-blocks.ts';
import type { RuleBlock } from './rule-blocks.ts';
import { planWorld } from './world-plan.ts';

/** Blocks that are taken from the candidate together. */
type BlockGroup = readonly RuleBlock[];

/** Of one candidate. */
export interface AttributionPlan {
  readonly groups: readonly BlockGroup[];
  readonly weights: BlockWeights;
  /** Index of the set in the study by the groups that are the candidate's, as a bit mask. */
  readonly sets: ReadonlyMap<number, number>;
  readonly leftOut: readonly { readonly blocks: readonly RuleBlock[]; readonly reason: string }[];
}

/** A study that answers a comparison: its first `compared` sets are the baseline and the candidates, hybrids follow. */
export interface ComparisonPlan {
  readonly input: StudyInput;
  readonly compared: number;
  /** Blocks that differ from the baseline, per candidate. */
  readonly changed: readonly (readonly RuleBlock[])[];
  /** Per candidate; null without attribution or when no rule differs. */
  readonly attributions: readonly (AttributionPlan | null)[];
}

type StudySet = StudyInput['sets'][number];

/**
 * Plans the comparison of the first set of a study with all others. Hybrids whose blocks contradict each other are named and not run.
 * @throws UserError exit 2 for fewer than two sets or several venues.
 */
export function planComparison(input: StudyInput, { attribution }: { attribution: boolean }): ComparisonPlan {
  const [baseline, ...candidates] = input.sets;
  if (candidates.length === 0) {
    throw new UserError(exitCodes.usage, [
      { what: 'one parameter set cannot be compared', expected: 'a baseline and at least one candidate', suggestion: '--params default' },
    ]);
  }
  const single = input.sets.every(({ venues }) => venues.length === 1);
  if (!single) throw new UserError(exitCodes.usage, [{ what: 'sets of several venues', expected: 'one venue in a comparison' }]);
  const changed = candidates.map((candidate) => changedBlocks(rulesOf(baseline), rulesOf(candidate)));
  const sets: StudySet[] = [...input.sets];
  const source = pathSource(input);
  const attributions = candidates.map((candidate, index) => {
    const blocks = changed[index];
    if (!attribution || blocks.length === 0) return null;
    return planAttribution({ input, source, baseline, candidate, candidateIndex: index + 1, groups: groupsOf(blocks), sets });
  });
  return { input: { ...input, sets }, compared: candidates.length + 1, changed, attributions };
}

/** The pins of a population name instruments: where both changed, neither makes sense without the other. */
function groupsOf(blocks: readonly RuleBlock[]): BlockGroup[] {
  const together: readonly RuleBlock[] = ['instruments', 'population'];
  if (!together.every((block) => blocks.includes(block))) return blocks.map((block) => [block]);
  return [...blocks.filter((block) => !together.includes(block)).map((block) => [block]), together];
}

interface AttributionRequest {
  readonly input: StudyInput;
  readonly source: PathSource;
  readonly baseline: StudySet;
  readonly candidate: StudySet;
  readonly candidateIndex: number;
  readonly groups: readonly BlockGroup[];
  /** Hybrids are added here. */
  readonly sets: StudySet[];
}

function planAttribution(request: AttributionRequest): AttributionPlan {
  const { input, source, candidateIndex, groups, sets } = request;
  const known = new Map([[0, 0], [fullMask(groups.length), candidateIndex]]);
  const leftOut: { blocks: RuleBlock[]; reason: string }[] = [];
  for (const mask of wantedHybrids(groups.length)) {
    const taken = groups.filter((_, group) => (mask & (1 << group)) !== 0).flat();
    const hybrid = hybridOf(request, taken);
    const reason = contradiction(input, hybrid, source);
    if (reason !== null) leftOut.push({ blocks: taken, reason });
    else known.set(mask, sets.push(hybrid) - 1);
  }
  return { groups, weights: blockWeights(groups.length, (mask) => known.has(mask)), sets: known, leftOut };
}

/** A plus and a colon occur in no name of a set. */
function hybridOf({ baseline, candidate }: AttributionRequest, taken: readonly RuleBlock[]): StudySet {
  const id = `${baseline.id}+${candidate.id}:${taken.join('+')}`;
  const [{ id: venue }] = baseline.venues;
  return { id, venues: [{ id: venue, parameters: withBlocks(rulesOf(baseline), rulesOf(candidate), taken) }] };
}

/** Why these rules make no world, or no book of accounts; null when they do. */
function contradiction(input: StudyInput, hybrid: StudySet, source: PathSource): string | null {
  try {
    bookFor(input, planWorld(input, hybrid, source), 0);
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.problems[0].what;
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

function rulesOf({ venues }: StudySet): StudySet['venues'][number]['parameters'] {
  return venues[0].parameters;
}
