/** Fewer points for the same picture, and ends of axes. */

/**
 * Indexes to keep so that a line drawn through them covers the same pixels: the first and last point, and the lowest and the
 * highest of every column in each bucket. At most `2 x columns x buckets + 2` indexes, ascending.
 */
export function thinIndexes(columns: readonly (readonly number[])[], buckets: number): number[] {
  const length = columns[0]?.length ?? 0;
  if (length <= 2 * buckets) return Array.from({ length }, (_, index) => index);
  const kept = new Set([0, length - 1]);
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * length) / buckets);
    const to = Math.floor(((bucket + 1) * length) / buckets);
    for (const column of columns) keepExtremes({ column, from, to, kept });
  }
  return [...kept].sort((a, b) => a - b);
}

function keepExtremes({ column, from, to, kept }: { column: readonly number[]; from: number; to: number; kept: Set<number> }): void {
  let low = from;
  let high = from;
  for (let index = from + 1; index < to; index++) {
    if (column[index] < column[low]) low = index;
    if (column[index] > column[high]) high = index;
  }
  kept.add(low).add(high);
}

/** Smallest of many numbers; Infinity of none. Spreading long lists into Math.min would overflow the stack. */
export function smallest(values: readonly number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Infinity);
}

/** Largest of many numbers; -Infinity of none. */
export function largest(values: readonly number[]): number {
  return values.reduce((high, value) => Math.max(high, value), -Infinity);
}

/** At most `most` indexes, equally spaced, with the first and the last: for tables. */
export function sampleIndexes(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, index) => index);
  return Array.from({ length: most }, (_, row) => Math.round((row * (length - 1)) / (most - 1)));
}
