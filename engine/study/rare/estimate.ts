/**
 * The probability of a rare event on a path of a study, by adaptive multilevel splitting or importance sampling, with the speed-up over
 * plain Monte Carlo from a plain run beside it.
 */
import { openStream } from '../../math/random.ts';
import { roundHalfAway } from '../../math/round.ts';
import { exp, log } from '../../math/transcendental.ts';
import { clopperPearson, meanInterval, ruleOfThree } from '../../statistics/intervals.ts';
import type { Interval } from '../../statistics/intervals.ts';
import { splittingRun } from '../../statistics/splitting.ts';
import type { SplittingRun } from '../../statistics/splitting.ts';
import type { Tilt } from '../model-paths.ts';
import type { Study } from '../study.ts';
import type { RareEvent } from './event.ts';
import { estimateOf, runPilot } from './pilot.ts';
import type { Pilot } from './pilot.ts';
import { firstIndex, RareSampler } from './sampler.ts';
import type { Directions } from './score.ts';

export type RareMethod = 'splitting' | 'importance';

export interface RareOptions {
  readonly method: RareMethod | 'auto';
  /** Paths that the method may run, about; the pilot is on top. */
  readonly paths: number;
  /** Paths of the plain run beside it. */
  readonly plainPaths: number;
  /** Independent runs of splitting; the interval comes from their spread. */
  readonly runs: number;
  /** Told the paths run so far and about how many there will be. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A probability with its 95 % interval. */
export interface RareEstimate extends Interval {
  readonly probability: number;
  readonly standardError: number;
}

export interface SplittingDetails {
  readonly replicas: number;
  readonly killed: number;
  readonly stages: number;
  readonly directions: Directions;
  readonly runs: readonly SplittingRun[];
}

export interface ImportanceDetails {
  readonly tilt: Tilt;
  /** Shift of the sum of a path's shocks in its standard deviations. */
  readonly shift: number;
  readonly effectiveSampleSize: number;
  readonly largestShare: number;
}

/** All path-steps that were walked; what branches repeat of their parents is part of the method. */
export interface PathSteps {
  readonly method: number;
  readonly pilot: number;
  readonly plain: number;
  /** Part of `method`: beginnings that branches walked again. */
  readonly repeated: number;
}

export interface PlainRun extends Interval {
  readonly paths: number;
  readonly events: number;
  /** False when no probability lies in both 99.9 % intervals. Null without an estimate. */
  readonly agrees: boolean | null;
}

export interface RareResult {
  readonly event: string;
  readonly parameterSet: string;
  readonly method: RareMethod;
  /** Null when withheld. */
  readonly estimate: RareEstimate | null;
  /** Why there is no estimate. */
  readonly withheld: string | null;
  readonly splitting: SplittingDetails | null;
  readonly importance: ImportanceDetails | null;
  readonly plain: PlainRun;
  readonly pathSteps: PathSteps;
  /** Path-steps that plain Monte Carlo needs for an interval as wide, over those used, pilot and repeated beginnings included. */
  readonly speedUp: number | null;
  readonly notes: readonly string[];
}

const confidence = 0.95;
/** Of the intervals that are held against each other. */
const strictConfidence = 0.999;
const strictErrors = 3.2905;
const killedShare = 0.05;
const fewestReplicas = 20;
/** A run of splitting draws its replicas and about as many branches again for each factor e of rarity: room for 1e-5. */
const drawsPerReplica = 11;
/** A run ends after so many times its share of the paths. */
const patience = 4;
const leastWeight = 1e-15;
/** Above this plain paths see the event often enough. */
const notRare = 1e-3;
/** Contributions that a pilot of 200 paths must have before a tilt is preferred to splitting. */
const trustedEffectiveSize = 5;

/** One method with its result, or why it has none. */
interface Attempt {
  readonly method: RareMethod;
  readonly estimate: RareEstimate | null;
  readonly withheld: string | null;
  readonly splitting: SplittingDetails | null;
  readonly importance: ImportanceDetails | null;
  readonly notes: readonly string[];
}

/**
 * Estimates the probability of the event. The same study, event and options give the same result.
 * @throws UserError when the study has given prices instead of models, or several parameter sets.
 */
export function estimateRareEvent(study: Study, event: RareEvent, options: RareOptions): RareResult {
  const sampler = new RareSampler(study, event, options.onProgress && progressOf(options));
  const pilot = runPilot(sampler, { wantsTilt: options.method !== 'splitting' });
  const before = sampler.paths;
  const attempt = attemptBy(sampler, pilot, options);
  const steps = { method: sampler.paths - before, pilot: pilot.paths };
  const plain = plainRun(sampler, options.plainPaths, attempt.estimate);
  const { walkedSteps } = sampler;
  const pathSteps: PathSteps = {
    method: steps.method * walkedSteps,
    pilot: steps.pilot * walkedSteps,
    plain: options.plainPaths * walkedSteps,
    repeated: roundHalfAway(repeatedPaths(attempt.splitting) * walkedSteps),
  };
  return {
    event: event.text,
    parameterSet: study.sets[0].id,
    ...attempt,
    plain,
    pathSteps,
    speedUp: speedUpOf(attempt.estimate, steps.method + steps.pilot),
    notes: [...attempt.notes, ...notesOn(attempt.estimate, plain, pilot)],
  };
}

function progressOf({ paths, plainPaths, onProgress }: RareOptions): (done: number) => void {
  return (done) => onProgress?.(Math.min(done, paths + plainPaths), paths + plainPaths);
}

function attemptBy(sampler: RareSampler, pilot: Pilot, options: RareOptions): Attempt {
  if (options.method === 'splitting') return attemptSplitting(sampler, pilot, options);
  if (options.method === 'importance') return attemptImportance(sampler, pilot, options);
  if (!prefersTilt(pilot)) return attemptSplitting(sampler, pilot, options);
  const tilted = attemptImportance(sampler, pilot, options);
  if (tilted.withheld === null) return tilted;
  const other = attemptSplitting(sampler, pilot, options);
  return { ...other, notes: [`importance sampling was given up: ${tilted.withheld}`, ...other.notes] };
}

/**
 * A tilt is taken where one side matters and it promises three times the precision of splitting, or where jumps make the event: nothing
 * comes nearer to a jump, so splitting has no progress to go by.
 */
function prefersTilt({ candidates, twoSided }: Pilot): boolean {
  if (candidates.length === 0 || twoSided) return false;
  const { mean, effectiveSampleSize, n } = candidates[0].estimate;
  if (effectiveSampleSize < trustedEffectiveSize || mean <= 0 || mean >= 1) return false;
  if (candidates[0].tilt.jumpRate > 1) return true;
  const tiltVariance = n / effectiveSampleSize - 1;
  const splittingVariance = 2 * -log(mean) * (1 - log(mean));
  return 3 * tiltVariance < splittingVariance;
}

function attemptSplitting(sampler: RareSampler, { directions }: Pilot, { paths, runs }: RareOptions): Attempt {
  const replicas = Math.max(fewestReplicas, Math.floor(paths / (runs * drawsPerReplica)));
  const killed = Math.max(1, roundHalfAway(killedShare * replicas));
  const { stages } = sampler.grid;
  const draw = sampler.branches(directions);
  const done = Array.from({ length: runs }, (_, run) => {
    let next = firstIndex.splitting + run * 2 ** 32;
    const stream = openStream({ ...sampler.streamParts, path: run, component: 'rare-events', purpose: 'survivors' });
    const mostDraws = Math.ceil((patience * paths) / runs);
    return splittingRun({ replicas, killed, stages, draw, freshIndex: () => next++, stream, leastWeight, mostDraws });
  });
  const estimate = splittingEstimate(done.map(({ probability }) => probability));
  const withheld = estimate ? null : 'no run of splitting reached the event: it is rarer than these paths can tell, or impossible';
  const details = { replicas, killed, stages, directions, runs: done };
  return { method: 'splitting', estimate, withheld, splitting: details, importance: null, notes: estimate ? notesOnRuns(done) : [] };
}

/**
 * Mean of independent runs with Student's interval; where that reaches 0, the same width on the log scale, because runs of an unlikely
 * event scatter by factors. Null when no run saw the event.
 */
export function splittingEstimate(values: readonly number[]): RareEstimate | null {
  const { mean, standardError, low, high } = meanInterval({ values, confidence });
  if (mean === 0) return null;
  if (low > 0 || standardError === Infinity) return { probability: mean, standardError, low: Math.max(0, low), high: Math.min(1, high) };
  const factor = exp((high - mean) / mean);
  return { probability: mean, standardError, low: mean / factor, high: Math.min(1, mean * factor) };
}

function attemptImportance(sampler: RareSampler, { candidates, twoSided }: Pilot, { paths }: RareOptions): Attempt {
  const none = { method: 'importance', estimate: null, splitting: null, importance: null, notes: [] } as const;
  if (twoSided) return { ...none, withheld: 'both rising and falling prices bring the event about, a tilt sees one side: use splitting' };
  if (candidates.length === 0) return { ...none, withheld: 'no tilt of shocks or jumps brings the event about: use splitting' };
  const { tilt } = candidates[0];
  const found = estimateOf(Array.from({ length: paths }, (_, index) => sampler.tilted(firstIndex.importance + index, tilt)));
  const { mean, standardError, low, high, effectiveSampleSize, largestShare, refusal } = found;
  const estimate = refusal === null ? { probability: mean, standardError, low: Math.max(0, low), high } : null;
  const shift = tilt.shock * Math.sqrt(sampler.walkedSteps);
  return { ...none, estimate, withheld: refusal, importance: { tilt, shift, effectiveSampleSize, largestShare } };
}

function plainRun(sampler: RareSampler, paths: number, estimate: RareEstimate | null): PlainRun {
  let events = 0;
  for (let index = 0; index < paths; index++) if (sampler.plain(firstIndex.plain + index)) events++;
  const interval = clopperPearson({ events, trials: paths, confidence });
  const bounds = events === 0 ? { low: 0, high: ruleOfThree({ trials: paths, confidence }) } : interval;
  return { paths, events, ...bounds, agrees: estimate && agree(estimate, { events, trials: paths }) };
}

/** Whether some probability lies in the 99.9 % intervals of both. */
function agree({ probability, standardError }: RareEstimate, sample: { events: number; trials: number }): boolean {
  const { low, high } = clopperPearson({ ...sample, confidence: strictConfidence });
  return probability - strictErrors * standardError <= high && probability + strictErrors * standardError >= low;
}

/** Variance of a plain path, p (1 - p), over variance of the estimate x paths used. */
function speedUpOf(estimate: RareEstimate | null, paths: number): number | null {
  if (estimate === null || !(estimate.standardError > 0) || estimate.standardError === Infinity) return null;
  const { probability, standardError } = estimate;
  return (probability * (1 - probability)) / (standardError * standardError * paths);
}

/** Whole paths' worth of beginnings that branches walked again. */
function repeatedPaths(splitting: SplittingDetails | null): number {
  return splitting ? splitting.runs.reduce((sum, { repeatedStages }) => sum + repeatedStages, 0) / splitting.stages : 0;
}

function notesOnRuns(runs: readonly SplittingRun[]): string[] {
  const empty = runs.filter(({ probability }) => probability === 0).length;
  const cut = runs.filter(({ end }) => end === 'limit').length;
  return [
    ...(empty > 0 ? [`${empty} of ${runs.length} runs lost all replicas before the event and count as 0: use more paths`] : []),
    ...(cut > 0 ? [`${cut} of ${runs.length} runs ended at the limit of paths, which adds spread and no bias`] : []),
  ];
}

function notesOn(estimate: RareEstimate | null, plain: PlainRun, { twoSided }: Pilot): string[] {
  const notes: string[] = [];
  if (estimate && estimate.probability > notRare) notes.push('the event is not rare: plain Monte Carlo (simulate --paths) does as well');
  if (plain.agrees === false) notes.push('the estimate CONTRADICTS the plain run: do not use it, and report this');
  if (estimate === null && plain.events > 0) notes.push('plain paths saw the event: their interval is the answer');
  if (twoSided) notes.push('rising and falling prices both bring the event about');
  return notes;
}
