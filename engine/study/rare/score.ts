/**
 * How near a path has come to a rare event at the end of each stage: what decides who branches. Seen are only prices and events up to that
 * time, as splitting needs; the estimate is unbiased whatever the score, a good one makes it precise.
 *
 *   score = -(1 - m) / sqrt(time left) or, from m = 1 on, m - 1;  + share of the funds used;  + progress of the metric
 *
 * m is the log move of the price at the end of the stage over the critical one, that of the smallest move with which a pilot saw the
 * event, in that direction, of the underlying that is furthest. The time left is a share of the path: a diffusion that must still go so
 * far gets there with a probability that falls with distance / sqrt(time), so this orders paths as their chances do (the best order there
 * is: F. Cerou and A. Guyader, 2007). The fund term counts for events of money and not for prices. The progress of the metric is its
 * value so far over the threshold, 0 to 1, where it grows along the path.
 */
import type { Journal, LiquidationRecord, PathOutcome } from '../../kernel/outcome.ts';
import type { PricePath } from '../../kernel/world-spec.ts';
import { log } from '../../math/transcendental.ts';
import type { Replay } from '../path-runner.ts';
import type { WorldPlan } from '../world-plan.ts';
import { happened } from './event.ts';
import type { RareEvent } from './event.ts';

/** The stages of a path. */
export interface StageGrid {
  readonly stages: number;
  /** Steps of the price models per stage; the last may be shorter. */
  readonly stretchSteps: number;
  /** End of every stage, ms since the Unix epoch. */
  readonly endsMs: Float64Array;
}

/** 1 / the critical log move down and up; 0 for a direction that does not matter. */
export interface Directions {
  readonly down: number;
  readonly up: number;
  /** False where the pilot never saw the event: moves then count as they are, without regard to the time left. */
  readonly isKnown: boolean;
}

/** More stages let branches begin nearer to the level; each costs a stream per underlying and purpose. 96 gain nothing over 24. */
const mostStages = 32;
/** Prices below this share of the first are taken for it: log moves stay finite. */
export const leastRatio = 1e-9;

/** Stages of as equal a length as whole steps allow. */
export function stageGrid({ startMs, endMs, walkedSteps }: { startMs: number; endMs: number; walkedSteps: number }): StageGrid {
  const stretchSteps = Math.ceil(walkedSteps / mostStages);
  const stages = Math.ceil(walkedSteps / stretchSteps);
  const stepMs = (endMs - startMs) / walkedSteps;
  const endsMs = Float64Array.from({ length: stages }, (_, stage) => startMs + Math.min(walkedSteps, (stage + 1) * stretchSteps) * stepMs);
  return { stages, stretchSteps, endsMs };
}

/** Something that happened, and how much it added to the metric of the event. */
interface Increment {
  readonly timeMs: number;
  readonly amount: number;
}

export interface ScoreQuestion {
  readonly event: RareEvent;
  readonly plan: WorldPlan;
  readonly grid: StageGrid;
  readonly directions: Directions;
}

/** Watches one path after the other: a journal while it runs, scores when it has run. */
export class StageScorer {
  readonly #question: ScoreQuestion;
  readonly #usesFund: boolean;
  readonly #increments: Increment[] = [];

  constructor(question: ScoreQuestion) {
    this.#question = question;
    this.#usesFund = question.event.metric.name !== 'price_low_ratio';
  }

  /** The listener for the next path; forgets the last one. */
  journal(): Journal {
    const increments = this.#increments;
    increments.length = 0;
    const keep = (timeMs: number, amount: number): void => void (amount > 0 && increments.push({ timeMs, amount }));
    const { name } = this.#question.event.metric;
    const unitUsd = smallestUnitUsd(this.#question.plan);
    if (name === 'insolvent_accounts') return { settlement: ({ timeMs, shortfall }) => keep(timeMs, shortfall > 0 ? 1 : 0) };
    if (name === 'shortfall_usd') return { settlement: ({ timeMs, shortfall }) => keep(timeMs, shortfall * unitUsd) };
    if (name === 'liquidated_notional_usd') return { liquidation: (record: LiquidationRecord) => keep(record.timeMs, record.notionalUsd) };
    if (name !== 'unfunded_loss_usd') return {};
    return {
      settlement: ({ timeMs, unfunded }) => keep(timeMs, unfunded * unitUsd),
      socialization: ({ timeMs, unfunded }) => keep(timeMs, unfunded * unitUsd),
    };
  }

  /** The score at the end of every stage of the path that has just run with the journal. */
  scores({ path, outcome }: Pick<Replay, 'path' | 'outcome'>): Float64Array {
    const { grid } = this.#question;
    const scores = this.#moves(path);
    const progress = this.#progress(path);
    const used = this.#usesFund ? fundUsed(outcome, grid) : null;
    return scores.map((move, stage) => move + progress[stage] + (used ? used[stage] : 0));
  }

  #moves({ timesMs, prices }: PricePath): Float64Array {
    const { grid, directions } = this.#question;
    const [startMs, lastMs] = [timesMs[0], grid.endsMs[grid.stages - 1]];
    let tick = 0;
    return grid.endsMs.map((endMs) => {
      while (tick + 1 < timesMs.length && timesMs[tick + 1] <= endMs) tick++;
      const missing = 1 - adverseMove(prices.map((series) => series[tick] / series[0]), directions);
      // With a critical move that is far too large the time left would decide alone, and early stages would look best for ever.
      if (missing <= 0 || !directions.isKnown) return -missing;
      const left = (lastMs - endMs) / (lastMs - startMs);
      return left > 0 ? -missing / Math.sqrt(left) : -Infinity;
    });
  }

  #progress(path: PricePath): Float64Array {
    const { event, grid, plan } = this.#question;
    if (event.metric.name === 'price_low_ratio') {
      const series = plan.instruments.map((_, instrument) => plan.frame.markets[instrument].series);
      return crossed(event, series.map((one) => path.prices[one]), path.timesMs, grid);
    }
    const { threshold } = event;
    let [next, sum] = [0, 0];
    return grid.endsMs.map((endMs) => {
      for (; next < this.#increments.length && this.#increments[next].timeMs <= endMs; next++) sum += this.#increments[next].amount;
      if (threshold > 0) return Math.min(1, sum / threshold);
      return sum > 0 ? 1 : 0;
    });
  }
}

/** The largest log move of an underlying, each direction over its critical move. */
export function adverseMove(ratios: readonly number[], { down, up }: Pick<Directions, 'down' | 'up'>): number {
  let largest = -Infinity;
  for (const ratio of ratios) {
    const move = log(Math.max(leastRatio, ratio));
    if (down > 0) largest = Math.max(largest, -move * down);
    if (up > 0) largest = Math.max(largest, move * up);
  }
  return largest;
}

/** A rough value of a cash unit: progress needs no more. */
function smallestUnitUsd({ frame: { assets }, startPrices }: WorldPlan): number {
  return Math.min(...assets.map(({ unit, market }) => unit * (market < 0 ? 1 : startPrices[market])));
}

/** 1 from the stage in which a price crossed the border of the event. */
function crossed(event: RareEvent, prices: readonly Float64Array[], timesMs: Float64Array, { endsMs }: StageGrid): Float64Array {
  let [tick, lowest] = [0, 1];
  return endsMs.map((endMs) => {
    for (; tick < timesMs.length && timesMs[tick] <= endMs; tick++) {
      for (const series of prices) lowest = Math.min(lowest, series[tick] / series[0]);
    }
    return happened(event, lowest) ? 1 : 0;
  });
}

/** Share of the opening funds of all venues that is gone; 0 without funds. */
function fundUsed({ fundChanges, fundOpeningUsd }: PathOutcome, { endsMs }: StageGrid): Float64Array {
  const venues = fundOpeningUsd.length;
  const opening = total(fundOpeningUsd, 0, venues);
  let next = 0;
  let level = opening;
  return endsMs.map((endMs) => {
    while (next < fundChanges.timesMs.length && fundChanges.timesMs[next] <= endMs) level = total(fundChanges.usd, next++ * venues, venues);
    return opening > 0 ? Math.max(0, 1 - level / opening) : 0;
  });
}

function total(values: ArrayLike<number>, from: number, count: number): number {
  let sum = 0;
  for (let index = from; index < from + count; index++) sum += values[index];
  return sum;
}
