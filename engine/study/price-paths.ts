/**
 * Price paths of a study: ticks as given, or bars rebuilt to minutes, all underlyings together, redrawn on every path (section 7 of the
 * design). The close of a bar and the open of the next are two ticks, one millisecond apart.
 */
import { exitCodes, UserError } from '../errors.ts';
import type { PricePath } from '../kernel/world-spec.ts';
import type { Candles } from '../market/candles.ts';
import { pointCount, rebuildBar } from '../market/rebuild.ts';
import type { Bar } from '../market/rebuild.ts';
import type { PathRoom } from '../market/walk-ticks.ts';
import { openStream } from '../math/random.ts';
import { roundHalfAway } from '../math/round.ts';
import type { RandomStream } from '../math/random.ts';
import { exp, log, pow } from '../math/transcendental.ts';
import type { RebuildInput, ScenarioInput, SeriesInput } from './inputs.ts';
import { modelSource } from './model-paths.ts';
import type { WalkVariation } from './model-paths.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

export interface PathSource {
  /** Underlyings in the order of the series of every path. */
  readonly underlyings: readonly string[];
  readonly firstPrices: Float64Array;
  readonly startMs: number;
  readonly endMs: number;
  /** Bars per underlying before they are rebuilt; empty for ticks. */
  readonly rebuilt: boolean;
  /** Steps of price models in a path; 0 where prices are given. Only walked paths can be branched and tilted. */
  readonly walkedSteps: number;
  /** Expected jumps in a path of all models whose jump rate a tilt can change, those that several share counted once. */
  readonly jumpsPerPath: number;
  /** The path with this index; the same index gives the same prices whatever is run on it. With a room, it lasts until the next one. */
  draw(index: number, variation?: WalkVariation, room?: PathRoom): DrawnPath;
}

export interface DrawnPath {
  readonly timesMs: Float64Array;
  readonly prices: readonly Float64Array[];
  /** Log of the likelihood ratio of a tilted path; 0 without a tilt. */
  readonly logWeight: number;
}

export interface PathSourceOptions {
  readonly scenario: ScenarioInput;
  readonly series: Readonly<Record<string, SeriesInput>>;
  readonly startMs: number;
  readonly endMs: number | null;
}

/** Lines the series of all underlyings up on one clock. Throws UserError when they do not fit together. */
export function pathSource(options: PathSourceOptions): PathSource {
  // In the order of their names: that in which a file happens to list them must not decide who gets which random numbers.
  const underlyings = Object.keys(options.scenario.underlyings).filter((name) => options.series[name] !== undefined).sort();
  const series = underlyings.map((name) => options.series[name]);
  if (series.every((one) => one.kind === 'ticks')) return tickSource(underlyings, series);
  if (series.every((one) => one.kind === 'bars')) return barSource(underlyings, series.map((one) => one.candles), options);
  if (series.every((one) => one.kind === 'model')) return modelSource(underlyings, series, options);
  throw new UserError(exitCodes.inputInvalid, [
    { what: 'some underlyings have ticks, others bars or models', expected: 'the same kind of prices for all underlyings of a scenario' },
  ]);
}

function tickSource(underlyings: readonly string[], series: readonly { timesMs: Float64Array; prices: Float64Array }[]): PathSource {
  const { timesMs } = series[0];
  series.forEach((one, index) => {
    if (one.timesMs.length === timesMs.length && one.timesMs.every((time, tick) => time === timesMs[tick])) return;
    throw new UserError(exitCodes.inputInvalid, [
      {
        what: `${underlyings[index]} has ${one.timesMs.length} prices where ${underlyings[0]} has ${timesMs.length}, or at other times`,
        expected: 'as many inline prices with the same step for every underlying',
      },
    ]);
  });
  const prices = series.map((one) => one.prices);
  return {
    underlyings,
    firstPrices: Float64Array.from(prices, (values) => values[0]),
    startMs: timesMs[0],
    endMs: timesMs[timesMs.length - 1],
    rebuilt: false,
    walkedSteps: 0,
    jumpsPerPath: 0,
    draw: () => ({ timesMs, prices, logWeight: 0 }),
  };
}

interface Grid {
  readonly stepMs: number;
  readonly openTimesMs: readonly number[];
  /** bars[underlying][index of the open time]. */
  readonly bars: readonly (readonly Bar[])[];
}

function barSource(underlyings: readonly string[], candles: readonly Candles[], options: PathSourceOptions): PathSource {
  const grid = alignBars(underlyings, candles, options);
  const steps = Math.max(1, roundHalfAway(grid.stepMs / minuteMs));
  const timesMs = barTimes(grid, pointCount(steps));
  return {
    underlyings,
    firstPrices: Float64Array.from(grid.bars, (bars) => bars[0].open),
    startMs: timesMs[0],
    endMs: timesMs[timesMs.length - 1],
    rebuilt: true,
    walkedSteps: 0,
    jumpsPerPath: 0,
    draw: (index) => {
      const { seed, name, rebuild } = options.scenario;
      const stream = openStream({ seed, scenario: name, path: index, component: 'prices', purpose: 'rebuild' });
      return { timesMs, prices: rebuildGrid(grid, steps, rebuild, stream), logWeight: 0 };
    },
  };
}

function alignBars(underlyings: readonly string[], candles: readonly Candles[], { startMs, endMs }: PathSourceOptions): Grid {
  const { stepMs } = candles[0];
  candles.forEach((one, index) => {
    if (one.stepMs === stepMs) return;
    throw new UserError(exitCodes.inputInvalid, [
      {
        what: `${underlyings[index]} has bars of ${one.stepMs / minuteMs} minutes, ${underlyings[0]} of ${stepMs / minuteMs}`,
        expected: 'bars of one length',
      },
    ]);
  });
  const from = Math.max(startMs, ...candles.map((one) => one.openTimeMs[0]));
  const until = Math.min(endMs ?? Infinity, ...candles.map((one) => one.openTimeMs[one.openTimeMs.length - 1] + stepMs));
  const times = new Set<number>();
  for (const one of candles) for (const time of one.openTimeMs) if (time >= from && time + stepMs <= until) times.add(time);
  const openTimesMs = [...times].sort((a, b) => a - b);
  if (openTimesMs.length === 0) throw noBars(underlyings, candles, from, until);
  return { stepMs, openTimesMs, bars: candles.map((one) => barsAt(one, openTimesMs)) };
}

function noBars(underlyings: readonly string[], candles: readonly Candles[], fromMs: number, untilMs: number): UserError {
  const spans = candles.map((one, index) => `${underlyings[index]} ${one.openTimeMs[0]} to ${one.openTimeMs[one.openTimeMs.length - 1]}`);
  return new UserError(exitCodes.inputInvalid, [
    {
      what: `no bar of the data lies inside ${fromMs} to ${untilMs} (ms since 1970)`,
      expected: `bars that all underlyings share: ${spans.join(', ')}`,
      suggestion: 'set start and end of the scenario to the time of the data, or leave them out',
    },
  ]);
}

/** Bars at the given open times; where one is missing the price stands still at the last close. */
function barsAt(candles: Candles, openTimesMs: readonly number[]): Bar[] {
  const bars: Bar[] = [];
  let row = 0;
  for (const time of openTimesMs) {
    while (row + 1 < candles.openTimeMs.length && candles.openTimeMs[row + 1] <= time) row++;
    const { open, high, low, close } = candles;
    if (candles.openTimeMs[row] === time) bars.push({ open: open[row], high: high[row], low: low[row], close: close[row] });
    else bars.push({ open: close[row], high: close[row], low: close[row], close: close[row] });
  }
  return bars;
}

function barTimes({ openTimesMs, stepMs }: Grid, points: number): Float64Array {
  const times = new Float64Array(openTimesMs.length * points);
  openTimesMs.forEach((open, bar) => {
    for (let point = 0; point < points; point++) {
      const offset = point === points - 1 ? stepMs - 1 : Math.floor((point * stepMs) / (points - 1));
      times[bar * points + point] = open + offset;
    }
  });
  return times;
}

function rebuildGrid({ bars, openTimesMs }: Grid, steps: number, rebuild: RebuildInput, stream: RandomStream): Float64Array[] {
  const points = pointCount(steps);
  const prices = bars.map(() => new Float64Array(openTimesMs.length * points));
  const firstExtreme = ({ random: 'random', 'high-first': 'high', 'low-first': 'low' } as const)[rebuild.firstExtreme];
  for (let bar = 0; bar < openTimesMs.length; bar++) {
    const { candidates, correlation } = rebuild;
    const rebuilt = rebuildBar({ bars: bars.map((own) => own[bar]), steps, candidates, correlation, firstExtreme, stream });
    rebuilt.forEach((points_, asset) => prices[asset].set(points_, bar * points));
  }
  return prices;
}

/**
 * Factor >= 1 by which depth has shrunk at each tick: max(1, (daily volatility / reference)^elasticity), the volatility an exponentially
 * weighted root mean square of past log returns (science 2.5). It starts at the reference, and sees no tick before it happens.
 */
export function depthScale(
  path: Pick<PricePath, 'timesMs'> & { readonly prices: Float64Array },
  referenceDaily: number,
  halfLifeMs: number,
  elasticity: number,
): Float64Array {
  const { timesMs, prices } = path;
  const scale = new Float64Array(prices.length);
  let variancePerMs = (referenceDaily * referenceDaily) / dayMs;
  let lastStepMs = NaN;
  let weight = 1;
  for (let tick = 0; tick < prices.length; tick++) {
    if (tick > 0) {
      const stepMs = timesMs[tick] - timesMs[tick - 1];
      if (stepMs !== lastStepMs) weight = exp((-0.6931471805599453 * stepMs) / halfLifeMs);
      lastStepMs = stepMs;
      const change = prices[tick] > 0 && prices[tick - 1] > 0 ? log(prices[tick] / prices[tick - 1]) : 0;
      variancePerMs = weight * variancePerMs + (1 - weight) * ((change * change) / stepMs);
    }
    const ratio = Math.sqrt(variancePerMs * dayMs) / referenceDaily;
    scale[tick] = ratio <= 1 ? 1 : elasticity === 1 ? ratio : pow(ratio, elasticity);
  }
  return scale;
}
