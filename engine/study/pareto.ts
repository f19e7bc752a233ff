/** The Pareto frontier of points judged by two numbers: nobody is better in one without being worse in the other. */

/** A point and its two numbers; less is better in both (negate what should be large). */
export interface Judged {
  readonly safety: number;
  readonly cost: number;
}

/**
 * Keeps the points that no other dominates while points come in one by one: memory grows with the frontier, not with the points. A point
 * dominates another when it is at least as good in both numbers and better in one; equal points stay together. Points without a number
 * are no candidates.
 */
export class ParetoFrontier<Point extends Judged> {
  /** By cost ascending, which is by safety descending. */
  #kept: Point[] = [];

  /** True when the point is on the frontier of what came so far. */
  add(point: Point): boolean {
    if (!(Number.isFinite(point.safety) && Number.isFinite(point.cost))) return false;
    const place = this.#placeOf(point);
    const before = this.#kept[place - 1];
    if (before !== undefined && dominates(before, point)) return false;
    let end = place;
    while (end < this.#kept.length && dominates(point, this.#kept[end])) end++;
    this.#kept.splice(place, end - place, point);
    return true;
  }

  /** The frontier, cheapest first; points with equal numbers in the order in which they came. */
  points(): readonly Point[] {
    return this.#kept;
  }

  /** Number of kept points that cost less, or as much and are at least as safe. */
  #placeOf({ cost, safety }: Point): number {
    let low = 0;
    let high = this.#kept.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#kept[middle];
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
