/** Fewer points of a long series for a chart. */

export interface Series {
  readonly values: ArrayLike<number>;
  /** Ascending, one per value. */
  readonly timesMs: ArrayLike<number>;
}

/**
 * Indexes of the lowest and the highest value of each of equally long stretches of time, so that no low is lost and quiet hours keep their
 * points however many events a busy minute has; the first and the last too. At most `mostPoints`.
 */
export function thinnedIndexes({ values, timesMs }: Series, mostPoints: number): number[] {
  const count = values.length;
  if (count <= mostPoints) return Array.from(values, (_, index) => index);
  const kept = new Set([0, count - 1]);
  const stretches = Math.floor(mostPoints / 2) - 1;
  const startMs = timesMs[0];
  const spanMs = timesMs[count - 1] - startMs;
  let start = 0;
  for (let stretch = 1; stretch <= stretches; stretch++) {
    const untilMs = startMs + (stretch * spanMs) / stretches;
    let end = start;
    while (end < count && (stretch === stretches || timesMs[end] < untilMs)) end++;
    if (end > start) keepExtremes(values, start, end, kept);
    start = end;
  }
  return [...kept].sort((one, other) => one - other);
}

function keepExtremes(values: ArrayLike<number>, start: number, end: number, kept: Set<number>): void {
  let [low, high] = [start, start];
  for (let index = start + 1; index < end; index++) {
    if (values[index] < values[low]) low = index;
    if (values[index] > values[high]) high = index;
  }
  kept.add(low).add(high);
}
