/** Random price paths: quiet stretches, jumps, crashes and rallies, at ticks that are not always evenly spaced. */
import type { PricePath } from '../../engine/kernel/world-spec.ts';
import type { Dice } from './dice.ts';

/** What one series follows. */
export interface SeriesPlan {
  readonly startPrice: number;
  /** Share of the common shocks; negative moves against them. */
  readonly beta: number;
  /** Rounds prices to a multiple of this, 0 for none: gives exact touches of triggers. */
  readonly grid: number;
  /** Shifts the series down by this multiple of its start over the path, so that it may cross zero. */
  readonly slide: number;
}

export interface PathPlan {
  readonly ticks: number;
  readonly startMs: number;
  readonly stepMs: number;
  readonly evenlySpaced: boolean;
  readonly volatility: number;
  readonly series: readonly SeriesPlan[];
  readonly markets: number;
  readonly depthActs: boolean;
}

export function randomPath(dice: Dice, plan: PathPlan): PricePath {
  const common = commonShocks(dice, plan);
  return {
    timesMs: tickTimes(dice, plan),
    prices: plan.series.map((series) => seriesPrices(dice, { ...plan, ...series, common })),
    depthScale: Array.from({ length: plan.markets }, () => (plan.depthActs && dice.chance(0.7) ? depthScales(dice, plan.ticks) : null)),
  };
}

function tickTimes(dice: Dice, { ticks, startMs, stepMs, evenlySpaced }: PathPlan): Float64Array {
  const times = new Float64Array(ticks);
  let timeMs = startMs;
  for (let tick = 0; tick < ticks; tick++) {
    times[tick] = timeMs;
    timeMs += evenlySpaced ? stepMs : dice.integerBetween(1, 2 * stepMs);
  }
  return times;
}

/** Log-moves per tick: noise, a few jumps, and one to three episodes that fall or rise for some ticks. */
function commonShocks(dice: Dice, { ticks, volatility }: PathPlan): number[] {
  const shocks = Array.from({ length: ticks }, () => volatility * dice.normal());
  for (let jump = dice.below(4); jump > 0; jump--) shocks[dice.below(ticks)] += 0.06 * dice.normal();
  for (let episode = dice.integerBetween(1, 3); episode > 0; episode--) addEpisode(dice, shocks);
  return shocks;
}

function addEpisode(dice: Dice, shocks: number[]): void {
  const length = dice.integerBetween(1, 12);
  const start = dice.integerBetween(1, Math.max(1, shocks.length - length));
  const total = dice.chance(0.6) ? -dice.between(0.08, 0.6) : dice.between(0.05, 0.5);
  for (let i = start; i < Math.min(shocks.length, start + length); i++) shocks[i] += total / length;
}

interface SeriesOptions extends PathPlan, SeriesPlan {
  readonly common: readonly number[];
}

function seriesPrices(dice: Dice, { ticks, volatility, startPrice, beta, grid, slide, common }: SeriesOptions): Float64Array {
  const prices = new Float64Array(ticks);
  let logMove = 0;
  for (let tick = 0; tick < ticks; tick++) {
    if (tick > 0) logMove += beta * common[tick] + 0.5 * volatility * dice.normal();
    const price = startPrice * Math.exp(logMove) - (startPrice * slide * tick) / ticks;
    prices[tick] = grid > 0 ? Math.max(1, Math.round(price / grid)) * grid : price;
  }
  return prices;
}

function depthScales(dice: Dice, ticks: number): Float64Array {
  return Float64Array.from({ length: ticks }, () => (dice.chance(0.2) ? 1 : 1 + Math.abs(0.6 * dice.normal())));
}
