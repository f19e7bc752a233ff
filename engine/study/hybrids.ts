/** Which sets a comparison runs beside those that it compares: hybrids that take some blocks of rules from the candidate. */
import { exitCodes, UserError } from '../errors.ts';
import { blockWeights, fullMask, wantedHybrids } from './block-weights.ts';
import type { BlockWeights } from './block-weights.ts';
import { bookFor } from './books.ts';
import type { StudyInput, StudySet } from './inputs.ts';
import { pathSource } from './price-paths.ts';
import type { PathSource } from './price-paths.ts';
import { changedVenueBlocks, venueOfBlock, venuesWithBlocks } from './rule-blocks.ts';
import type { VenueBlock } from './rule-blocks.ts';
import { planWorld } from './world-plan.ts';

/** Blocks that are taken from the candidate together. */
type BlockGroup = readonly VenueBlock[];

/** Of one candidate. */
export interface AttributionPlan {
  readonly groups: readonly BlockGroup[];
  readonly weights: BlockWeights;
  /** Index of the set in the study by the groups that are the candidate's, as a bit mask. */
  readonly sets: ReadonlyMap<number, number>;
  readonly leftOut: readonly { readonly blocks: readonly VenueBlock[]; readonly reason: string }[];
}

/** A study that answers a comparison: its first `compared` sets are the baseline and the candidates, hybrids follow. */
export interface ComparisonPlan {
  readonly input: StudyInput;
  readonly compared: number;
  /** Blocks that differ from the baseline, per candidate. */
  readonly changed: readonly (readonly VenueBlock[])[];
  /** Per candidate; null without attribution or when no rule differs. */
  readonly attributions: readonly (AttributionPlan | null)[];
}

/**
 * Plans the comparison of the first set of a study with all others. Hybrids whose blocks contradict each other are named and not run.
 * @throws UserError exit 2 for fewer than two sets, or sets of different venues.
 */
export function planComparison(input: StudyInput, { attribution }: { attribution: boolean }): ComparisonPlan {
  const [baseline, ...candidates] = input.sets;
  if (candidates.length === 0) {
    throw new UserError(exitCodes.usage, [
      { what: 'one parameter set cannot be compared', expected: 'a baseline and at least one candidate', suggestion: '--params default' },
    ]);
  }
  for (const candidate of candidates) checkSameVenues(baseline, candidate);
  const changed = candidates.map((candidate) => changedVenueBlocks(baseline.venues, candidate.venues));
  const sets: StudySet[] = [...input.sets];
  const source = pathSource(input);
  const attributions = candidates.map((candidate, index) => {
    const blocks = changed[index];
    if (!attribution || blocks.length === 0) return null;
    return planAttribution({ input, source, baseline, candidate, candidateIndex: index + 1, groups: groupsOf(blocks), sets });
  });
  return { input: { ...input, sets }, compared: candidates.length + 1, changed, attributions };
}

function checkSameVenues(baseline: StudySet, candidate: StudySet): void {
  const [expected, found] = [baseline, candidate].map(({ venues }) => venues.map(({ id }) => id).join(', '));
  if (expected === found) return;
  const what = `${candidate.id} has the venues ${found}`;
  throw new UserError(exitCodes.usage, [{ what, expected: `${expected}, as ${baseline.id} has` }]);
}

/** More than a single venue can have: beyond, hybrids take whole venues. */
const mostGroups = 9;

/**
 * What is taken from the candidate together. The pins of a population name instruments: where both changed on a venue, neither makes
 * sense without the other. Of many changes on several venues those of a venue go together.
 */
export function groupsOf(blocks: readonly VenueBlock[]): BlockGroup[] {
  const venues = [...new Set(blocks.map(venueOfBlock))];
  const perVenue = venues.map((venue) => blocks.filter((block) => venueOfBlock(block) === venue));
  const groups = perVenue.flatMap(groupsOfVenue);
  return groups.length > mostGroups ? perVenue : groups;
}

function groupsOfVenue(blocks: BlockGroup): BlockGroup[] {
  const together = blocks.filter((block) => /^(.*:)?(instruments|population)$/.test(block));
  if (together.length < 2) return blocks.map((block) => [block]);
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
  const leftOut: { blocks: VenueBlock[]; reason: string }[] = [];
  for (const mask of wantedHybrids(groups.length)) {
    const taken = groups.filter((_, group) => (mask & (1 << group)) !== 0).flat();
    const hybrid = hybridOf(request, taken);
    const reason = contradiction(input, hybrid, source);
    if (reason !== null) leftOut.push({ blocks: taken, reason });
    else known.set(mask, sets.push(hybrid) - 1);
  }
  return { groups, weights: blockWeights(groups.length, (mask) => known.has(mask)), sets: known, leftOut };
}

/** Names of sets have no colon. */
function hybridOf({ baseline, candidate }: AttributionRequest, taken: readonly VenueBlock[]): StudySet {
  return { id: hybridId(baseline.id, candidate.id, taken), venues: venuesWithBlocks(baseline.venues, candidate.venues, taken) };
}

/** What the set is called that takes these blocks from the candidate. */
export function hybridId(baseline: string, candidate: string, taken: readonly VenueBlock[]): string {
  return `${baseline}+${candidate}:${taken.join('+')}`;
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
