/**
 * A few hundred tilted paths that find out what brings an event about: how hard the shocks must be pushed down or up, or how much more
 * often jumps must come, until half of the paths show it. Importance sampling takes its tilt from here, splitting its critical moves.
 */
import { exp } from '../../math/transcendental.ts';
import { importanceEstimate } from '../../statistics/importance.ts';
import type { ImportanceEstimate } from '../../statistics/importance.ts';
import type { Tilt } from '../model-paths.ts';
import { firstIndex } from './sampler.ts';
import type { RareSampler, TiltedPath } from './sampler.ts';
import type { Directions } from './score.ts';

/** What the pilot found. */
export interface Pilot {
  readonly directions: Directions;
  /** Tilts tried in earnest, the most effective first; empty where no tilt brings the event about. */
  readonly candidates: readonly TiltCandidate[];
  /** The event also comes with shocks of the other sign, often enough for one tilt to miss a part of the probability. */
  readonly twoSided: boolean;
  readonly paths: number;
}

export interface TiltCandidate {
  readonly tilt: Tilt;
  /** From the pilot's paths under this tilt. */
  readonly estimate: ImportanceEstimate;
}

/** Shifts of the sum of a path's shocks in its standard deviations: eight make events of 1e-15 common. */
const mostShift = 8;
const probePaths = 16;
const candidatePaths = 200;
/** Around the shift that shows the event on half of the paths. */
const refinements = [0.85, 1, 1.15] as const;
const shiftsWithJumps = [0, 1.5] as const;
/** The other side matters when its normal density at the shift is more than this share of the nearer side's. */
const otherSideShare = 0.01;
/** A tilt that finds less than this share of what another finds is blind to something. */
const blindShare = 1 / 3;
const fewestContributions = 2;
const confidence = 0.95;
/** Keeps weights of paths without the event, which count for nothing, finite. */
const mostLogWeight = 700;

/** One way up: shifts of one sign at one rate of jumps. */
interface Climb {
  readonly sign: number;
  readonly jumpRate: number;
  /** Shift that shows the event on half of the paths; null when none up to the largest does. */
  readonly halfShift: number | null;
  readonly events: readonly TiltedPath[];
}

/** Runs the pilot; candidates for a tilt only where they are wanted and one tilt can do. */
export function runPilot(sampler: RareSampler, { wantsTilt }: { wantsTilt: boolean }): Pilot {
  const before = sampler.paths;
  let next = firstIndex.pilot;
  const draw = (tilt: Tilt, count: number): TiltedPath[] => Array.from({ length: count }, () => sampler.tilted(next++, tilt));
  const tiltOf = ({ sign, jumpRate }: Climb, shift: number): Tilt => ({ shock: (sign * shift) / Math.sqrt(sampler.walkedSteps), jumpRate });
  const climbFrom = (jumpRate: number, sign: number): Climb => climb({ sign, jumpRate, draw, steps: sampler.walkedSteps });
  const climbs = jumpRates(sampler).flatMap((jumpRate) => [climbFrom(jumpRate, -1), climbFrom(jumpRate, 1)]);
  const usable = climbs.filter((one) => one.halfShift !== null && !isFarther(one, climbs));
  const twoSided = usable.filter(({ jumpRate }) => jumpRate === 1).length === 2;
  const tried = wantsTilt && !twoSided ? [...usable.flatMap(aroundHalf), ...climbs.flatMap((one) => withJumps(one, climbs))] : [];
  const candidates = tried.map(({ climbed, shift }) => candidateOf(tiltOf(climbed, shift), draw));
  return { directions: directionsOf(climbs), candidates: ranked(candidates), twoSided, paths: sampler.paths - before };
}

/** The rate as it is, and rates that bring about one and three jumps a path. */
function jumpRates({ jumpsPerPath }: RareSampler): number[] {
  if (jumpsPerPath === 0) return [1];
  return [1, ...[1 / jumpsPerPath, 3 / jumpsPerPath].filter((factor) => factor > 1.5)];
}

interface ClimbOptions {
  readonly sign: number;
  readonly jumpRate: number;
  readonly steps: number;
  readonly draw: (tilt: Tilt, count: number) => TiltedPath[];
}

/** Harder and harder shifts until three quarters of the paths show the event. */
function climb({ sign, jumpRate, steps, draw }: ClimbOptions): Climb {
  const events: TiltedPath[] = [];
  let [lastShift, lastShare] = [0, 0];
  let halfShift: number | null = null;
  for (let shift = jumpRate === 1 ? 1 : 0; shift <= mostShift; shift++) {
    const found = draw({ shock: (sign * shift) / Math.sqrt(steps), jumpRate }, probePaths).filter((one) => one.happened);
    events.push(...found);
    const share = found.length / probePaths;
    if (halfShift === null && share >= 0.5) halfShift = lastShift + ((0.5 - lastShare) / (share - lastShare)) * (shift - lastShift);
    if (share >= 0.75) break;
    [lastShift, lastShare] = [shift, share];
  }
  return { sign, jumpRate, halfShift, events };
}

/**
 * By effective size, without the blind: a tilt that misses the common cause of an event, shocks where jumps make it, has even weights and a
 * probability far below that of a tilt that does not.
 */
function ranked(candidates: readonly TiltCandidate[]): TiltCandidate[] {
  const seeing = candidates.filter(({ estimate }) => estimate.effectiveSampleSize >= fewestContributions);
  const largest = seeing.reduce((most, { estimate }) => Math.max(most, estimate.mean), 0);
  const open = seeing.filter(({ estimate }) => estimate.mean >= blindShare * largest);
  return open.sort((a, b) => b.estimate.effectiveSampleSize - a.estimate.effectiveSampleSize);
}

interface Trial {
  readonly climbed: Climb;
  readonly shift: number;
}

/** Shifts near the one that shows the event on half of the paths, at the rate of jumps as it is. */
function aroundHalf(climbed: Climb): Trial[] {
  const { halfShift, jumpRate } = climbed;
  if (halfShift === null || jumpRate !== 1) return [];
  return refinements.map((factor) => ({ climbed, shift: factor * halfShift }));
}

/** More jumps with little or no shift: where jumps make the event, half of the paths need not show it for weights to be even. */
function withJumps(climbed: Climb, climbs: readonly Climb[]): Trial[] {
  const { jumpRate, sign, events } = climbed;
  if (jumpRate === 1 || events.length === 0 || sign !== nearerSign(climbs)) return [];
  return shiftsWithJumps.map((shift) => ({ climbed, shift }));
}

/** The sign of the shocks that bring the event about sooner at the rate as it is; falling prices where neither does. */
function nearerSign(climbs: readonly Climb[]): number {
  const [down, up] = [-1, 1].map((sign) => climbs.find((one) => one.jumpRate === 1 && one.sign === sign)?.halfShift ?? Infinity);
  return up < down ? 1 : -1;
}

/** True when shocks of the other sign bring the event about so much sooner that these add nothing to speak of. */
function isFarther({ sign, jumpRate, halfShift }: Climb, climbs: readonly Climb[]): boolean {
  const other = climbs.find((one) => one.jumpRate === jumpRate && one.sign !== sign)?.halfShift ?? null;
  if (halfShift === null || other === null) return false;
  return exp((other * other - halfShift * halfShift) / 2) < otherSideShare;
}

function candidateOf(tilt: Tilt, draw: ClimbOptions['draw']): TiltCandidate {
  return { tilt, estimate: estimateOf(draw(tilt, candidatePaths)) };
}

/** The probability by the weights of tilted paths. */
export function estimateOf(paths: readonly TiltedPath[]): ImportanceEstimate {
  return importanceEstimate({
    values: Float64Array.from(paths, (path) => (path.happened ? 1 : 0)),
    weights: Float64Array.from(paths, ({ logWeight }) => exp(Math.min(mostLogWeight, logWeight))),
    confidence,
  });
}

/** Critical moves: the smallest with which the event was seen, in the directions that are not much farther than the other. */
function directionsOf(climbs: readonly Climb[]): Directions {
  const events = climbs.filter((one) => !isFarther(one, climbs)).flatMap((one) => one.events);
  const falls = events.filter(({ fall, rise }) => fall >= rise).map(({ fall }) => fall);
  const rises = events.filter(({ fall, rise }) => fall < rise).map(({ rise }) => rise);
  if (events.length === 0) return { down: 1, up: 1, isKnown: false };
  return { down: inverseOfLeast(falls), up: inverseOfLeast(rises), isKnown: true };
}

function inverseOfLeast(moves: readonly number[]): number {
  const least = moves.reduce((smallest, move) => Math.min(smallest, move), Infinity);
  return least > 0 ? 1 / least : 0;
}
