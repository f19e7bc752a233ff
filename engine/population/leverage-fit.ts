/**
 * Fits drawn leverages and equities to the pins. A position's leverage is exp(level + spread x (z - centre)), capped, with z the
 * drawn log leverage; its equity is the drawn one times a scale of its instrument and side. Then
 *   - the level of each side puts the open-interest-weighted median leverage where it is pinned,
 *   - the scales give every instrument and side its open interest,
 *   - the spread gives log leverage its pinned standard deviation or, when total equity is pinned too, that equity: more spread means
 *     more equity at the same open interest and median, because idle accounts hold equity and little open interest.
 * All sums are taken from a histogram of equity over z, so that one evaluation costs bins and not accounts.
 */
import { exitCodes, UserError } from '../errors.ts';
import { exp, log } from '../math/transcendental.ts';
import type { PositionDraws } from './position-draws.ts';
import type { VenueFrame } from './venue-frame.ts';

export interface LeverageFit {
  readonly spread: number;
  /** z that keeps its leverage when the spread changes. */
  readonly centre: number;
  /** Log leverage at the centre: longs, shorts. */
  readonly level: Float64Array;
  /** Per group (2 x instrument + short): fitted equity / drawn equity. */
  readonly equityScale: Float64Array;
}

const bins = 512;
const levelSteps = 46;
const spreadSteps = 40;
const equityTolerance = 1e-7;
/** Standard deviation of log leverage that counts as none, and the largest that a fit may choose. */
const leastDeviation = 1e-3;
const mostDeviation = 5;

interface Histogram {
  /** z of the first bin and distance between bins. */
  readonly low: number;
  readonly width: number;
  readonly mean: number;
  readonly deviation: number;
  /** Equity per group and bin, in drawn USD: mass[group x bins + bin]. */
  readonly mass: Float64Array;
  /** Equity of hedged positions per group. */
  readonly hedged: Float64Array;
  readonly total: Float64Array;
}

/** Fits level, spread and scales to what was drawn. Throws UserError when the pinned equity cannot go with the pinned leverage. */
export function fitLeverage(frame: VenueFrame, draws: PositionDraws): LeverageFit {
  return new Fitter(frame, histogramOf(frame, draws)).solve();
}

function histogramOf(frame: VenueFrame, draws: PositionDraws): Histogram {
  const range = rangeOf(draws.logLeverage);
  const groups = 2 * frame.request.instruments.length;
  const sums = { mass: new Float64Array(groups * bins), hedged: new Float64Array(groups), total: new Float64Array(groups) };
  fillHistogram(draws, range, sums);
  return { low: range.low, width: range.width, mean: range.mean, deviation: range.deviation, ...sums };
}

type Sums = Pick<Histogram, 'mass' | 'hedged' | 'total'>;

function fillHistogram({ group, equityUsd, logLeverage }: PositionDraws, range: Range, { mass, hedged, total }: Sums): void {
  const perWidth = 1 / range.width;
  for (let slot = 0; slot < group.length; slot++) {
    const z = logLeverage[slot];
    total[group[slot]] += equityUsd[slot];
    if (z !== z) {
      hedged[group[slot]] += equityUsd[slot];
      continue;
    }
    // Shared between the two nearest bins, so that the mean of z is kept.
    const place = (z - range.low) * perWidth;
    const bin = Math.floor(place);
    const upper = equityUsd[slot] * (place - bin);
    mass[group[slot] * bins + bin] += equityUsd[slot] - upper;
    mass[group[slot] * bins + bin + 1] += upper;
  }
}

type Range = Pick<Histogram, 'low' | 'width' | 'mean' | 'deviation'>;

function rangeOf(logLeverage: Float64Array): Range {
  let low = Infinity;
  let high = -Infinity;
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let slot = 0; slot < logLeverage.length; slot++) {
    const z = logLeverage[slot];
    if (z !== z) continue;
    if (z < low) low = z;
    if (z > high) high = z;
    count++;
    sum += z;
    squares += z * z;
  }
  if (count === 0) return { low: 0, width: 1, mean: 0, deviation: 0 };
  const mean = sum / count;
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
  return { low, width: Math.max(1e-9, (high - low) / (bins - 1.5)), mean, deviation };
}

class Fitter {
  readonly #frame: VenueFrame;
  readonly #histogram: Histogram;
  readonly #groups: readonly number[];
  /** Running sums over bins at the current spread: equity, and equity x exp(spread x (z - centre)). */
  readonly #equityUpTo: Float64Array;
  readonly #notionalUpTo: Float64Array;
  readonly #logCap: Float64Array;
  readonly #level = new Float64Array(2);
  #spread = 1;

  constructor(frame: VenueFrame, histogram: Histogram) {
    this.#frame = frame;
    this.#histogram = histogram;
    this.#logCap = frame.leverageCap.map((cap) => (cap > 0 ? log(cap) : 0));
    this.#groups = frame.traded.flatMap((instrument) => [2 * instrument, 2 * instrument + 1]);
    this.#equityUpTo = new Float64Array(histogram.mass.length);
    this.#notionalUpTo = new Float64Array(histogram.mass.length);
    for (const group of this.#groups) accumulate(histogram.mass, this.#equityUpTo, group * bins);
  }

  solve(): LeverageFit {
    const { pins } = this.#frame;
    const deviation = Math.max(this.#histogram.deviation, 1e-9);
    if (pins.equityUsd === null) this.#trySpread(Math.max(leastDeviation, pins.leverageLogSd) / deviation);
    else this.#solveSpread(pins.equityUsd, deviation);
    const equityScale = new Float64Array(this.#histogram.total.length);
    for (const group of this.#groups) equityScale[group] = this.#equityScale(group);
    return { spread: this.#spread, centre: this.#histogram.mean, level: this.#level, equityScale };
  }

  /** Equity grows with the spread: false position on both logarithms (Illinois variant), a few evaluations instead of thirty. */
  #solveSpread(targetUsd: number, deviation: number): void {
    const excess = (logSpread: number): number => log(this.#trySpread(exp(logSpread)) / targetUsd);
    let [low, high] = [log(leastDeviation / deviation), log(mostDeviation / deviation)];
    let [below, above] = [excess(low), excess(high)];
    this.#refuseUnlessBetween(targetUsd, targetUsd * exp(below), targetUsd * exp(above));
    for (let step = 0; step < spreadSteps; step++) {
      const middle = (low * above - high * below) / (above - below);
      const error = excess(middle);
      if (Math.abs(error) < equityTolerance) return;
      if (error < 0) [low, below, above] = [middle, error, step % 2 === 0 ? above : 0.5 * above];
      else [high, above, below] = [middle, error, step % 2 === 0 ? below : 0.5 * below];
    }
  }

  #refuseUnlessBetween(targetUsd: number, least: number, most: number): void {
    if (targetUsd >= least && targetUsd <= most) return;
    const { leverage } = this.#frame.pins;
    const isLow = targetUsd < least;
    throw new UserError(exitCodes.inputInvalid, [
      {
        what: `${targetUsd} USD of equity for the open interest at median leverage ${leverage.long} (long) and ${leverage.short} (short)`,
        expected: isLow ? `at least ${Math.ceil(least)} USD, were everyone levered alike` : `at most ${Math.floor(most)} USD`,
        suggestion: `${isLow ? 'more equity or a higher' : 'less equity or a lower'} leverage, or no pinned equity`,
      },
    ]);
  }

  /** Sets a spread, finds the levels that go with it, and returns the equity of the venue. */
  #trySpread(spread: number): number {
    this.#spread = spread;
    this.#tabulate();
    this.#level[0] = this.#solveLevel(0);
    this.#level[1] = this.#solveLevel(1);
    let equityUsd = 0;
    for (const group of this.#groups) equityUsd += this.#equityScale(group) * this.#histogram.total[group];
    return equityUsd;
  }

  #tabulate(): void {
    const { low, width, mean, mass } = this.#histogram;
    const first = exp(this.#spread * (low - mean));
    const ratio = exp(this.#spread * width);
    for (const group of this.#groups) {
      let sum = 0;
      let leverage = first;
      for (let index = group * bins; index < (group + 1) * bins; index++) {
        sum += mass[index] * leverage;
        this.#notionalUpTo[index] = sum;
        leverage *= ratio;
      }
    }
  }

  /** Bisection: the higher the level, the less open interest lies below the pinned median. */
  #solveLevel(side: number): number {
    const { low, width, mean } = this.#histogram;
    const { long, short } = this.#frame.pins.leverage;
    const median = side === 0 ? long : short;
    let lowest = log(median) - this.#spread * (low + width * bins - mean) - 1;
    let highest = log(median) - this.#spread * (low - mean) + 1;
    for (let step = 0; step < levelSteps; step++) {
      const middle = 0.5 * (lowest + highest);
      if (this.#surplusBelow(side, { median, level: middle }) > 0) lowest = middle;
      else highest = middle;
    }
    return 0.5 * (lowest + highest);
  }

  /** Open interest of a side below the median leverage, minus half of that side's open interest. */
  #surplusBelow(side: number, { median, level }: { median: number; level: number }): number {
    const place = this.#placeOf(log(median), level);
    const factor = exp(level);
    let surplus = 0;
    for (const group of this.#groups) {
      if ((group & 1) !== side) continue;
      const hedged = median > 1 ? this.#histogram.hedged[group] : 0;
      const below = hedged + factor * this.#upTo(this.#notionalUpTo, group, place);
      const openInterestUsd = this.#frame.openInterestUsd[group >> 1];
      surplus += openInterestUsd * (below / this.#notionalOf(group, { level, factor }) - 0.5);
    }
    return surplus;
  }

  /** Notional of a group at a level (factor = exp(level)), before its equity is scaled. */
  #notionalOf(group: number, { level, factor }: { level: number; factor: number }): number {
    const cap = this.#frame.leverageCap[group >> 1];
    const place = this.#placeOf(this.#logCap[group >> 1], level);
    const { hedged, total } = this.#histogram;
    const capped = total[group] - hedged[group] - this.#upTo(this.#equityUpTo, group, place);
    return hedged[group] + factor * this.#upTo(this.#notionalUpTo, group, place) + cap * capped;
  }

  #equityScale(group: number): number {
    const level = this.#level[group & 1];
    return this.#frame.openInterestUsd[group >> 1] / this.#notionalOf(group, { level, factor: exp(level) });
  }

  /** Bin coordinate at which a position has this log leverage. */
  #placeOf(logLeverage: number, level: number): number {
    const { low, width, mean } = this.#histogram;
    return ((logLeverage - level) / this.#spread + mean - low) / width;
  }

  /** A running sum read between bins; what is in a bin counts as spread evenly around it. */
  #upTo(sums: Float64Array, group: number, place: number): number {
    const bin = Math.floor(place + 0.5);
    if (bin < 0) return 0;
    if (bin >= bins) return sums[(group + 1) * bins - 1];
    const index = group * bins + bin;
    const before = bin > 0 ? sums[index - 1] : 0;
    return before + (sums[index] - before) * (place + 0.5 - bin);
  }
}

function accumulate(values: Float64Array, sums: Float64Array, from: number): void {
  let sum = 0;
  for (let index = from; index < from + bins; index++) {
    sum += values[index];
    sums[index] = sum;
  }
}
