/** The Pareto frontier of points judged by two numbers: nobody is better in one without being worse in the other. */

/** A point and its two numbers; less is better in both (negate what should be large). */
export interface Judged {
  readonly safety: number;
  readonly cost: number;
}

/** A point of the frontier, and how many later points had the same two numbers. */
export interface Winner<Point> {
  readonly point: Point;
  readonly ties: number;
}

/**
 * Keeps the points that no other dominates while points come in one by one: memory grows with the frontier, not with the points. A point
 * dominates another when it is at least as good in both numbers and better in one. Of points with equal numbers the first is kept and
 * the others are counted. Points without a number are no candidates.
 */
export class ParetoFrontier<Point extends Judged> {
  /** By cost ascending, which is by safety descending. */
  readonly #kept: { point: Point; ties: number }[] = [];

  /** Takes a point in. */
  add(point: Point): void {
    if (!(Number.isFinite(point.safety) && Number.isFinite(point.cost))) return;
    const place = this.#placeOf(point);
    const before = this.#kept[place - 1];
    if (before !== undefined && dominates(before.point, point)) return;
    if (before !== undefined && before.point.cost === point.cost) {
      before.ties++;
      return;
    }
    let end = place;
    while (end < this.#kept.length && dominates(point, this.#kept[end].point)) end++;
    this.#kept.splice(place, end - place, { point, ties: 0 });
  }

  /** The frontier, cheapest first. */
  winners(): readonly Winner<Point>[] {
    return this.#kept;
  }

  /** True when none of the points taken in dominates this one. */
  admits(point: Judged): boolean {
    if (!(Number.isFinite(point.safety) && Number.isFinite(point.cost))) return false;
    const before = this.#kept[this.#placeOf(point) - 1];
    return before === undefined || !dominates(before.point, point);
  }

  /** Number of kept points that cost less, or as much and are at least as safe. */
  #placeOf({ cost, safety }: Judged): number {
    let low = 0;
    let high = this.#kept.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#kept[middle].point;
      if (other.cost < cost || (other.cost === cost && other.safety <= safety)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** True when `one` is at least as good in both numbers and better in one of them. */
export function dominates(one: Judged, other: Judged): boolean {
  if (one.safety > other.safety || one.cost > other.cost) return false;
  return one.safety < other.safety || one.cost < other.cost;
}

/** At most `most` items, equally spaced, with the first and the last. */
export function spreadOver<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, index) => items[Math.floor((index * (items.length - 1)) / (most - 1))]);
}
