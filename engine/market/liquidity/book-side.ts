/** One side of a static book: how far the price goes after a volume, as a piecewise linear function, with its exact integral. */
import { exp, log, pow } from '../../math/transcendental.ts';

/** [distance from the middle as a fraction of price, cumulative USD up to there]. */
export type Band = readonly [distance: number, cumulativeUsd: number];

/** Successive points of the tail beyond the last band lie this factor of distance apart. */
const tailStep = 1.1;

/** The tail: cumulative depth grows with distance^exponent, up to `lastDistance`, where the price stops. */
interface Tail {
  readonly exponent: number;
  readonly lastDistance: number;
}

/** Points of the tail after the last band, the last one at `lastDistance`. */
function tailBands(lastBand: Band, tail: Tail): Band[] {
  const [start, depth] = lastBand;
  const steps = Math.ceil(log(tail.lastDistance / start) / log(tailStep));
  const bands: Band[] = [];
  for (let step = 1; step <= steps; step++) {
    const ratio = step === steps ? tail.lastDistance / start : pow(tailStep, step);
    bands.push([start * ratio, depth * exp(tail.exponent * log(ratio))]);
  }
  return bands;
}

/**
 * Bids or asks. Distances are fractions of the undisturbed price, volumes are lots, both counted from the middle and never negative.
 * Linear between bands; the tail is the power law Dp ~ x^exponent in steps of `tailStep`.
 */
export class BookSide {
  /** Points 0..n: cumulative lots, distance, and integral of distance over lots; point 0 is the middle. */
  private readonly lots: Float64Array;
  private readonly distances: Float64Array;
  private readonly integrals: Float64Array;
  private readonly last: number;

  constructor(bands: readonly Band[], tail: Tail, lotsPerUsd: number) {
    const points: readonly Band[] = [[0, 0], ...bands, ...tailBands(bands[bands.length - 1], tail)];
    this.distances = Float64Array.from(points, ([distance]) => distance);
    this.lots = Float64Array.from(points, ([, usd]) => usd * lotsPerUsd);
    this.integrals = new Float64Array(points.length);
    this.last = points.length - 1;
    for (let i = 1; i <= this.last; i++) {
      this.integrals[i] = this.integrals[i - 1] + this.areaBetween(i - 1, this.lots[i - 1], this.lots[i]);
    }
  }

  /** Distance reached after taking `lots` >= 0. */
  distance(lots: number): number {
    return this.distanceIn(this.segment(lots), lots);
  }

  /** Mean distance while the volume taken goes from `from` to `to`, 0 <= from <= to. */
  meanDistance(from: number, to: number): number {
    const first = this.segment(from);
    const final = this.segment(to);
    // Within one segment the mean is the middle: no difference of integrals, so small trades lose no digits.
    if (first === final) return (this.distanceIn(first, from) + this.distanceIn(final, to)) / 2;
    const whole = this.integrals[final] - this.integrals[first + 1];
    const ends = this.areaBetween(first, from, this.lots[first + 1]) + this.areaBetween(final, this.lots[final], to);
    return (whole + ends) / (to - from);
  }

  /** Index of the last point at or below `lots`. */
  private segment(lots: number): number {
    let point = 0;
    while (point < this.last && this.lots[point + 1] <= lots) point++;
    return point;
  }

  private distanceIn(point: number, lots: number): number {
    if (point === this.last) return this.distances[point];
    const share = (lots - this.lots[point]) / (this.lots[point + 1] - this.lots[point]);
    return this.distances[point] + share * (this.distances[point + 1] - this.distances[point]);
  }

  private areaBetween(point: number, from: number, to: number): number {
    return ((this.distanceIn(point, from) + this.distanceIn(point, to)) / 2) * (to - from);
  }
}
