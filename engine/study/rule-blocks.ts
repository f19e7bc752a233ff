/** The blocks of a parameter set: what can be changed on its own, compared, and taken from one set into another. */
import type { ParameterInput, VenueInput } from './inputs.ts';

/** In the order in which a set is written. */
export const ruleBlocks = [
  'margin',
  'collateral',
  'liquidation',
  'losses',
  'oracle',
  'breakers',
  'funding',
  'instruments',
  'population',
] as const satisfies readonly (keyof ParameterInput)[];

export type RuleBlock = (typeof ruleBlocks)[number];

/** Blocks whose values differ; the order of keys does not count, that of lists does. */
export function changedBlocks(baseline: ParameterInput, candidate: ParameterInput): RuleBlock[] {
  return ruleBlocks.filter((block) => !sameValue(baseline[block], candidate[block]));
}

/** A block of the only venue, or one of several venues with the id of the venue before a colon: `margin`, `one:margin`. */
export type VenueBlock = RuleBlock | `${string}:${RuleBlock}`;

/** Blocks in which sets with the same venues differ, venue by venue. */
export function changedVenueBlocks(baseline: readonly VenueInput[], candidate: readonly VenueInput[]): VenueBlock[] {
  return baseline.flatMap(({ id, parameters }, venue) => {
    return changedBlocks(parameters, candidate[venue].parameters).map((block) => venueBlock(baseline.length, id, block));
  });
}

/** The venues of the baseline with these blocks of the candidate in the place of their own; both have the same venues. */
export function venuesWithBlocks(
  baseline: readonly VenueInput[],
  candidate: readonly VenueInput[],
  taken: readonly VenueBlock[],
): VenueInput[] {
  return baseline.map(({ id, parameters }, venue) => {
    const own = ruleBlocks.filter((block) => taken.includes(venueBlock(baseline.length, id, block)));
    return { id, parameters: withBlocks(parameters, candidate[venue].parameters, own) };
  });
}

/** Venue before the colon, empty for a block of the only venue. */
export function venueOfBlock(block: VenueBlock): string {
  return block.slice(0, Math.max(0, block.lastIndexOf(':')));
}

function venueBlock(venueCount: number, venue: string, block: RuleBlock): VenueBlock {
  return venueCount === 1 ? block : `${venue}:${block}`;
}

/** True when both sets are the same rules, whatever they are called. */
export function sameRules(one: ParameterInput, other: ParameterInput): boolean {
  return one === other || changedBlocks(one, other).length === 0;
}

/** The baseline with these blocks of the candidate in the place of its own. */
export function withBlocks(baseline: ParameterInput, candidate: ParameterInput, blocks: readonly RuleBlock[]): ParameterInput {
  const taken = Object.fromEntries(blocks.map((block) => [block, candidate[block]]));
  return { ...baseline, ...taken };
}

function sameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = writtenKeys(one);
  if (keys.length !== writtenKeys(other).length) return false;
  const [left, right] = [one as Readonly<Record<string, unknown>>, other as Readonly<Record<string, unknown>>];
  return keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key], right[key]));
}

/** A key without a value is as good as none. */
function writtenKeys(value: object): string[] {
  return Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [key]));
}
