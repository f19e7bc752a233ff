/** Runs the paths of a rare-event study, whatever law they are drawn under, and counts their steps. */
import type { StreamParts } from '../../math/random.ts';
import { log } from '../../math/transcendental.ts';
import type { SplitPath } from '../../statistics/splitting.ts';
import { exitCodes, UserError } from '../../errors.ts';
import type { Tilt, WalkVariation } from '../model-paths.ts';
import { bookNumber, isFixedBook } from '../books.ts';
import { PathRunner, readMetric } from '../path-runner.ts';
import type { Replay } from '../path-runner.ts';
import type { Study } from '../study.ts';
import type { WorldPlan } from '../world-plan.ts';
import { happened } from './event.ts';
import type { RareEvent } from './event.ts';
import { leastRatio, stageGrid, StageScorer } from './score.ts';
import type { Directions, StageGrid } from './score.ts';

/** First path index of each use, so that no two share randomness; plain paths are those of an ordinary run. */
export const firstIndex = { plain: 0, pilot: 2 ** 40, importance: 2 ** 41, splitting: 2 ** 42 } as const;

export interface TiltedPath {
  readonly happened: boolean;
  readonly logWeight: number;
  /** Largest log fall and log rise of an underlying from its start, both >= 0. */
  readonly fall: number;
  readonly rise: number;
}

/** Accounts of the worlds that are kept for branches, all together: some hundred MB. */
const mostAccountsKept = 500_000;

interface RunWith {
  readonly scorer?: StageScorer;
  readonly runner?: PathRunner;
}

/** The paths of one parameter set of a study and one event. */
export class RareSampler {
  readonly event: RareEvent;
  readonly grid: StageGrid;
  readonly walkedSteps: number;
  /** Expected jumps per path whose rate can be tilted. */
  readonly jumpsPerPath: number;
  readonly #study: Study;
  readonly #plan: WorldPlan;
  readonly #runner: PathRunner;
  /** One per book that branches came back to, the latest last: making a world takes longer than running it. */
  readonly #branchRunners = new Map<number, PathRunner>();
  readonly #onPath: ((paths: number) => void) | undefined;
  #paths = 0;

  /** Throws UserError where paths are not drawn by models, or where there is more than one parameter set. */
  constructor(study: Study, event: RareEvent, onPath?: (paths: number) => void) {
    checkStudy(study);
    this.event = event;
    this.grid = stageGrid(study.source);
    this.walkedSteps = study.source.walkedSteps;
    this.jumpsPerPath = study.source.jumpsPerPath;
    this.#onPath = onPath;
    this.#study = study;
    this.#plan = study.sets[0];
    this.#runner = new PathRunner(study);
  }

  /** Paths run so far; each is `walkedSteps` steps, those that a branch repeats included. */
  get paths(): number {
    return this.#paths;
  }

  /** The scenario and seed of a stream that chooses among paths. */
  get streamParts(): Pick<StreamParts, 'seed' | 'scenario'> {
    const { seed, name } = this.#study.input.scenario;
    return { seed, scenario: name };
  }

  /** The path of an ordinary run. */
  plain(index: number): boolean {
    return this.#happened(this.#run(index, {}));
  }

  tilted(index: number, tilt: Tilt): TiltedPath {
    const replay = this.#run(index, { tilt });
    return { happened: this.#happened(replay), logWeight: replay.logWeight, ...largestMoves(replay) };
  }

  /** Replicas for splitting. A replica has the book of the path that its first stage is of. */
  branches(directions: Directions): (lineage: readonly number[]) => SplitPath {
    const { event, grid } = this;
    const scorer = new StageScorer({ event, plan: this.#plan, grid, directions });
    return (lineage) => {
      const variation = { branch: { stretchSteps: grid.stretchSteps, lineage } };
      const replay = this.#run(lineage[0], variation, { scorer, runner: this.#runnerFor(lineage[0]) });
      this.#forgetRunners(replay.world.book.count);
      return { scores: scorer.scores(replay), happened: this.#happened(replay) };
    };
  }

  #run(index: number, variation: WalkVariation, { scorer, runner = this.#runner }: RunWith = {}): Replay {
    this.#paths++;
    this.#onPath?.(this.#paths);
    return runner.replay(this.#plan, index, scorer?.journal(), variation);
  }

  #runnerFor(index: number): PathRunner {
    if (isFixedBook(this.#plan)) return this.#runner;
    const number = bookNumber(this.#plan, index);
    const runner = this.#branchRunners.get(number) ?? new PathRunner(this.#study);
    this.#branchRunners.delete(number);
    this.#branchRunners.set(number, runner);
    return runner;
  }

  #forgetRunners(accounts: number): void {
    const [oldest] = this.#branchRunners.keys();
    if (this.#branchRunners.size * accounts > mostAccountsKept) this.#branchRunners.delete(oldest);
  }

  #happened(replay: Replay): boolean {
    return happened(this.event, readMetric(this.event.metric, replay, this.#plan));
  }
}

function checkStudy({ source, sets, input }: Study): void {
  if (source.walkedSteps === 0) {
    const what = `${input.scenario.name} gives its prices: every path is the same crash, and none is rarer than another`;
    const suggestion = '--scenario gbm-calm, or fit a model to the candles: simulate fit';
    throw new UserError(exitCodes.inputInvalid, [{ what, expected: 'a scenario with price models', suggestion }]);
  }
  if (sets.length === 1) return;
  throw new UserError(exitCodes.usage, [{ what: `${sets.length} parameter sets`, expected: 'one: each makes other events rare' }]);
}

function largestMoves({ path }: Replay): { fall: number; rise: number } {
  let [lowest, highest] = [1, 1];
  for (const series of path.prices) {
    for (const price of series) {
      const ratio = price / series[0];
      if (ratio < lowest) lowest = ratio;
      if (ratio > highest) highest = ratio;
    }
  }
  return { fall: -log(Math.max(leastRatio, lowest)), rise: log(highest) };
}
