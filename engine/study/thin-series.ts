/** Fewer points of a long series for a chart. */

/** Indexes of the lowest and the highest value of each of equally long stretches, so that no low is lost; the first and the last too. */
export function thinnedIndexes(values: ArrayLike<number>, mostPoints: number): number[] {
  if (values.length <= mostPoints) return Array.from(values, (_, index) => index);
  const kept = new Set([0, values.length - 1]);
  const stretches = Math.floor(mostPoints / 2) - 1;
  for (let stretch = 0; stretch < stretches; stretch++) {
    const start = Math.floor((stretch * values.length) / stretches);
    const end = Math.floor(((stretch + 1) * values.length) / stretches);
    let [low, high] = [start, start];
    for (let index = start + 1; index < end; index++) {
      if (values[index] < values[low]) low = index;
      if (values[index] > values[high]) high = index;
    }
    kept.add(low).add(high);
  }
  return [...kept].sort((one, other) => one - other);
}
