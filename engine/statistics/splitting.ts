/**
 * Adaptive multilevel splitting: a population of replicas is driven towards a rare event by killing the least advanced and letting the
 * others branch. It knows nothing of what a replica is: a lineage says whose randomness each of its stages takes.
 */
import { assert } from '../math/assert.ts';
import type { RandomStream } from '../math/random.ts';
import { sortedOrder } from '../math/sort.ts';

/** What became of one replica. */
export interface SplitPath {
  /** At the end of every stage, from nothing but the stages so far; higher is nearer. The estimate is unbiased whatever it is. */
  readonly scores: Float64Array;
  readonly happened: boolean;
}

export interface SplittingOptions {
  readonly replicas: number;
  /** Replicas killed at least per iteration; ties die together. */
  readonly killed: number;
  readonly stages: number;
  /** The replica with this lineage; equal beginnings of lineages give equal beginnings of replicas. */
  readonly draw: (lineage: readonly number[]) => SplitPath;
  /** An index that no lineage has yet. */
  readonly freshIndex: () => number;
  /** Chooses who branches. */
  readonly stream: RandomStream;
  /** Ends when the weight of the replicas falls below it: an event that cannot happen would be chased forever. */
  readonly leastWeight: number;
  /** Ends after the iteration in which so many replicas have been drawn. */
  readonly mostDraws: number;
}

export interface SplittingRun {
  /** Unbiased; 0 when no replica reached the event. */
  readonly probability: number;
  readonly iterations: number;
  readonly draws: number;
  /** Stages that branches repeated of their parents, of draws x stages. */
  readonly repeatedStages: number;
  /** Why it ended: all but a few reached the event, none was left above the level, or a limit. */
  readonly end: 'reached' | 'extinct' | 'limit';
}

interface Replica extends SplitPath {
  readonly lineage: readonly number[];
  /** Highest score; Infinity for the event. */
  readonly best: number;
}

/**
 * One run. In every iteration the level is the killed-th smallest of the replicas' highest scores; all K at or below it are replaced by
 * branches of the n - K others, cut where the parent first passed the level, and the weight becomes (n - K) / n of what it was. The
 * estimate is weight x share of replicas with the event: F. Cerou and A. Guyader, Stoch. Anal. Appl. 25, 2007; unbiased with ties and for
 * any score, also when ended early: C.-E. Brehier et al., Ann. Appl. Probab. 26, 2016.
 */
export function splittingRun(options: SplittingOptions): SplittingRun {
  const { replicas: count, killed, stages, freshIndex, leastWeight, mostDraws } = options;
  assert(Number.isInteger(killed) && killed >= 1 && killed < count, `killed replicas are 1 .. replicas - 1, not ${killed}`);
  const population = Array.from({ length: count }, () => drawReplica(options, new Array<number>(stages).fill(freshIndex())));
  let [weight, iterations, draws, repeatedStages] = [1, 0, count, 0];
  let end: SplittingRun['end'] = 'limit';
  while (weight >= leastWeight && draws < mostDraws) {
    const level = levelOf(population, killed);
    if (level === Infinity) end = 'reached';
    if (end === 'reached') break;
    const survivors = population.filter(({ best }) => best > level);
    weight *= survivors.length / count;
    iterations++;
    if (survivors.length === 0) return { probability: 0, iterations, draws, repeatedStages, end: 'extinct' };
    for (let place = 0; place < count; place++) {
      if (population[place].best > level) continue;
      const { replica, repeated } = branch(options, survivors, level);
      population[place] = replica;
      if (repeated === stages) continue;
      draws++;
      repeatedStages += repeated;
    }
  }
  const reached = population.filter((replica) => replica.happened).length;
  return { probability: (weight * reached) / count, iterations, draws, repeatedStages, end };
}

function drawReplica({ draw, stages }: SplittingOptions, lineage: readonly number[]): Replica {
  const { scores, happened } = draw(lineage);
  assert(scores.length === stages, `a replica has a score for each of ${stages} stages, not ${scores.length}`);
  return { scores, happened, lineage, best: happened ? Infinity : scores.reduce((best, score) => Math.max(best, score), -Infinity) };
}

/** The `killed`-th smallest of the highest scores. */
function levelOf(population: readonly Replica[], killed: number): number {
  const best = Float64Array.from(population, (replica) => replica.best);
  return best[sortedOrder(best)[killed - 1]];
}

/** A survivor's beginning until it first passed the level, and a new end; a copy where it only did so at the very end. */
function branch(options: SplittingOptions, survivors: readonly Replica[], level: number): { replica: Replica; repeated: number } {
  const { stages, stream, freshIndex } = options;
  const parent = survivors[stream.integerBelow(survivors.length)];
  const passed = parent.scores.findIndex((score) => score > level);
  const repeated = passed < 0 ? stages : passed + 1;
  if (repeated === stages) return { replica: parent, repeated };
  const fresh = freshIndex();
  return { replica: drawReplica(options, parent.lineage.map((index, stage) => (stage < repeated ? index : fresh))), repeated };
}
